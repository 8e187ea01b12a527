namespace Portolan.Extraction.Extractors.Precise;

/// <summary>Chooses how likely a block must be to be kept.</summary>
internal static class PageThreshold
{
    /// <summary>The threshold of a page with nothing unusual, found by cross-validation.</summary>
    public const float Usual = 0.6f;

    /// <summary>Share of the best F1 that can be expected: where precision and recall are to count alike the best threshold is half of it, and the rest is caution.</summary>
    private const float Caution = 0.75f;

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

        float kept = 0, found = 0, best = 0;
        for (int step = Steps - 1; step >= 0; step--)
        {
            kept += words[step];
            found += likely[step];
            best = MathF.Max(best, 2 * found / (kept + all + 1));
        }

        return MathF.Min(Usual, Caution * best);
    }
}
