namespace Portolan.Geometry;

/// <summary>What Langevin chains left.</summary>
public sealed class LangevinSamples
{
    private readonly double[] points;

    internal LangevinSamples(double[] points, int chains, double acceptanceRate)
    {
        this.points = points;
        Chains = chains;
        AcceptanceRate = acceptanceRate;
    }

    /// <summary>(chains, samples, d) row-major.</summary>
    public ReadOnlySpan<double> Points => points;

    /// <summary>The number of chains.</summary>
    public int Chains { get; }

    /// <summary>The part of steps that were accepted; 1 where nothing is refused.</summary>
    public double AcceptanceRate { get; }
}
