namespace Portolan.Extraction.Extractors.Precise;

/// <summary>Chooses how likely a block must be to be kept.</summary>
internal static class PageThreshold
{
    /// <summary>The threshold of a page with nothing unusual, found by cross-validation.</summary>
    public const float Usual = 0.6f;

    /// <summary>What is asked for at the least: a page where nothing is likely has no content.</summary>
    public const float Lowest = 0.2f;

    /// <summary>Share of the best F1 that can be expected: where precision and recall are to count alike the best threshold is half of it, and the rest is caution.</summary>
    private const float Caution = 0.75f;

    /// <summary>Posts of social networks that an article quotes are part of it, little as they look like its other text.</summary>
    private const float Quoted = 0.05f;

    private const float AboveRoot = 20;

    private const int Steps = 64;

    /// <summary>
    /// The usual threshold, or a lower one where the page as a whole leaves the model in doubt: the best F1 that a choice by threshold
    /// can be expected to have is 2·Σ kept p·w / (Σ kept w + Σ p·w), and no more than a share of it is asked for.
    /// </summary>
    public static float Choose(ReadOnlySpan<float> probabilities, ReadOnlySpan<BlockFacts> facts)
    {
        Span<float> words = stackalloc float[Steps], likely = stackalloc float[Steps];
        words.Clear();
        likely.Clear();
        float all = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            int step = Math.Min(Steps - 1, (int)(probabilities[i] * Steps));
            words[step] += facts[i].Words;
            likely[step] += probabilities[i] * facts[i].Words;
            all += probabilities[i] * facts[i].Words;
        }

        float kept = 0, found = 0, best = 0, highest = 0;
        for (int step = Steps - 1; step >= 0; step--)
        {
            highest = highest == 0 && words[step] > 0 ? (float)step / Steps : highest;
            kept += words[step];
            found += likely[step];
            best = MathF.Max(best, 2 * found / (kept + all + 1));
        }

        // Caution must not leave a page empty that is in doubt as a whole.
        float cautious = Math.Min(Usual, Caution * best);
        return Math.Max(Lowest, highest >= cautious ? cautious : best / 2);
    }

    /// <summary>The threshold for one block of a page.</summary>
    public static float Of(FeatureTable table, int i, float page) =>
        table[FeatureTable.FirstMark + (int)Mark.Quotation][i] < AboveRoot
        && table[FeatureTable.FirstMark + (int)Mark.EmbedWord][i] < AboveRoot
        && table[Column.InLikelyRoot][i] == 1
            ? MathF.Min(page, Quoted)
            : page;
}
