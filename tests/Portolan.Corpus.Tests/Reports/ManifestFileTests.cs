using System.Text;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Stages;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Reports;

public sealed class ManifestFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_manifest_survives_writing_and_reading()
    {
        byte[] written = Written();
        ManifestFile.Write(folder.Path, ManifestFile.TryRead(folder.Path)!);
        File.ReadAllBytes(folder.File(ManifestFile.FileName)).ShouldBe(written);
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 2", "format 2")]
    [InlineData("en_all_0000.json.gz", "../en_all_0000.json.gz", "not the name of a file")]
    [InlineData("en_all_0000.json.gz", "/etc/passwd", "not the name of a file")]
    [InlineData("\"stages\": [", "\"stages\": null, \"x\": [", "stages")]
    [InlineData("\"stages\": [", "\"stages\": [], \"x\": [", "0 stages")]
    [InlineData("\"rejected\": []", "\"rejected\": [null]", "null")]
    [InlineData("\"written\": [", "\"written\": [], \"x\": [", "bins")]
    public void An_unsound_manifest_is_refused(string part, string instead, string message)
    {
        string text = Encoding.UTF8.GetString(Written());
        text.ShouldContain(part);
        folder.Write(ManifestFile.FileName, text.Replace(part, instead, StringComparison.Ordinal));
        Should.Throw<CorpusException>(() => ManifestFile.TryRead(folder.Path)).Message.ShouldContain(message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_manifests_are_rendered_or_refused(int seed)
    {
        var random = new Random(seed);
        byte[] original = Written();
        ManifestFile.Fuzz(original).ShouldBeTrue();
        for (int round = 0; round < 1500; round++)
        {
            byte[] bytes = [.. original];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                int at = random.Next(bytes.Length);
                bytes[at] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)"0123456789-,:{}[]\""[random.Next(18)];
            }

            ManifestFile.Fuzz(bytes.AsSpan(0, random.Next(8) == 0 ? random.Next(bytes.Length) : bytes.Length));
        }
    }

    private byte[] Written()
    {
        var read = new StageCounts { Stage = "read", DocumentsIn = 3, DocumentsOut = 3, BytesIn = 900, BytesOut = 900 };
        var length = new StageCounts { Stage = "length", DocumentsIn = 3, DocumentsOut = 2, BytesIn = 900, BytesOut = 800 };
        length.Drop("too-short", 100);
        var write = new StageCounts { Stage = "write", DocumentsIn = 2, DocumentsOut = 2, BytesIn = 800, BytesOut = 800 };
        ManifestFile.Write(folder.Path, new Manifest
        {
            BuildKey = "0",
            Recipe = "test",
            RecipeText = "name: test\n",
            Inputs = [new InputSummary("a.wet", 1000, "00", 4)],
            Stages = [read, length, write],
            Outputs = [new OutputSummary("en_all_0000.json.gz", "en", "all", 2, 500, "11")],
            Languages = [new LanguageSummary("en", "all", 2, 800)],
            Lengths = new LengthHistogram(),
            Samples = [new Sample("length", "too-short", "https://a.example/", "short")],
            RemovedLines = [new RemovedLine("Home", 5)],
            Rejected = [],
            Run = new RunSummary("2024-01-01T00:00:00Z", 1.5, 2, 1000, 2000, 3.5, 0, "0.1.0"),
        });
        return File.ReadAllBytes(folder.File(ManifestFile.FileName));
    }
}
