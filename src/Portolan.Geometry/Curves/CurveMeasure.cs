using Portolan.Geometry.Solvers;

namespace Portolan.Geometry;

/// <summary>What a metric says of a discrete curve: its energy, its length and how both are spread over the segments.</summary>
/// <remarks>The midpoint rule: E = ½ N Σ dᵢᵀ g(mᵢ) dᵢ and L = Σ √(dᵢᵀ g(mᵢ) dᵢ), dᵢ the segments, mᵢ their midpoints, N their number.
/// E ≥ ½ L², with equality at constant speed. The values are NaN where the metric is.</remarks>
public sealed class CurveMeasure
{
    private readonly double[] lengths;

    private CurveMeasure(double[] squares)
    {
        double sum = 0;
        lengths = squares;
        for (int i = 0; i < squares.Length; i++)
        {
            sum += squares[i];
            lengths[i] = Math.Sqrt(squares[i]);
            Length += lengths[i];
        }

        Energy = 0.5 * squares.Length * sum;
    }

    /// <summary>E, 0 or more.</summary>
    public double Energy { get; }

    /// <summary>L, 0 or more.</summary>
    public double Length { get; }

    /// <summary>The length of each segment, N values; N times that is the speed there.</summary>
    public ReadOnlySpan<double> SegmentLengths => lengths;

    /// <summary>E / (½ L²) − 1: 0 at constant speed; 0 for a curve of no length.</summary>
    public double Unevenness => Length == 0 ? 0 : (Energy / (0.5 * Length * Length)) - 1;

    /// <summary>Measures a curve.</summary>
    /// <param name="metric">The metric, of the curve's dimension.</param>
    /// <param name="curve">The curve.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static CurveMeasure Of(Metric metric, Curve curve)
    {
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(curve);
        if (metric.Dimension != curve.Dimension)
        {
            throw new ArgumentException($"The curve has {curve.Dimension} dimensions, the metric {metric.Dimension}.", nameof(curve));
        }

        CurveEnergy energy = new(MetricForm.Of(metric), curve.SegmentCount);
        energy.Value(curve.Coordinates);
        return new CurveMeasure(energy.SegmentValues.ToArray());
    }
}
