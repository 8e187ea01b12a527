using Portolan.Extraction.Extractors.Precise;

namespace Portolan.Bench.Extraction;

/// <summary>Learns the two models of the <c>precise</c> extractor from labelled pages.</summary>
internal sealed record PreciseTraining
{
    public TreeTrainerOptions FirstOptions { get; init; } = new() { Trees = 80, Depth = 5 };

    public TreeTrainerOptions SecondOptions { get; init; } = new() { Trees = 120, Depth = 5, Seed = 2 };

    /// <summary>Parts for the first look's own cross-validation, whose verdicts the second look learns from.</summary>
    public int InnerParts { get; init; } = 4;

    /// <summary>In which of so many parts a page falls; pages of one host fall together.</summary>
    public static int PartOf(LabelledPage page, int parts, uint salt) => (int)((uint)(BlockFacts.HashOf(page.Page.Group) >> 16) * 2654435761u / 7 + salt * 0x9E3779B9 >> 8) % parts;

    public (BoostedTrees First, BoostedTrees Second) Train(IReadOnlyList<LabelledPage> pages)
    {
        float[][] firsts = new float[pages.Count][];
        for (int part = 0; part < InnerParts; part++)
        {
            BoostedTrees trees = TrainFirst([.. pages.Where(page => PartOf(page, InnerParts, 77) != part)]);
            for (int i = 0; i < pages.Count; i++)
            {
                if (PartOf(pages[i], InnerParts, 77) == part)
                {
                    LookFirst(pages[i], trees);
                }
            }
        }

        BoostedTrees first = TrainFirst(pages);
        var rows = new TrainingRows(SecondFeatures);
        AddRows(rows, pages);
        return (first, TreeTrainer.Train(rows, SecondOptions));
    }

    /// <summary>Applies both models; <see cref="LabelledPage.Scores"/> has the result.</summary>
    public static void Apply(LabelledPage page, BoostedTrees first, BoostedTrees second)
    {
        LookFirst(page, first);
        page.Scores = Run(page, second);
    }

    public static IReadOnlyList<(int Column, int Shift)> FirstFeatures { get; } = [.. Features(false)];

    public static IReadOnlyList<(int Column, int Shift)> SecondFeatures { get; } = [.. Features(true)];

    private static IEnumerable<(int Column, int Shift)> Features(bool second)
    {
        Column[] near = [Column.LogWords, Column.LinkShare, Column.EndsSentence, Column.Kind, Column.FunctionShare, Column.ContainerTag, Column.EndsColon, Column.Stops, Column.TitleShare, Column.SayingShare];
        for (int column = 0; column < FeatureTable.ColumnCount; column++)
        {
            if (second || column is < (int)Column.First or >= FeatureTable.FirstLevel)
            {
                yield return (column, 0);
            }
        }

        foreach (int shift in (int[])[-2, -1, 1, 2])
        {
            foreach (Column column in near)
            {
                yield return ((int)column, shift);
            }
        }

        foreach (int shift in (int[])[-3, -2, -1, 1, 2, 3])
        {
            if (second)
            {
                yield return ((int)Column.First, shift);
            }
        }
    }

    private BoostedTrees TrainFirst(IEnumerable<LabelledPage> pages)
    {
        var rows = new TrainingRows(FirstFeatures);
        AddRows(rows, pages);
        return TreeTrainer.Train(rows, FirstOptions);
    }

    private static void AddRows(TrainingRows rows, IEnumerable<LabelledPage> pages)
    {
        foreach (LabelledPage page in pages)
        {
            float[] weights = page.Weights();
            for (int i = 0; i < weights.Length; i++)
            {
                if (weights[i] > 0)
                {
                    rows.Add(page.Reader.Table, i, page.Labels[i], weights[i]);
                }
            }
        }
    }

    private static void LookFirst(LabelledPage page, BoostedTrees first)
    {
        Run(page, first).CopyTo(page.Reader.Table[Column.First]);
        new SecondLook().Read(page.Blocks, page.Reader.Table, page.Reader.Facts, page.Reader.Outline);
    }

    private static float[] Run(LabelledPage page, BoostedTrees trees)
    {
        float[] sums = new float[page.Blocks.Count + FeatureTable.VectorRoom];
        trees.Add(page.Reader.Table, sums);
        return [.. sums.Take(page.Blocks.Count).Select((sum, i) => page.Excluded[i] is null ? BoostedTrees.Probability(sum) : 0)];
    }
}
