using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Portolan.Testing;
using Portolan.Text.Normalization;
using Portolan.Text.Tests.Unicode;

namespace Portolan.Text.Tests.Normalization;

public sealed class NormalizerTests
{
    /// <summary>Golden file: Python 3.11.2 by <c>eng/normalization_golden.py</c>.</summary>
    [Fact]
    public void Nasty_strings_come_out_as_Python_makes_them()
    {
        using JsonDocument golden = JsonDocument.Parse(
            File.ReadAllBytes(Repository.PathOf("tests/Portolan.Text.Tests/Golden/normalization.json")));
        JsonElement cases = golden.RootElement.GetProperty("cases");
        cases.GetArrayLength().ShouldBeGreaterThan(600);
        foreach (JsonElement row in cases.EnumerateArray())
        {
            string text = row[0].GetString()!;
            DedupNormalizer.Normalize(text).ShouldBe(row[1].GetString(), Describe(text));
            LanguageModelNormalizer.Normalize(text).ShouldBe(row[2].GetString(), Describe(text));
            byte[] utf8 = Encoding.UTF8.GetBytes(text);
            Encoding.UTF8.GetString(ScalarNormalizer.ForDeduplication(utf8)).ShouldBe(row[1].GetString(), Describe(text));
            Encoding.UTF8.GetString(ScalarNormalizer.ForLanguageModel(utf8)).ShouldBe(row[2].GetString(), Describe(text));
        }
    }

    /// <summary>The oracle was made by cc_net bda555b itself.</summary>
    [SharedDataFact]
    public void Web_documents_come_out_as_CCNet_makes_them()
    {
        int documents = 0;
        foreach (JsonElement document in Oracle())
        {
            string text = document.GetProperty("text").GetString()!;
            // The oracle keeps the first 2,000 characters and 20 lines; the hashes of all lines are tested with LineHasher.
            string normalised = LanguageModelNormalizer.Normalize(text);
            normalised[..CharsOf(normalised, 2_000)].ShouldBe(document.GetProperty("lm_norm").GetString());
            string[] lines = text.Split('\n');
            JsonElement expected = document.GetProperty("dedup_norm");
            expected.GetArrayLength().ShouldBe(Math.Min(lines.Length, 20));
            for (int i = 0; i < expected.GetArrayLength(); i++)
            {
                DedupNormalizer.Normalize(lines[i]).ShouldBe(expected[i].GetString());
            }

            documents++;
        }

        documents.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("  İstanbul ΣΑΣ １２３ ٣٤ ²½ ", "i̇stanbul σας 000 00 ²½", "istanbul σας 000 00 ²½")]
    [InlineData("“Hello” – it’s…\u0085x\u001Fy", "hello  itsxy", "\"hello\" - it's...xy")]
    [InlineData("\u00A0\u2003x\u001C", "x", "x")]
    [InlineData("one line\nsecond line", "one linesecond line", "one linesecond line")]
    [InlineData("\0 a", " a", " a")] // a NUL is not white space, so the space after it is not at the end
    [InlineData("—．", "", " - . ")]
    [InlineData("", "", "")]
    [InlineData(" \t\u3000", "", "")]
    public void Probe(string text, string deduplication, string languageModel)
    {
        DedupNormalizer.Normalize(text).ShouldBe(deduplication);
        LanguageModelNormalizer.Normalize(text).ShouldBe(languageModel);
    }

    [Fact]
    public void Random_text_comes_out_as_the_scalar_twin_makes_it()
    {
        for (int seed = 0; seed < 6_000; seed++)
        {
            Compare(NastyText.Valid(seed), seed);
        }
    }

