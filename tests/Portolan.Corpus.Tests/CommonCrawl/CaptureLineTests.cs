using System.Text;
using Portolan.Corpus.CommonCrawl;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.CommonCrawl;

public sealed class CaptureLineTests : CrawlFixture
{
    // A line as index.commoncrawl.org gives it, for the page whose record is in the shared archives (whirlwind).
    private const string Whirlwind =
        """{"urlkey": "org,wikipedia,an)/wiki/escopete", "timestamp": "20240518015810", "url": "https://an.wikipedia.org/wiki/Escopete", "mime": "text/html", "mime-detected": "text/html", "status": "200", "digest": "RY7PLBUFQNI2FFV5FTUQK72W6SNPXLQU", "length": "17423", "offset": "80610731", "filename": "crawl-data/CC-MAIN-2024-22/segments/1715971057216.39/warc/CC-MAIN-20240517233122-20240518023122-00000.warc.gz", "languages": "spa", "encoding": "UTF-8"}""";

    [Fact]
    public void Real_line_is_read()
    {
        Capture capture = Parse(Whirlwind);
        capture.ShouldBe(new Capture(
            "https://an.wikipedia.org/wiki/Escopete",
            "20240518015810",
            "crawl-data/CC-MAIN-2024-22/segments/1715971057216.39/warc/CC-MAIN-20240517233122-20240518023122-00000.warc.gz",
            80610731,
            17423)
        {
            UrlKey = "org,wikipedia,an)/wiki/escopete",
            Mime = "text/html",
            MimeDetected = "text/html",
            Status = "200",
            Digest = "RY7PLBUFQNI2FFV5FTUQK72W6SNPXLQU",
            Languages = "spa",
            Encoding = "UTF-8",
        });
    }

    [SharedDataFact]
    public void Real_line_fits_the_real_record()
    {
        byte[] file = File.ReadAllBytes(SharedData.PathOf("data/archives/commoncrawl/whirlwind.warc.gz"));
        (int offset, int length, _) = GzipMembers.Of(file).Single(static member => Encoding.Latin1.GetString(member.Content).Contains("WARC-Type: response", StringComparison.Ordinal));
        byte[] member = file[offset..(offset + length)];
        CapturedRecord.ProblemOf(member, Parse(Whirlwind), "whirlwind").ShouldBeNull();
        CapturedRecord.ProblemOf(member, Parse(Whirlwind) with { Digest = "AY7PLBUFQNI2FFV5FTUQK72W6SNPXLQU" }, "whirlwind").ShouldNotBeNull();
    }

    [Fact]
    public void Numbers_may_be_numbers_and_other_fields_anything()
    {
        Capture capture = Parse("""{"type":"capture","url":"http://a/","timestamp":"2024","filename":"f.gz","offset":5,"length":7,"mime_detected":"x","extra":{"a":[1]},"more":null}""");
        (capture.Offset, capture.Length, capture.MimeDetected).ShouldBe((5L, 7, "x"));
    }

