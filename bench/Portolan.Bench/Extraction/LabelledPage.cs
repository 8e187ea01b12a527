using Portolan.Extraction.Blocks;
using Portolan.Extraction.Extractors.Precise;
using Portolan.Extraction.Html;
using Portolan.Extraction.Pages;
using Portolan.Extraction.Tests.Scoring;

namespace Portolan.Bench.Extraction;

/// <summary>A page of the sets, cut into blocks, measured and labelled.</summary>
internal sealed class LabelledPage
{
    /// <summary>What a page counts whose text is another program's output.</summary>
    private const float ReadabilityWeight = 0.5f;

    /// <summary>What a piece counts, and a known beginning.</summary>
    private const float PieceWeight = 0.06f;
    private const float PrefixWeight = 0.1f;

    public LabelledPage(ScoredPage page)
    {
        Page = page;
        var decoder = new PageDecoder();
        decoder.Decode(page.Body, null, int.MaxValue, null);
        Blocks = new BlockList(new HtmlParser().Parse(decoder.Text));
        new BlockSegmenter().Segment(Blocks);
        Reader.Read(Blocks, null);
        Labels = BlockLabels.Of(page, Blocks);
        Excluded = [.. Enumerable.Range(0, Blocks.Count).Select(i => Exclusions.Find(Blocks, Reader.Table, Reader.Facts[i], i, Reader.Outline.Sums[0].Prose))];
    }


    public ScoredPage Page { get; }

    public BlockList Blocks { get; }

    public FeatureReader Reader { get; } = new();

    public float[] Labels { get; }

    /// <summary>Why blocks are excluded before any model sees them; null for the others.</summary>
    public string?[] Excluded { get; }

    /// <summary>Probabilities by the model that was applied last.</summary>
    public float[] Scores { get; set; } = [];

    /// <summary>The text of the blocks that are chosen, a line each.</summary>
    public string TextOf(Func<int, bool> chosen) => string.Join('\n', Enumerable.Range(0, Blocks.Count).Where(chosen).Select(i => Blocks.Text(i).ToString()));

    /// <summary>How much each block counts in training, so that every page counts alike and a page by its words.</summary>
    public float[] Weights()
    {
        float[] weights = new float[Labels.Length];
        if (Page.Set is ScoredPages.Trafilatura or ScoredPages.Goose)
        {
            for (int i = 0; i < weights.Length; i++)
            {
                weights[i] = Labels[i] < 0 || Excluded[i] is not null ? 0 : Page.Set == ScoredPages.Goose ? PrefixWeight : PieceWeight;
            }

            return weights;
        }

        float good = 0, bad = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = Excluded[i] is null ? Reader.Facts[i].Words + 2 : 0;
            good += Labels[i] == 1 ? weights[i] : 0;
            bad += Labels[i] == 0 ? weights[i] : 0;
        }

        float page = Page.Set == ScoredPages.ArticleBenchmark ? 1 : ReadabilityWeight;
        float scaleGood = page / MathF.Max(good, 50), scaleBad = MathF.Min(scaleGood, 1.5f * page / MathF.Max(bad, 50));
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] *= Labels[i] == 1 ? scaleGood : scaleBad;
        }

        return weights;
    }
}
