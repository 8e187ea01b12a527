namespace Portolan.Graph.Reports;

/// <summary>The bins that the curves of a run share. When the run outgrows them, two become one and the width doubles.</summary>
internal sealed class TimelineBins
{
    /// <summary>Bins at most; at least half of them are in use, unless the run is shorter than that many of the first bins.</summary>
    public const int Most = 400;

    // A run of four seconds fills bins of 10 milliseconds.
    private const double FirstWidth = 0.01;

    private readonly List<TimelineCurve> curves = [];

    /// <summary>Seconds in a bin.</summary>
    public double Width { get; private set; } = FirstWidth;

    public TimelineCurve NewCurve()
    {
        var curve = new TimelineCurve(this);
        curves.Add(curve);
        return curve;
    }

    /// <summary>Bins that a run of this length fills.</summary>
    public int CountFor(double seconds)
    {
        Reach(seconds);
        return Math.Clamp((int)Math.Ceiling(seconds / Width), 1, Most);
    }

    /// <summary>Makes the bins wide enough for a moment.</summary>
    public void Reach(double second)
    {
        while (second > Width * Most && double.IsFinite(second))
        {
            Width *= 2;
            curves.ForEach(curve => curve.Halve());
        }
    }
}
