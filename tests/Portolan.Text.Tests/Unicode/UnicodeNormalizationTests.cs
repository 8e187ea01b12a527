using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portolan.Testing;
using Portolan.Text.Unicode;

namespace Portolan.Text.Tests.Unicode;

public sealed class UnicodeNormalizationTests
{
    /// <summary>Golden values: Python 3.11.2, Unicode 14.0.0, every code point.</summary>
    [Theory]
    [InlineData(false, "8d33f70536cc067dbdae1a4abc1ab2b4ceca0e63a90ad81bc4ee9d44285b0d3a")]
    [InlineData(true, "737645595a5bfa103a33957bda1cb1f29b791395793dd83f2d44705c33244f30")]
    public void Every_code_point_has_the_form_that_Python_gives_it(bool isCompatible, string digest)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int codePoint = 0; codePoint < 0x110000; codePoint++)
        {
            if (codePoint is >= 0xD800 and < 0xE000)
            {
                continue;
            }

            string text = char.ConvertFromUtf32(codePoint);
            string normal = isCompatible ? UnicodeNormalization.ToFormKC(text) : UnicodeNormalization.ToFormC(text);
            if (normal != text)
            {
                sha.AppendData(Encoding.ASCII.GetBytes($"{codePoint:X};{string.Join('.', normal.EnumerateRunes().Select(rune => $"{rune.Value:X}"))}\n"));
            }
        }

        Convert.ToHexStringLower(sha.GetHashAndReset()).ShouldBe(digest);
    }

    /// <summary>What defines the forms: they are stable, and form KC does not see what form C does.</summary>
    [Fact]
    public void Forms_of_every_code_point_among_others_are_stable()
    {
        for (int codePoint = 0x80; codePoint < 0x110000; codePoint++)
        {
            if (codePoint is >= 0xD800 and < 0xE000)
            {
                continue;
            }

            // A letter before and marks behind it, which it may join, block or stand between.
            string text = "e" + char.ConvertFromUtf32(codePoint) + "\u0316\u0301";
            string canonical = UnicodeNormalization.ToFormC(text);
            string compatible = UnicodeNormalization.ToFormKC(text);
            if (UnicodeNormalization.ToFormC(canonical) != canonical
                || UnicodeNormalization.ToFormKC(compatible) != compatible
                || UnicodeNormalization.ToFormC(compatible) != compatible
                || UnicodeNormalization.ToFormKC(canonical) != compatible)
            {
                Assert.Fail($"U+{codePoint:X4}");
            }
        }
    }

    /// <summary>Golden file: Python 3.11.2 by <c>eng/normal_forms_golden.py</c>.</summary>
    [Fact]
    public void Mixtures_have_the_forms_that_Python_gives_them()
    {
        foreach (string line in File.ReadLines(Repository.PathOf("tests/Portolan.Text.Tests/Golden/unicode/normal-forms.jsonl")))
        {
            string[] expected = JsonSerializer.Deserialize<string[]>(line)!;
            UnicodeNormalization.ToFormC(expected[0]).ShouldBe(expected[1]);
            UnicodeNormalization.ToFormKC(expected[0]).ShouldBe(expected[2]);
        }
    }

    [Fact]
    public void Lone_surrogates_stay() =>
        UnicodeNormalization.ToFormC("\uD800e\u0301\uDC00").ShouldBe("\uD800\u00E9\uDC00");

    [Fact]
    public void Lone_surrogates_stay_among_characters_that_stand_for_others() =>
        UnicodeNormalization.ToFormKC("\uD800\u00A0\uDC00").ShouldBe("\uD800 \uDC00");

    [Fact]
    public void What_needs_no_look_is_returned_as_it_is()
    {
        string text = "plain";
        UnicodeNormalization.ToFormC(text).ShouldBeSameAs(text);
        UnicodeNormalization.ToFormKC(text).ShouldBeSameAs(text);
    }

    [Fact]
    public void A_long_run_of_marks_is_sorted_in_time()
    {
        string marks = "a" + string.Concat(Enumerable.Repeat("\u0301\u0316", 100_000));
        string normal = UnicodeNormalization.ToFormC(marks);
        // The first acute accent joins its letter over the marks below.
        normal[0].ShouldBe('\u00E1');
        normal[1].ShouldBe('\u0316');
        normal[^1].ShouldBe('\u0301');
    }
}
