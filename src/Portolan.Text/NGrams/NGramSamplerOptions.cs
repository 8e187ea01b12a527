namespace Portolan.Text.NGrams;

/// <summary>How <see cref="NGramSampler"/> chooses words.</summary>
public sealed record NGramSamplerOptions
{
    /// <summary>Where chance begins; the same seed gives the same words.</summary>
    /// <value>0 unless set.</value>
    public ulong Seed { get; init; }

    /// <summary>Probabilities are raised to its inverse: below 1 the probable gets more so, above 1 less; 0 takes the most probable word always.</summary>
    /// <value>0 or more; 1 unless set.</value>
    public double Temperature { get; init; } = 1;

    /// <summary>Only so many of the most probable words are chosen from; 0 for all.</summary>
    /// <value>0 unless set.</value>
    public int TopK { get; init; }

    /// <summary>A text ends after so many words, if not before with the end of a sentence.</summary>
    /// <value>1 or more; 100 unless set.</value>
    public int MaxWords { get; init; } = 100;
}
