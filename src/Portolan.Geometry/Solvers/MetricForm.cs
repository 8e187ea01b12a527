namespace Portolan.Geometry.Solvers;

/// <summary>The quadratic form q(x, v) = vᵀ g(x) v of a metric, with what the solvers need of its derivatives.</summary>
/// <remarks>
/// Batches are <c>(n, d)</c> row-major doubles, n taken from the first span. A form owns scratch memory and serves one thread; make one
/// per worker. Values that a field cannot give are NaN and are passed on: the solvers judge them.
/// </remarks>
internal abstract class MetricForm
{
    public abstract int Dimension { get; }

    /// <summary>The form of a metric: closed where it is known, else by differences of the metric's own gradients.</summary>
    public static MetricForm Of(Metric metric) => metric is SteinMetric stein ? new SteinForm(stein) : new GeneralForm(metric);

    /// <summary>q of each row.</summary>
    public abstract void Values(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> values);

    /// <summary>q, ∂q/∂x and ∂q/∂v = 2 g v of each row.</summary>
    public abstract void Gradients(
        ReadOnlySpan<double> points, ReadOnlySpan<double> vectors,
        Span<double> values, Span<double> byPoint, Span<double> byVector);

    /// <summary>The change of ∂q/∂x and ∂q/∂v, to first order, when x moves along <paramref name="pointMoves"/> and v along
    /// <paramref name="vectorMoves"/>.</summary>
    public abstract void HessianProducts(
        ReadOnlySpan<double> points, ReadOnlySpan<double> vectors,
        ReadOnlySpan<double> pointMoves, ReadOnlySpan<double> vectorMoves,
        Span<double> byPoint, Span<double> byVector);

    /// <summary>The blocks ∂²q/∂x∂x, ∂²q/∂v∂x (row v, column x) and ∂²q/∂v∂v of each row, <c>(n, d, d)</c> each.</summary>
    public abstract void HessianBlocks(
        ReadOnlySpan<double> points, ReadOnlySpan<double> vectors,
        Span<double> pointPoint, Span<double> vectorPoint, Span<double> vectorVector);

    /// <summary>Writes f of each row, where g⁻¹ is c I + f fᵀ or near it, and returns c: what the preconditioner is made of.</summary>
    public abstract double InverseFactors(ReadOnlySpan<double> points, Span<double> factors);
}
