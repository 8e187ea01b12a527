using Portolan.Corpus.Reports;
using Portolan.Corpus.Stages;

namespace Portolan.Corpus.Tests.Reports;

/// <summary>A manifest whose numbers balance and whose strings are hostile.</summary>
internal static class ManifestSample
{
    public const string Hostile = "<script>alert(1)</script> \"quoted\" 'single' & &amp; ]]> --> שלום \u202Eevil\u202C";

    public static Manifest Create(string text = Hostile)
    {
        var lengths = new LengthHistogram();
        foreach (int length in (int[])[0, 1, 299, 300, 5000, 70_000])
        {
            lengths.Read[LengthHistogram.BinOf(length)] += 3;
        }

        lengths.Written[LengthHistogram.BinOf(300)] = 4;
        return new Manifest
        {
            BuildKey = "0123456789abcdef",
            Recipe = text,
            RecipeText = $"name: x # {text}\nstages: [read, write]\n",
            Inputs = [new InputSummary(text, 123_456, "ab12", 40), new InputSummary("b.warc.wet.gz", 7, "", 0)],
            Stages =
            [
                new StageCounts { Stage = "read", DocumentsIn = 18, DocumentsOut = 18, BytesIn = 90_000, BytesOut = 90_000, Seconds = 0.5 },
                new StageCounts
                {
                    Stage = "length",
                    DocumentsIn = 18,
                    DocumentsOut = 10,
                    BytesIn = 90_000,
                    BytesOut = 88_000,
                    Seconds = 0.001,
                    Dropped = new(StringComparer.Ordinal) { ["too-short"] = new DropCount(7, 1500), [text] = new DropCount(1, 500) },
                },
                new StageCounts
                {
                    Stage = "exact-dedup",
                    DocumentsIn = 10,
                    DocumentsOut = 4,
                    BytesIn = 88_000,
                    BytesOut = 20_000,
                    BytesTrimmed = 8000,
                    LinesRemoved = 250,
                    Seconds = 130,
                    Dropped = new(StringComparer.Ordinal) { ["duplicate"] = new DropCount(6, 60_000) },
                },
                new StageCounts { Stage = "write", DocumentsIn = 4, DocumentsOut = 4, BytesIn = 20_000, BytesOut = 20_000, Seconds = 7000 },
            ],
            Outputs = [new OutputSummary("de_all_0000.json.gz", "de", "all", 3, 9000, "cd34"), new OutputSummary("en_head_0000.json.gz", "en", "head", 1, 800, "ef56")],
            Languages = [new LanguageSummary("de", "all", 3, 15_000), new LanguageSummary(text, "head", 1, 5000)],
            Lengths = lengths,
            Perplexity = new PerplexitySummary(
                "document",
                "from-crawl",
                [
                    new LanguagePerplexity(text, 1, new Dictionary<string, string> { [text + ".plm"] = "ab" }, 340.5, 520, 300.1, 49, [1]),
                    new LanguagePerplexity("de", 3, new Dictionary<string, string>(), null, null, 20, 20, [1, 0, 2]),
                ],
                [new BucketSample(text, "head", 300.1, "http://b/?" + text, text), new BucketSample("de", "all", 12.5, "http://c/", "x\ny")]),
            Samples = [new Sample("length", "too-short", "http://a/?" + text, text), new Sample("length", text, text, "x\ny"), new Sample("exact-dedup", "duplicate", "", "")],
            RemovedLines = [new RemovedLine(text, 120), new RemovedLine("Home", 2)],
            Rejected = [new Rejection(text, 4096, text), new Rejection("b.warc.wet.gz", 0, "the file is empty")],
            Run = new RunSummary("2024-05-20T00:00:00Z", 2.5, 2, 4_000_000_000, 123_000_000, 1234.5, 3, "1.0.0"),
        };
    }
}
