using System.Text.Json.Serialization;

namespace Portolan.Corpus.Reports;

/// <summary>Document lengths in code points, in bins a factor of two wide.</summary>
/// <remarks>Bin 0 counts empty texts, bin b ≥ 1 counts lengths from 2^(b-1) to 2^b - 1.</remarks>
public sealed class LengthHistogram
{
    /// <summary>Number of bins: enough for any length an <see cref="int"/> can hold.</summary>
    public const int BinCount = 32;

    /// <summary>Documents as read, by bin.</summary>
    [JsonRequired]
    public long[] Read { get; init; } = new long[BinCount];

    /// <summary>Documents as written, by bin.</summary>
    [JsonRequired]
    public long[] Written { get; init; } = new long[BinCount];

    /// <summary>The bin that a length falls into.</summary>
    /// <param name="length">Code points, 0 or more.</param>
    public static int BinOf(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return 32 - int.LeadingZeroCount(length);
    }

    /// <summary>Adds another shard's histogram.</summary>
    /// <param name="other">The histogram to add; unchanged.</param>
    public void Add(LengthHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int i = 0; i < BinCount; i++)
        {
            Read[i] += other.Read[i];
            Written[i] += other.Written[i];
        }
    }
}
