namespace Portolan.Graph.Reports;

/// <summary>One quantity over the time of a run.</summary>
internal sealed class TimelineCurve(TimelineBins bins)
{
    private readonly double[] sums = new double[TimelineBins.Most];

    /// <summary>Adds one to the bin of a moment.</summary>
    public void Add(double second)
    {
        bins.Reach(second);
        sums[BinOf(second)]++;
    }

    /// <summary>Adds a span of time to the bins that it covers, to each the seconds within it.</summary>
    public void AddSpan(double from, double seconds)
    {
        double to = from + Math.Max(0, seconds);
        bins.Reach(to);
        for (int bin = BinOf(from), last = BinOf(to); bin <= last; bin++)
        {
            sums[bin] += Math.Max(0, Math.Min(to, (bin + 1) * bins.Width) - Math.Max(from, bin * bins.Width));
        }
    }

    public void Halve()
    {
        for (int i = 0; i < sums.Length / 2; i++)
        {
            sums[i] = sums[2 * i] + sums[(2 * i) + 1];
        }

        Array.Clear(sums, sums.Length / 2, sums.Length / 2);
    }

    /// <summary>The first bins as they are.</summary>
    public double[] Sums(int count) => sums[..count];

    /// <summary>The first bins, divided by their width; the last by what the run has of it.</summary>
    public double[] Means(int count, double seconds)
    {
        double[] means = new double[count];
        for (int bin = 0; bin < count; bin++)
        {
            double width = Math.Min(bins.Width, Math.Max(seconds - (bin * bins.Width), bins.Width / 100));
            means[bin] = Math.Round(sums[bin] / width, 3);
        }

        return means;
    }

    private int BinOf(double second) => Math.Clamp((int)(second / bins.Width), 0, TimelineBins.Most - 1);
}
