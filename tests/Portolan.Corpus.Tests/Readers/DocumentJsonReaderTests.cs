using System.Text;
using Portolan.Corpus.Readers;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.Tests.Readers;

public sealed class DocumentJsonReaderTests
{
    [Theory]
    [InlineData("en", "en")]
    [InlineData("zh-min_nan2", "zh-min_nan2")]
    [InlineData("", null)]
    [InlineData("../../etc/passwd", null)]
    [InlineData("a/b", null)]
    [InlineData("a\\\\b", null)]
    [InlineData("a.b", null)]
    [InlineData("é", null)]
    [InlineData("a-code-of-thirty-three-characters", null)]
    public void A_language_code_that_could_leave_the_output_directory_is_not_taken(string code, string? expected)
    {
        (List<(string Text, string? Language, double Score)> documents, List<string> damage) = Read($$"""{"raw_content":"x","language":"{{code}}"}""");
        damage.ShouldBeEmpty();
        documents.ShouldBe([("x", expected, 0)]);
    }

    [Theory]
    [InlineData("""{"raw_content":"x","language":"\uD800"}""")]
    [InlineData("""{"raw_content":"\uDC00"}""")]
    [InlineData("""{"raw_content":"x","\uD800rl":1}""")]
    [InlineData("""{"raw_content":"x","ra\uD800_content":1}""")]
    public void A_lone_surrogate_costs_at_most_its_line(string line)
    {
        (List<(string Text, string? Language, double Score)> documents, List<string> damage) = Read(line + "\n" + """{"text":"next"}""");
        documents[^1].Text.ShouldBe("next");
        (documents.Count + damage.Count).ShouldBe(2);
    }

    [Fact]
    public void A_score_beyond_all_numbers_counts_as_none() =>
        Read("""{"raw_content":"x","language":"en","language_score":1e999}""").Documents.ShouldBe([("x", "en", 0)]);

    [Fact]
    public void A_text_that_is_null_does_not_undo_the_one_before() =>
        Read("""{"raw_content":"x","text":null}""").Documents.ShouldBe([("x", null, 0)]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_lines_are_read_or_reported(int seed)
    {
        var random = new Random(seed);
        byte[] original = Encoding.UTF8.GetBytes(
            """{"url":"https://a.example/ü","date_download":"2024-05-01T00:00:00Z","digest":"sha1:X","length":3,"nlines":2,"raw_content":"a\nb\u00e9","line_ids":[0,7],"language":"de","language_score":0.87,"title":"\ud83d\ude00","extra":{"a":[1,{}]}}"""
            + "\n{\"text\":\"second\"}\n");
        for (int round = 0; round < 4000; round++)
        {
            byte[] bytes = [.. original];
            for (int change = random.Next(1, 5); change > 0; change--)
            {
                int at = random.Next(bytes.Length);
                bytes[at] = random.Next(2) == 0 ? (byte)random.Next(256) : original[random.Next(original.Length)];
            }

            DocumentJsonReader.Fuzz(bytes.AsSpan(0, random.Next(8) == 0 ? random.Next(bytes.Length) : bytes.Length));
        }
    }

    private static (List<(string Text, string? Language, double Score)> Documents, List<string> Damage) Read(string lines)
    {
        using var reader = new DocumentJsonReader(ByteSource.Open(new MemoryStream(Encoding.UTF8.GetBytes(lines)), "test"), 1 << 16);
        var document = new Document();
        List<(string, string?, double)> documents = [];
        while (reader.MoveNext(document))
        {
            documents.Add((Encoding.UTF8.GetString(document.Text), document.Language, document.LanguageScore));
        }

        return (documents, [.. reader.Damage.Select(d => d.Reason)]);
    }
}
