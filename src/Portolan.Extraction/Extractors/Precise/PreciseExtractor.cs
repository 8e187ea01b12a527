using Portolan.Extraction.Blocks;

namespace Portolan.Extraction.Extractors.Precise;

/// <summary>Keeps what a page is about: two looks at every block, the second with what the first thinks of its surroundings.</summary>
/// <remarks>
/// Each block is measured (its text, the marks of the elements around it, sums over these elements, its place), what is no content
/// whatever it looks like is excluded, and two sums of small decision trees give the others a probability. All passes are linear in
/// the page, and nothing is kept from one page to the next but buffers.
/// </remarks>
internal sealed class PreciseExtractor(PreciseModel model) : IContentExtractor
{
    /// <summary>The name it is chosen by.</summary>
    public const string ExtractorName = "precise";

    private readonly FeatureReader reader = new();
    private readonly SecondLook second = new();
    private float[] scores = [];
    private string?[] excluded = [];

    public PreciseExtractor()
        : this(PreciseModel.Default)
    {
    }

    public string Name => ExtractorName;

    public void Classify(BlockList blocks, PageContext context, Span<BlockVerdict> verdicts)
    {
        int count = Math.Min(blocks.Count, FeatureReader.MaximalBlocks);
        verdicts[count..blocks.Count].Fill(new BlockVerdict(BlockDecision.Drop, Exclusions.TooMany, 0));
        if (count == 0)
        {
            return;
        }

        if (excluded.Length < count)
        {
            scores = new float[(count * 2) + FeatureTable.VectorRoom];
            excluded = new string?[count * 2];
        }

        reader.Read(blocks, context.Title);
        FeatureTable table = reader.Table;
        for (int i = 0; i < count; i++)
        {
            excluded[i] = Exclusions.Find(blocks, table, reader.Facts[i], i, reader.Outline.Sums[0].Prose);
        }

        Score(model.First, count);
        scores.AsSpan(0, count).CopyTo(table[Column.First]);
        second.Read(blocks, table, reader.Facts, reader.Outline);
        Score(model.Second, count);
        float threshold = PageThreshold.Choose(scores.AsSpan(0, count), reader.Facts);
        for (int i = 0; i < count; i++)
        {
            verdicts[i] = Decide(blocks, i, PageThreshold.Of(table, i, threshold));
        }
    }

    private void Score(BoostedTrees trees, int count)
    {
        Span<float> sums = scores;
        sums[..(count + FeatureTable.VectorRoom)].Clear();
        trees.Add(reader.Table, sums);
        for (int i = 0; i < count; i++)
        {
            sums[i] = excluded[i] is null ? BoostedTrees.Probability(sums[i]) : 0;
        }
    }

    private BlockVerdict Decide(BlockList blocks, int i, float threshold)
    {
        if (excluded[i] is { } reason)
        {
            bool comment = reason == Exclusions.Comment && Exclusions.IsCommentText(blocks, reader.Table, reader.Facts[i], i);
            return new BlockVerdict(comment ? BlockDecision.Comment : BlockDecision.Drop, reason == Exclusions.Comment && !comment ? Exclusions.CommentSection : reason, 0);
        }

        return scores[i] < threshold
            ? new BlockVerdict(BlockDecision.Drop, Reasons.Drop(blocks, reader.Table, i), scores[i])
            : new BlockVerdict(BlockDecision.Keep, scores[i] < PageThreshold.Usual ? Reasons.InDoubt : Reasons.Content, scores[i]);
    }
}
