namespace Portolan.Graph.Reports;

/// <summary>Counts durations in bins of equal ratio, four to a factor of two, from a microsecond to some 35 years.</summary>
internal sealed class DurationBins
{
    private const int PerOctave = 4;
    private const double Least = 1e-6;

    private readonly long[] counts = new long[50 * PerOctave];
    private long count;
    private double sum;
    private double longest;

    public void Add(double seconds)
    {
        count++;
        sum += seconds;
        longest = Math.Max(longest, seconds);
        counts[Math.Clamp((int)(Math.Log2(Math.Max(seconds, Least) / Least) * PerOctave), 0, counts.Length - 1)]++;
    }

    public DurationSummary ToSummary() => count == 0
        ? new DurationSummary(0, 0, 0, 0)
        : new DurationSummary(RunTally.Rounded(sum / count), Quantile(0.5), Quantile(0.95), RunTally.Rounded(longest));

    // The geometric middle of the bin is at most an eighth of an octave from anything in it.
    private double Quantile(double share)
    {
        long rank = (long)Math.Ceiling(share * count);
        for (int bin = 0; bin < counts.Length; bin++)
        {
            rank -= counts[bin];
            if (rank <= 0)
            {
                return RunTally.Rounded(Math.Min(longest, Least * Math.Pow(2, (bin + 0.5) / PerOctave)));
            }
        }

        return RunTally.Rounded(longest);
    }
}
