using System.IO.Compression;
using Portolan.Testing;
using Portolan.Text.NGrams.Training;

namespace Portolan.Text.Tests.NGrams.Training;

/// <summary>The same text trained here and by KenLM 4cb443e (<c>lmplz --discount_fallback</c>).</summary>
public sealed class KenLmOracleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SharedDataTheory]
    [InlineData("small", 5, new long[0])]
    [InlineData("small-pruned", 5, new long[] { 0, 0, 1, 1, 1 })]
    [InlineData("small-o3", 3, new long[0])]
    public void Arpa_is_that_of_lmplz(string name, int order, long[] thresholds)
    {
        string path = folder.File("model.arpa");
        NGramTrainingSummary summary = Train(new NGramTrainerOptions { Order = order, PruneThresholds = thresholds, DiscountFallback = Discounts.Fallback }, path);
        byte[] ours = File.ReadAllBytes(path);
        byte[] theirs = Unzipped($"oracles/kenlm/{name}.arpa.gz");
        var model = new ArpaText(ours);
        summary.Counts.ShouldBe(model.Sections.Select(section => (long)section.Count));
        summary.Tokens.ShouldBe(90734);

        // Every number is computed in single precision in KenLM's order, so that none differs.
        model.GreatestDifference(new ArpaText(theirs)).ShouldBe(0);
        ours.AsSpan().SequenceEqual(theirs).ShouldBeTrue();
    }

    [SharedDataTheory]
    [InlineData(1_000_000, 1)]
    [InlineData(1_000_000, 8)]
    [InlineData(20_000_000, 2)]
    public void Memory_and_threads_change_no_byte(long memory, int threads)
    {
        string path = folder.File("model.arpa");
        NGramTrainingSummary summary = Train(
            new NGramTrainerOptions { DiscountFallback = Discounts.Fallback, MemoryBytes = memory, Threads = threads, TemporaryDirectory = folder.Path }, path);
        (summary.SpilledBytes > 0).ShouldBe(memory < 10_000_000);
        File.ReadAllBytes(path).AsSpan().SequenceEqual(Unzipped("oracles/kenlm/small.arpa.gz")).ShouldBeTrue();
        Directory.GetFileSystemEntries(folder.Path).ShouldBe([path]);
    }

    [SharedDataFact]
    public void A_compressed_model_is_the_same_model()
    {
        string path = folder.File("model.arpa.gz");
        Train(new NGramTrainerOptions { Order = 3, DiscountFallback = Discounts.Fallback }, path);
        using var unzipped = new MemoryStream();
        using (var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
        {
            stream.CopyTo(unzipped);
        }

        unzipped.ToArray().AsSpan().SequenceEqual(Unzipped("oracles/kenlm/small-o3.arpa.gz")).ShouldBeTrue();
    }

    private static NGramTrainingSummary Train(NGramTrainerOptions options, string path)
    {
        using var trainer = new NGramTrainer(options);
        trainer.AddFile(SharedData.PathOf("oracles/kenlm/train.pieces.gz"));
        return trainer.Write(path);
    }

    private static byte[] Unzipped(string relative)
    {
        using var stream = new GZipStream(File.OpenRead(SharedData.PathOf(relative)), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