    [Theory]
    [InlineData("url", null, "has no url")]
    [InlineData("timestamp", "\"yesterday\"", "is not a time")]
    [InlineData("filename", "\"../../etc/passwd\"", "is not a path")]
    [InlineData("filename", "\"http://elsewhere/\"", "is not a path")]
    [InlineData("filename", "\"a//b\"", "is not a path")]
    [InlineData("filename", null, "has no filename")]
    [InlineData("offset", "\"-1\"", "names 17423 bytes at -1")]
    [InlineData("offset", "\"9223372036854775807\"", "names 17423 bytes")]
    [InlineData("offset", "\"1e3\"", "names 17423 bytes")]
    [InlineData("length", "\"0\"", "names 0 bytes")]
    [InlineData("length", "\"67108865\"", "names 67108865 bytes")]
    [InlineData("length", "{}", "has no length")]
    public void Lines_that_cannot_be_fetched_say_why(string field, string? value, string problem)
    {
        var fields = new List<string>
        {
            "\"url\":\"http://a/\"", "\"timestamp\":\"2024\"", "\"filename\":\"f.gz\"", "\"offset\":\"5\"", "\"length\":\"17423\"",
        };
        fields.RemoveAll(text => text.StartsWith($"\"{field}\"", StringComparison.Ordinal));
        if (value is not null)
        {
            fields.Add($"\"{field}\":{value}");
        }

        CorpusException e = Should.Throw<CorpusException>(() => Parse("{" + string.Join(',', fields) + "}"));
        e.Message.ShouldContain(problem);
        e.Message.ShouldContain("line 3 of here");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"url\":\"\\ud800\"}")]
    [InlineData("<html>")]
    public void Other_lines_are_refused(string line) => Should.Throw<CorpusException>(() => Parse(line)).Hint!.ShouldContain("JSON object");

    [Fact]
    public async Task Lines_are_split_wherever_reads_end()
    {
        string[] lines = ["{\"a\":1}", "", "x" + new string('y', 5000), "last"];
        byte[] bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        foreach (int step in new[] { 1, 7, 4096, 100_000 })
        {
            var read = new List<(string, long)>();
            await foreach ((ReadOnlyMemory<byte> line, long number) in JsonLineReader.ReadAsync(new Steps(bytes, step), "here", 1 << 20, default))
            {
                read.Add((Encoding.UTF8.GetString(line.Span), number));
            }

            read.ShouldBe([(lines[0], 1L), (lines[2], 3L), (lines[3], 4L)]);
        }
    }

    [Fact]
    public async Task Endless_line_ends_at_the_limit()
    {
        var endless = new MemoryStream(new byte[3_000_000]);
        CorpusException e = await Should.ThrowAsync<CorpusException>(() => All(CommonCrawlClient.ReadCapturesAsync(endless, "here")));
        e.Message.ShouldContain("longer than 1048576 bytes");
        endless.Position.ShouldBeLessThan(1_200_000);
    }

    [Fact]
    public void Mutated_answers_are_read_or_refused()
    {
        byte[][] seeds =
        [
            Encoding.UTF8.GetBytes(Whirlwind),
            """[{"id": "CC-MAIN-2024-22", "name": "May 2024 Index", "timegate": "https://index.commoncrawl.org/CC-MAIN-2024-22/", "cdx-api": "https://index.commoncrawl.org/CC-MAIN-2024-22-index", "from": "2024-05-17T23:31:22", "to":null}]"""u8.ToArray(),
            """{"pages": 4, "pageSize": 5, "blocks": 17}"""u8.ToArray(),
            """{"file":"a.warc.gz","offset":3,"length":4,"end":500,"description":""}"""u8.ToArray(),
        ];
        byte[] tokens = "\"\\{}[]:,u0d8\n\xFFeE-+./"u8.ToArray();
        var random = new Random(4);
        for (int round = 0; round < 8000; round++)
        {
            byte[] data = [.. seeds[round % seeds.Length]];
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                data[random.Next(data.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : tokens[random.Next(tokens.Length)];
            }

            ReadOnlySpan<byte> part = data.AsSpan(0, random.Next(4) == 0 ? random.Next(data.Length) : data.Length);
            CaptureLine.Fuzz(part);
            SnapshotList.Fuzz(part);
            CommonCrawlClient.FuzzPages(part);
            _ = CaptureArchive.ParseJournal(part);
        }
    }

    [Fact]
    public void Mutated_records_are_taken_or_rejected()
    {
        CrawlIndexEntry entry = Server.Captures[0];
        byte[] member = Server.Files["/" + entry.FileName][entry.Offset..(entry.Offset + entry.Length)];
        var capture = new Capture(entry.Url, entry.Timestamp, entry.FileName, entry.Offset, entry.Length) { Digest = entry.Digest };
        CapturedRecord.ProblemOf(member, capture, "here").ShouldBeNull();
        var random = new Random(5);
        for (int round = 0; round < 1500; round++)
        {
            byte[] data = [.. member];
            int at = random.Next(data.Length);
            byte old = data[at];
            data[at] ^= (byte)(1 << random.Next(8));
            CapturedRecord.Fuzz(data.AsSpan(0, random.Next(8) == 0 ? random.Next(data.Length) : data.Length));

            // Time, flags and system in a gzip header say nothing about the content; any other changed bit must be noticed.
            if (at is not (>= 3 and <= 9))
            {
                CapturedRecord.ProblemOf(data, capture, "here").ShouldNotBeNull($"byte {at} was {old}");
            }
        }
    }

    private static Capture Parse(string line) => CaptureLine.Parse(Encoding.UTF8.GetBytes(line), "here", 3);

    private sealed class Steps(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }
}
