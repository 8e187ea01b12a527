using System.Buffers;
using System.Text;
using System.Text.Json;
using Portolan.Corpus.Readers;
using Portolan.Corpus.Writers;
using Portolan.Storage.Compression;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Readers;

public sealed class DocumentJsonTests
{
    [Fact]
    public void Fields_have_ccnets_names_in_ccnets_order()
    {
        Document document = Sample();
        document.Language = "de";
        document.LanguageScore = 0.97;
        Document scored = Sample();
        (scored.Language, scored.LanguageScore, scored.Perplexity, scored.Bucket) = ("de", 0.97, 340.5, "middle");
        Document page = Sample();
        foreach (PageField field in Enum.GetValues<PageField>())
        {
            page.SetMetadata(field, Encoding.UTF8.GetBytes($"{field} \"é\""));
        }

        (page.HttpStatus, page.LinkCount, page.ExternalLinkCount) = (200, 12, 3);
        Golden.Equal("Readers/document.jsonl", Line(Sample()) + Line(document) + Line(scored) + Line(page));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_was_written_is_read_back(int seed)
    {
        var random = new Random(seed);
        var documents = new List<Document>();
        var lines = new ArrayBufferWriter<byte>();
        using var writer = new DocumentJsonWriter();
        for (int i = 0; i < 150; i++)
        {
            var document = new Document { OriginalLength = random.Next(1 << 30), OriginalLineCount = random.Next(100) };
            document.SetOrigin(Text(random, 20), Text(random, 5), Text(random, 9));
            document.SetTitle(Text(random, 30));
            int id = 0;
            for (int line = random.Next(7); line > 0; line--)
            {
                document.AppendLine(Text(random, i % 50 == 0 ? 90_000 : 60), id += random.Next(1, 1000));
            }

            if (random.Next(2) == 0)
            {
                document.Language = random.Next(2) == 0 ? "sr-Latn" : "x-" + (char)random.Next('a', 'z' + 1);
                document.LanguageScore = random.NextDouble();
            }

            if (random.Next(2) == 0)
            {
                document.Perplexity = random.Next(2) == 0 ? random.Next(10, 100_000) / 10.0 : null;
                document.Bucket = random.Next(4) switch { 0 => "head", 1 => "middle", 2 => "tail", _ => "all" };
            }

            foreach (PageField field in Enum.GetValues<PageField>())
            {
                document.SetMetadata(field, random.Next(3) == 0 ? Text(random, 40) : default);
            }

            document.HttpStatus = random.Next(2) == 0 ? random.Next(1, 1000) : null;
            document.LinkCount = random.Next(2) == 0 ? random.Next() : null;
            document.ExternalLinkCount = document.LinkCount / 2;
            documents.Add(document);
            writer.Write(document, lines);
        }

        (List<string> read, List<SourceDamage> damage) = Read(lines.WrittenSpan.ToArray(), 1 << 22);

        damage.ShouldBeEmpty();
        read.ShouldBe(documents.Select(Line));
    }

    [Fact]
    public void Every_character_survives_and_only_what_json_demands_is_escaped()
    {
        var document = new Document();
        for (int block = 0; block < 0x110000; block += 0x1000)
        {
            string text = string.Concat(Enumerable.Range(block, 0x1000).Where(c => c is not '\n' and (< 0xD800 or > 0xDFFF)).Select(char.ConvertFromUtf32));
            document.Clear();
            document.SetText(Encoding.UTF8.GetBytes(text));
            document.OriginalLength = 1;

            string line = Line(document);

            using JsonDocument json = JsonDocument.Parse(line);
            json.RootElement.GetProperty("raw_content").GetString().ShouldBe(text);
            line.Count(c => c == '\\').ShouldBe(block == 0 ? 31 + 3 : 0);
            Read(Encoding.UTF8.GetBytes(line), 1 << 20).Lines.ShouldBe([line]);
        }
    }

    [Theory]
    [InlineData("""{"raw_content":"a\nb","line_ids":[3,9]}""", "a\nb|3,9")]
    [InlineData("""{"text":"a\nb"}""", "a\nb|0,1")]
    [InlineData("""{"raw_content":"a","line_ids":[1,2,3]}""", "a|0")]
    [InlineData("""{"raw_content":"a","line_ids":"x"}""", "a|0")]
    [InlineData("""{"raw_content":"a","line_ids":[1.5,"y",{"z":[1]},7]}""", "a|7")]
    [InlineData("""{"raw_content":"","line_ids":[]}""", "|")]
    [InlineData("""{"raw_content":""}""", "|0")]
    [InlineData("""{"raw_content":"first","raw_content":"second","line_ids":[4],"line_ids":[5]}""", "second|5")]
    [InlineData("""{"raw_content":"a","text":5}""", "a|0")]
    [InlineData("""{"url":5,"title":{"raw_content":"no"},"date_download":[1,[2]],"digest":null,"language":7,"language_score":"high","raw_content":"a","original_nlines":"x","original_length":{}}""", "a|0")]
    [InlineData("""{"language_score":1e999,"original_length":1e999,"original_nlines":-1e999,"language":"de","raw_content":"a"}""", "a|0")]
    [InlineData("""{"unknown":[{"deep":[[[]]]}],"raw_content":"\u00e4\ud83d\ude00\u0000"}""", "ä😀\0|0")]
    [InlineData(""" { "raw_content" : "a" } """, "a|0")]
    public void Odd_objects_are_read_as_far_as_they_make_sense(string json, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json + "\n");
        using var reader = new DocumentJsonReader(ByteSource.Open(new MemoryStream(bytes), "odd"), 1 << 20);
        var document = new Document();

        reader.MoveNext(document).ShouldBeTrue();

        reader.Damage.ShouldBeEmpty();
        $"{Encoding.UTF8.GetString(document.Text)}|{string.Join(',', document.LineIds)}".ShouldBe(expected);
        Line(document).ShouldEndWith("}\n");
        reader.MoveNext(document).ShouldBeFalse();
    }

