using System.IO.Compression;
using System.Text;
using Portolan.Testing;
using Portolan.Text.NGrams;
using Portolan.Text.NGrams.Training;

namespace Portolan.Text.Tests.NGrams.Training;

/// <summary>The same text trained here and by KenLM 4cb443e (<c>lmplz --discount_fallback</c>).</summary>
public sealed class KenLmOracleTests : IDisposable
{
    // glibc's log10f before it was correctly rounded; KenLM's numbers are made by the one of its machine.
    private static readonly bool IsLibraryOfTheOracle = MathF.Log10(0.41666669f) == -0.38021123f;

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

        // Every number is computed in single precision in KenLM's order; the C library's log10f has the last word (2 units in the last place).
        model.GreatestDifference(new ArpaText(theirs)).ShouldBeLessThan(1e-6);
        if (IsLibraryOfTheOracle)
        {
            ours.AsSpan().SequenceEqual(theirs).ShouldBeTrue();
        }
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
        Directory.GetFileSystemEntries(folder.Path).ShouldBe([path]);
        byte[] model = File.ReadAllBytes(path);
        Train(new NGramTrainerOptions { DiscountFallback = Discounts.Fallback }, path);
        File.ReadAllBytes(path).AsSpan().SequenceEqual(model).ShouldBeTrue();
    }

    [SharedDataFact]
    public void A_compressed_model_is_the_same_model()
    {
        string path = folder.File("model.arpa.gz");
        Train(new NGramTrainerOptions { Order = 3, DiscountFallback = Discounts.Fallback }, path);
        string plain = folder.File("model.arpa");
        Train(new NGramTrainerOptions { Order = 3, DiscountFallback = Discounts.Fallback }, plain);
        using var unzipped = new MemoryStream();
        using (var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
        {
            stream.CopyTo(unzipped);
        }

        unzipped.ToArray().AsSpan().SequenceEqual(File.ReadAllBytes(plain)).ShouldBeTrue();
    }

    [SharedDataTheory]
    [InlineData(new long[0])]
    [InlineData(new long[] { 0, 0, 1, 1, 1 })]
    [InlineData(new long[] { 1, 1, 2, 2, 2 })]
    public void A_binary_model_scores_as_the_text_does(long[] thresholds)
    {
        var options = new NGramTrainerOptions { PruneThresholds = thresholds, DiscountFallback = Discounts.Fallback };
        Train(options, folder.File("model.arpa"));
        Train(options, folder.File("model.plm"));
        using NGramModel text = NGramModel.Open(folder.File("model.arpa"));
        using NGramModel binary = NGramModel.Open(folder.File("model.plm"));
        binary.Counts.ShouldBe(text.Counts);
        foreach (string line in Encoding.UTF8.GetString(Unzipped("oracles/kenlm/test.pieces.gz")).Split('\n').Take(100))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Score(binary, words).ShouldBe(Score(text, words));
        }
    }

    private static float Score(NGramModel model, string[] words) =>
        model.Score([.. words.Select(word => model.Lookup(Encoding.UTF8.GetBytes(word)))], SequenceEnds.Both);

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