    [Fact]
    public void Random_damaged_bytes_come_out_as_the_scalar_twin_makes_them()
    {
        for (int seed = 0; seed < 6_000; seed++)
        {
            Compare(NastyText.Bytes(seed), seed);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_text_comes_out_valid_and_as_the_scalar_twin_makes_it(int seed)
    {
        var random = new Random(seed);
        byte[] original = Encoding.UTF8.GetBytes("  ΑΣ Σ́ΟΦΌΣ İstanbul \u00A0 «Çà» 日本語 한국어 ٣٤ “x”… e\u0301\u0323 𝟘 plain ascii text of some length, so that vectors see it\u3000");
        for (int round = 0; round < 4000; round++)
        {
            byte[] bytes = [.. original];
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            int start = random.Next(bytes.Length);
            Normalizer.Fuzz(bytes.AsSpan(start, random.Next(bytes.Length - start + 1)));
        }
    }

    [Fact]
    public void Every_code_point_alone_and_between_letters_comes_out_as_the_scalar_twin_makes_it()
    {
        byte[] text = new byte[12];
        for (int c = 0; c <= 0x10FFFF; c += c < 0x30000 || c >= 0xE0000 && c < 0xE0200 ? 1 : 0x3F)
        {
            if (!Rune.TryCreate(c, out Rune rune))
            {
                continue;
            }

            int length = rune.EncodeToUtf8(text);
            Compare(text.AsSpan(0, length), c);
            text[0] = (byte)'Q';
            length = 1 + rune.EncodeToUtf8(text.AsSpan(1));
            text[length++] = (byte)'R';
            Compare(text.AsSpan(0, length), c);
        }
    }

    [Fact]
    public void Text_longer_than_a_chunk_comes_out_as_the_scalar_twin_makes_it()
    {
        // 16,384-byte chunks end inside characters, inside runs of marks, and next to a sigma.
        foreach (string unit in new[] { "äΣ中 ", "가", "\U0001D15E\u302E\u0301", "Σ'", "x" })
        {
            for (int shift = 0; shift < 4; shift++)
            {
                string text = new string('q', shift) + string.Concat(Enumerable.Repeat(unit, 40_000 / unit.Length));
                Compare(Encoding.UTF8.GetBytes(text), shift);
            }
        }
    }

    [Fact]
    public void Normalising_appends_and_a_cleared_buffer_starts_again()
    {
        using PooledBuffer<byte> buffer = new();
        DedupNormalizer.Normalize("A"u8, buffer);
        DedupNormalizer.Normalize(" B "u8, buffer);
        buffer.WrittenSpan.SequenceEqual("ab"u8).ShouldBeTrue();
        buffer.Clear();
        LanguageModelNormalizer.Normalize("É"u8, buffer);
        buffer.WrittenSpan.SequenceEqual("e"u8).ShouldBeTrue();
    }

    [Fact]
    public void A_long_run_of_marks_takes_time_in_proportion_to_its_length()
    {
        // 400,000 marks that alternate between two classes: a quadratic sort would take minutes.
        string text = "a" + string.Concat(Enumerable.Repeat("\U0001D16D\U0001D165", 200_000));
        string expected = "a" + string.Concat(Enumerable.Repeat("\U0001D165", 200_000)) + string.Concat(Enumerable.Repeat("\U0001D16D", 200_000));
        LanguageModelNormalizer.Normalize(text).ShouldBe(expected);
    }

    private static int CharsOf(string text, int codePoints) =>
        text.EnumerateRunes().Take(codePoints).Sum(rune => rune.Utf16SequenceLength);

    internal static IEnumerable<JsonElement> Oracle()
    {
        using FileStream file = File.OpenRead(SharedData.PathOf("oracles/corpus/golden.jsonl.gz"));
        using GZipStream plain = new(file, CompressionMode.Decompress);
        using StreamReader reader = new(plain, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            yield return document.RootElement;
        }
    }

    private static void Compare(ReadOnlySpan<byte> utf8, int seed)
    {
        using PooledBuffer<byte> buffer = new();
        DedupNormalizer.Normalize(utf8, buffer);
        byte[] expected = ScalarNormalizer.ForDeduplication(utf8);
        if (!buffer.WrittenSpan.SequenceEqual(expected))
        {
            buffer.WrittenSpan.ToArray().ShouldBe(expected, $"dedup, seed {seed}, input {Convert.ToHexString(utf8)}");
        }

        buffer.Clear();
        LanguageModelNormalizer.Normalize(utf8, buffer);
        expected = ScalarNormalizer.ForLanguageModel(utf8);
        if (!buffer.WrittenSpan.SequenceEqual(expected))
        {
            buffer.WrittenSpan.ToArray().ShouldBe(expected, $"language model, seed {seed}, input {Convert.ToHexString(utf8)}");
        }
    }

    private static string Describe(string text) => string.Join(' ', text.EnumerateRunes().Select(r => r.Value.ToString("X4", null)));
}