    [Theory]
    [InlineData("[]", "expected a JSON object")]
    [InlineData("5", "expected a JSON object")]
    [InlineData("{}", "expected a string field raw_content or text")]
    [InlineData("""{"raw_content":5}""", "expected a string field raw_content or text")]
    [InlineData("""{"raw_content":"a"} x""", "not valid JSON at byte 20 of the line")]
    [InlineData("""{"raw_content":"a"}{"raw_content":"b"}""", "not valid JSON at byte 19 of the line")]
    [InlineData("""{"raw_content":"a" """, "not valid JSON at byte 19 of the line")]
    [InlineData("""{"raw_content":"a""", "not valid JSON at byte 17 of the line")]
    [InlineData("""{"raw_content":"\ud800"}""", "a string that has no UTF-8 form")]
    [InlineData("""{"raw_content":"a","language":"\udc00x"}""", "a string that has no UTF-8 form")]
    [InlineData("""{"\ud800aw_content":"a","raw_content":"b"}""", "a string that has no UTF-8 form")]
    [InlineData("not json", "not valid JSON at byte 1 of the line")]
    public void A_bad_line_is_reported_with_its_number_and_passed_over(string bad, string reason)
    {
        byte[] bytes = Encoding.UTF8.GetBytes($$"""
            {"raw_content":"before"}

            {{bad}}
            {"raw_content":"after"}
            """);

        using var reader = new DocumentJsonReader(ByteSource.Open(new MemoryStream(bytes), "bad"), 1 << 20);
        var document = new Document();
        List<string> texts = [];
        while (reader.MoveNext(document))
        {
            texts.Add(Encoding.UTF8.GetString(document.Text));
        }

        texts.ShouldBe(["before", "after"]);
        reader.LineCount.ShouldBe(3);
        SourceDamage damage = reader.Damage.ShouldHaveSingleItem();
        damage.Reason.ShouldBe($"line 2: {reason}");
        damage.Offset.ShouldBe(26);
    }

    [Fact]
    public void A_line_that_is_too_long_is_passed_over()
    {
        string lines = $$"""
            {"raw_content":"before"}
            {"raw_content":"{{new string('x', 300_000)}}"}
            {"raw_content":"after"}
            """;
        (List<string> read, List<SourceDamage> damage) = Read(Encoding.UTF8.GetBytes(lines), 100_000);
        read.Count.ShouldBe(2);
        damage.ShouldHaveSingleItem().Reason.ShouldContain("longer than 100000 bytes");
    }

