namespace Portolan.Graph.Reports;

/// <summary>Sums over one resource, and its curves over time.</summary>
internal sealed class ResourceTally(string name, TimelineBins bins)
{
    public string Name => name;

    public double BusySeconds { get; set; }

    public double WaitSeconds { get; set; }

    public TimelineCurve Busy { get; } = bins.NewCurve();

    public TimelineCurve Waiting { get; } = bins.NewCurve();

    public TimelineCurve Retries { get; } = bins.NewCurve();

    public TimelineCurve Failures { get; } = bins.NewCurve();

    public ResourceReport ToReport(TimelineBins all, double seconds, IReadOnlyDictionary<string, double> meters)
    {
        int count = all.CountFor(seconds);
        return new ResourceReport(
            name,
            RunTally.Rounded(BusySeconds),
            RunTally.Rounded(WaitSeconds),
            meters,
            Busy.Means(count, seconds),
            Waiting.Means(count, seconds),
            Retries.Sums(count),
            Failures.Sums(count));
    }
}
