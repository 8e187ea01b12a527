using System.IO.Compression;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Stages;
using Portolan.Corpus.Tests.Build;
using Portolan.Corpus.Tests.Pages;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.BadInput;

/// <summary>Real archives, whole, broken and mutated, through whole builds: nothing escapes, nothing is lost.</summary>
public sealed class BadArchivesTests : IDisposable
{
    private const int Copies = 3;

    private static ReadOnlySpan<byte> Answer => "{\"Envelope\":{\"WARC-Header-Metadata\":{\"WARC-Type\":\"response\"}}}"u8;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SharedDataTheory]
    [InlineData("warc", "  - extract\n")]
    [InlineData("wet", "")]
    [InlineData("wat", "")]
    public async Task Every_archive_and_seeded_mutations_of_it_go_through(string kind, string stages)
    {
        List<string> files = [.. Directory.GetFiles(SharedData.PathOf("data/archives"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

        // None of the archives describes an answer as WAT does; a build that finds nothing at all is refused.
        files.Add(folder.Write("good.warc.wat", new PageArchive().Record("metadata", "http://a.example/", Answer.ToArray(), "Content-Type: application/json\r\n").ToArray()));
        var random = new Random(kind.Length + kind[0]);
        foreach (string path in files.ToArray())
        {
            byte[] bytes = File.ReadAllBytes(path);
            for (int copy = 0; copy < Copies; copy++)
            {
                files.Add(folder.Write($"{copy}-{Path.GetFileName(path)}", copy == 0 ? Mutation.Of(bytes, random) : MutatedContent(bytes, random)));
            }
        }

        string recipe = $"name: bad\nstages:\n  - read: {{kind: {kind}}}\n{stages}  - write\n";
        Manifest manifest = (await Builds.RunAsync(Builds.Options(recipe, folder.File("out"), [.. files]))).Manifest;
        ShouldBalance(manifest, expected: Captures.Count(kind, files));
        manifest.Inputs.Count.ShouldBe(files.Count);
        manifest.Rejected.Count.ShouldBeGreaterThan(40);
        manifest.Rejected.ShouldAllBe(r => r.Reason.Length > 0 && r.Offset >= 0);
    }

    internal static void ShouldBalance(Manifest manifest, long expected)
    {
        manifest.Stages[0].DocumentsIn.ShouldBe(expected);
        long documents = expected, bytes = manifest.Stages[0].BytesIn;
        foreach (StageCounts stage in manifest.Stages)
        {
            (stage.DocumentsIn, stage.BytesIn).ShouldBe((documents, bytes), stage.Stage);
            documents = stage.DocumentsOut;
            bytes = stage.BytesOut;
            stage.DocumentsIn.ShouldBe(stage.DocumentsOut + stage.Dropped.Values.Sum(d => d.Documents), stage.Stage);
            stage.BytesIn.ShouldBe(stage.BytesOut + stage.BytesTrimmed + stage.Dropped.Values.Sum(d => d.Bytes), stage.Stage);
        }

        manifest.Outputs.Sum(o => o.Documents).ShouldBe(documents);
    }

    // Damage below the compression, which the reader of records has to deal with.
    private static byte[] MutatedContent(byte[] stored, Random random)
    {
        if (stored is not [0x1f, 0x8b, ..])
        {
            return Mutation.Of(stored, random);
        }

        var content = new MemoryStream();
        try
        {
            using var gzip = new GZipStream(new MemoryStream(stored), CompressionMode.Decompress);
            gzip.CopyTo(content);
        }
        catch (InvalidDataException)
        {
            // What came out before the damage is enough.
        }

        return Mutation.Of(content.ToArray(), random);
    }
}
