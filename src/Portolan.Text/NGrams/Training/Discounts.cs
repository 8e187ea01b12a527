namespace Portolan.Text.NGrams.Training;

/// <summary>What modified Kneser-Ney takes off the counts of one order: the mass that goes to words not seen in a context.</summary>
/// <param name="One">Taken off a count of 1: 0 to 1.</param>
/// <param name="Two">Taken off a count of 2: 0 to 2.</param>
/// <param name="ThreeOrMore">Taken off any greater count: 0 to 3.</param>
public readonly record struct Discounts(float One, float Two, float ThreeOrMore)
{
    /// <summary>What KenLM puts in the place of discounts that cannot be estimated: 0.5, 1 and 1.5.</summary>
    public static Discounts Fallback { get; } = new(0.5f, 1f, 1.5f);

    /// <summary>The discount of a count; 0 for 0.</summary>
    /// <param name="count">An adjusted count.</param>
    public float Of(uint count) => count switch
    {
        0 => 0,
        1 => One,
        2 => Two,
        _ => ThreeOrMore,
    };

    /// <summary>Chen and Goodman 1998, equation 26: D_j = j - (j+1) Y n_(j+1) / n_j with Y = n_1 / (n_1 + 2 n_2), in single precision.</summary>
    /// <param name="ofCount">How many n-grams have an adjusted count of 0 to 4.</param>
    /// <param name="discounts">The result, if there is one.</param>
    /// <returns>Why there is none, or null.</returns>
    internal static string? TryEstimate(ReadOnlySpan<long> ofCount, out Discounts discounts)
    {
        discounts = default;
        Span<float> amounts = stackalloc float[4];
        for (int j = 1; j <= 3; j++)
        {
            if (ofCount[j] == 0)
            {
                return $"none has the adjusted count {j}";
            }
        }

        float y = ofCount[1] / (float)(ofCount[1] + (2.0 * ofCount[2]));
        for (int j = 1; j <= 3; j++)
        {
            amounts[j] = j - ((j + 1) * y * ofCount[j + 1] / ofCount[j]);
            if (!(amounts[j] >= 0 && amounts[j] <= j))
            {
                return FormattableString.Invariant($"the discount of count {j} would be {amounts[j]}, outside 0 to {j}");
            }
        }

        discounts = new Discounts(amounts[1], amounts[2], amounts[3]);
        return null;
    }
}
