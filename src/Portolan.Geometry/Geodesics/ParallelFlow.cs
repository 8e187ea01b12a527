using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Geodesics;

/// <summary>The equation of parallel transport at one point: ẇ = −½ g⁻¹ ((∂ᵥ g) w + (∂_w g) v − ∂ₓ(vᵀ g w)).</summary>
internal sealed class ParallelFlow
{
    private readonly Metric metric;
    private readonly double[] sum;
    private readonly double[] term;
    private readonly double[] shifted;
    private readonly double[] ignored;

    public ParallelFlow(Metric metric)
    {
        this.metric = metric;
        sum = new double[metric.Dimension];
        term = new double[metric.Dimension];
        shifted = new double[metric.Dimension];
        ignored = new double[metric.Dimension];
    }

    public void Derivative(ReadOnlySpan<double> x, ReadOnlySpan<double> v, ReadOnlySpan<double> w, Span<double> derivative)
    {
        metric.Derivative(x, v, w, sum);
        metric.Derivative(x, w, v, term);
        DoubleKernels.AddScaled(1, term, sum);
        // vᵀ g w = ¼ (q(v + w) − q(v − w)), so its derivative by x is that of two quadratic forms.
        AddForm(x, v, w, 1, -0.25);
        AddForm(x, v, w, -1, 0.25);
        metric.Raise(x, sum, derivative);
        DoubleKernels.Combine(-0.5, derivative, 0, derivative, derivative);
    }

    private void AddForm(ReadOnlySpan<double> x, ReadOnlySpan<double> v, ReadOnlySpan<double> w, int sign, double factor)
    {
        Span<double> value = stackalloc double[1];
        DoubleKernels.Combine(1, v, sign, w, shifted);
        metric.QuadraticFormGradient(x, shifted, value, ignored, term);
        DoubleKernels.AddScaled(factor, term, sum);
    }
}