    [Theory]
    [InlineData(999, true)]
    [InlineData(1000, false)]
    public void A_line_with_its_break_is_as_long_as_the_limit_at_most(int length, bool fits)
    {
        string line = "{\"raw_content\":\"" + new string('x', length - 18) + "\"}";
        line.Length.ShouldBe(length);
        foreach (string rest in (string[])["\n", "\n{\"raw_content\":\"after\"}\n"])
        {
            (List<string> read, List<SourceDamage> damage) = Read(Encoding.UTF8.GetBytes(line + rest), 1000);
            read.Count.ShouldBe((fits ? 1 : 0) + (rest.Length > 1 ? 1 : 0));
            damage.Count.ShouldBe(fits ? 0 : 1);
        }
    }

    [Fact]
    public void Damaged_compression_costs_the_lines_it_hits_and_no_others()
    {
        byte[] one = ArchiveBuilder.Gzip("{\"raw_content\":\"one\"}\n"u8.ToArray()), two = ArchiveBuilder.Gzip(Encoding.UTF8.GetBytes($"{{\"raw_content\":\"two{Guid.Empty}\"}}\n"));
        two[^9] ^= 0x55;
        (List<string> read, List<SourceDamage> damage) = Read([.. one, .. two, .. one], 1 << 20);
        read.Count.ShouldBeGreaterThanOrEqualTo(1);
        damage.ShouldNotBeEmpty();
        read.ShouldAllBe(line => line.Contains("\"raw_content\":\"one\"", StringComparison.Ordinal) || line.Contains("two", StringComparison.Ordinal));
    }

    [Fact]
    public void Mutated_lines_neither_throw_nor_hang()
    {
        Document document = Sample();
        document.Language = "de";
        byte[] seed = [.. Encoding.UTF8.GetBytes(Line(document) + """{"url":"\ud83d\ude00","raw_content":"\u0041\n\\","line_ids":[1,2],"language":"\u0064e","language_score":1e9,"x":{"y":[null,true]}}""" + "\n" + Line(document))];
        var random = new Random(11);
        byte[] tokens = "\"\\{}[]:,u0d8\n\xFFeE-+"u8.ToArray();
        int read = 0;
        for (int round = 0; round < 3000; round++)
        {
            byte[] bytes = [.. seed];
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : tokens[random.Next(tokens.Length)];
            }

            int start = random.Next(4) == 0 ? random.Next(bytes.Length) : 0;
            read += DocumentJsonReader.Fuzz(bytes.AsSpan(start, random.Next(4) == 0 ? random.Next(bytes.Length - start) : bytes.Length - start));
        }

        DocumentJsonReader.Fuzz([]).ShouldBe(0);
        read.ShouldBeGreaterThan(3000);
    }

    private static Document Sample()
    {
        var document = new Document { OriginalLength = 77, OriginalLineCount = 4 };
        document.SetOrigin("https://example.org/käse?q=\"1\""u8, "2024-05-20T00:00:00Z"u8, "sha1:ABC"u8);
        document.SetTitle("Title \\ with </script>"u8);
        document.AppendLine("First line\twith a tab, 日本 and 😀"u8, 0);
        document.AppendLine(""u8, 2);
        document.AppendLine("last\u001f line"u8, 3);
        return document;
    }

    private static string Line(Document document)
    {
        using var writer = new DocumentJsonWriter();
        var buffer = new ArrayBufferWriter<byte>();
        writer.Write(document, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // Each document is written again, so that all fields are compared.
    private static (List<string> Lines, List<SourceDamage> Damage) Read(byte[] bytes, int maxLineBytes)
    {
        using var reader = new DocumentJsonReader(ByteSource.Open(new MemoryStream(bytes), "memory"), maxLineBytes);
        var document = new Document();
        List<string> lines = [];
        while (reader.MoveNext(document))
        {
            lines.Add(Line(document));
        }

        return (lines, reader.Damage);
    }

    private static byte[] Text(Random random, int most)
    {
        var text = new StringBuilder();
        for (int length = random.Next(most); length > 0; length--)
        {
            int c = random.Next(6) switch { 0 => random.Next(0x20), 1 => random.Next(0x110000), 2 => random.Next(0x3000), _ => random.Next(0x20, 0x7F) };
            text.Append(c is '\n' or >= 0xD800 and <= 0xDFFF ? "\"" : char.ConvertFromUtf32(c));
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
