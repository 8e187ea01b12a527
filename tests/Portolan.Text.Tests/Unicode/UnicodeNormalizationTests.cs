using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portolan.Testing;
using Portolan.Text.Unicode;

namespace Portolan.Text.Tests.Unicode;

public sealed class UnicodeNormalizationTests
{
    private static readonly (string Name, NormalizationForm Form)[] Forms =
    [
        ("NFC", NormalizationForm.FormC), ("NFD", NormalizationForm.FormD), ("NFKC", NormalizationForm.FormKC), ("NFKD", NormalizationForm.FormKD),
    ];

    /// <summary>Golden value: Python 3.11.2, Unicode 14.0.0, every code point in every form.</summary>
    [Fact]
    public void Every_code_point_has_the_forms_that_Python_gives_it()
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int codePoint = 0; codePoint < 0x110000; codePoint++)
        {
            if (codePoint is >= 0xD800 and < 0xE000)
            {
                continue;
            }

            string text = char.ConvertFromUtf32(codePoint);
            foreach ((string name, NormalizationForm form) in Forms)
            {
                string normal = UnicodeNormalization.Normalize(text, form);
                if (normal != text)
                {
                    sha.AppendData(Encoding.ASCII.GetBytes($"{codePoint:X};{name};{string.Join('.', normal.EnumerateRunes().Select(rune => $"{rune.Value:X}"))}\n"));
                }
            }
        }

        Convert.ToHexStringLower(sha.GetHashAndReset()).ShouldBe("617124d5d5a2995d660ad31b818987a22ebed77a6061c76b3d8fc35abb0a852a");
    }

    /// <summary>Golden file: Python 3.11.2 by <c>eng/unicode_normalization_tables.py --golden</c>.</summary>
    [Fact]
    public void Mixtures_have_the_forms_that_Python_gives_them()
    {
        foreach (string line in File.ReadLines(Repository.PathOf("tests/Portolan.Text.Tests/Golden/unicode/normal-forms.jsonl")))
        {
            string[] expected = JsonSerializer.Deserialize<string[]>(line)!;
            for (int i = 0; i < Forms.Length; i++)
            {
                UnicodeNormalization.Normalize(expected[0], Forms[i].Form).ShouldBe(expected[i + 1]);
            }
        }
    }

    [Fact]
    public void Lone_surrogates_stay() =>
        UnicodeNormalization.Normalize("\uD800\u00A0\uDC00", NormalizationForm.FormKC).ShouldBe("\uD800 \uDC00");

    [Fact]
    public void What_needs_no_look_is_returned_as_it_is()
    {
        string text = "plain";
        UnicodeNormalization.Normalize(text, NormalizationForm.FormKC).ShouldBeSameAs(text);
        Should.Throw<ArgumentOutOfRangeException>(() => UnicodeNormalization.Normalize(text, (NormalizationForm)7));
    }

    [Fact]
    public void A_long_run_of_marks_is_sorted_in_time()
    {
        string marks = "a" + string.Concat(Enumerable.Repeat("\u0301\u0316", 100_000));
        string normal = UnicodeNormalization.Normalize(marks, NormalizationForm.FormD);
        normal[1].ShouldBe('\u0316');
        normal[^1].ShouldBe('\u0301');
    }
}
