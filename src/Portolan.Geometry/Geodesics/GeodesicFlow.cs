using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Geodesics;

/// <summary>Hamilton's equations of geodesics, ẋ = g⁻¹ p and ṗ = ½ ∂(vᵀ g v)/∂x at v = ẋ, with any number of vectors carried along in
/// parallel: ẇ = −½ g⁻¹ ((∂ᵥ g) w + (∂_w g) v − ∂ₓ(vᵀ g w)).</summary>
/// <remarks>The state is x, p, then the vectors: (2 + k) d numbers.</remarks>
internal sealed class GeodesicFlow : IFlow
{
    private readonly Metric metric;
    private readonly int vectorCount;
    private readonly double[] velocity;
    private readonly double[] ignored;
    private readonly ParallelFlow? parallel;

    public GeodesicFlow(Metric metric, int vectorCount)
    {
        this.metric = metric;
        this.vectorCount = vectorCount;
        velocity = new double[metric.Dimension];
        ignored = new double[metric.Dimension];
        parallel = vectorCount > 0 ? new ParallelFlow(metric) : null;
    }

    public int Length => (2 + vectorCount) * metric.Dimension;

    public void Derivative(double time, ReadOnlySpan<double> state, Span<double> derivative)
    {
        int d = metric.Dimension;
        ReadOnlySpan<double> x = state[..d];
        Span<double> force = derivative.Slice(d, d);
        Span<double> value = stackalloc double[1];
        metric.Raise(x, state.Slice(d, d), velocity);
        metric.QuadraticFormGradient(x, velocity, value, ignored, force);
        for (int k = 0; k < d; k++)
        {
            force[k] *= 0.5;
        }

        velocity.CopyTo(derivative);
        for (int i = 0; i < vectorCount; i++)
        {
            int at = (2 + i) * d;
            parallel!.Derivative(x, velocity, state.Slice(at, d), derivative.Slice(at, d));
        }
    }
}
