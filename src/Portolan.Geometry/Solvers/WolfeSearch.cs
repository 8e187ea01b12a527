using System.Numerics.Tensors;

namespace Portolan.Geometry.Solvers;

/// <summary>A line search for the strong Wolfe conditions (Nocedal and Wright, algorithms 3.5 and 3.6) that treats what is not finite as
/// too high, so a field that fails ahead is stepped back from.</summary>
internal readonly ref struct WolfeSearch
{
    private const double Decrease = 1e-4;
    private const double Curvature = 0.9;
    private const int MaxTrials = 30;

    private readonly CurveEnergy energy;
    private readonly ReadOnlySpan<double> curve;
    private readonly ReadOnlySpan<double> direction;
    private readonly Span<double> trial;
    private readonly Span<double> trialGradient;

    public WolfeSearch(
        CurveEnergy energy, ReadOnlySpan<double> curve, ReadOnlySpan<double> direction, Span<double> trial, Span<double> trialGradient)
    {
        this.energy = energy;
        this.curve = curve;
        this.direction = direction;
        this.trial = trial;
        this.trialGradient = trialGradient;
    }

    /// <summary>The length along −direction, 0 when none lowers the energy; the trial buffers hold its curve and gradient.</summary>
    /// <param name="value">The energy at length 0.</param>
    /// <param name="slope">Its derivative there, below 0.</param>
    /// <param name="found">The energy at the length returned.</param>
    public double Find(double value, double slope, out double found)
    {
        double low = 0;
        double lowValue = value;
        double lowSlope = slope;
        double high = double.NaN;
        double highValue = double.NaN;
        double length = 1;
        // Below this the values themselves are noise, and only the slopes tell.
        double noise = 1e-14 * Math.Abs(value);
        for (int i = 0; i < MaxTrials; i++)
        {
            double here = Evaluate(length, out double hereSlope);
            bool isTooHigh = !(here <= value + (Decrease * length * slope) + noise) || !double.IsFinite(hereSlope)
                || (low > 0 && here > lowValue + noise);
            if (!isTooHigh && Math.Abs(hereSlope) <= -Curvature * slope)
            {
                found = here;
                return length;
            }

            if (isTooHigh)
            {
                high = length;
                highValue = here;
            }
            else if (hereSlope >= 0)
            {
                // Past the minimum: what was low becomes the far end.
                high = low;
                highValue = lowValue;
                (low, lowValue, lowSlope) = (length, here, hereSlope);
            }
            else
            {
                (low, lowValue, lowSlope) = (length, here, hereSlope);
            }

            length = double.IsNaN(high) ? 2 * length : Between(low, lowValue, lowSlope, high, highValue);
            if (Math.Abs(high - low) < 1e-12)
            {
                break;
            }
        }

        // Not a Wolfe point, but lower: better than none.
        found = value;
        if (low > 0 && lowValue < value)
        {
            found = Evaluate(low, out _);
            return low;
        }

        return 0;
    }

    /// <summary>The minimum of the parabola through what is known, kept away from both ends; the middle when a value is not finite.</summary>
    private static double Between(double low, double lowValue, double lowSlope, double high, double highValue)
    {
        double width = high - low;
        double bend = highValue - lowValue - (lowSlope * width);
        double part = double.IsFinite(bend) && bend != 0 ? -lowSlope * width / (2 * bend) : 0.5;
        return low + (width * (part is > 0.1 and < 0.9 ? part : part <= 0.1 ? 0.1 : 0.5));
    }

    private double Evaluate(double length, out double slope)
    {
        int d = energy.Dimension;
        TensorPrimitives.MultiplyAdd(direction, -length, curve.Slice(d, direction.Length), trial.Slice(d, direction.Length));
        double value = energy.Gradient(trial, trialGradient);
        slope = -TensorPrimitives.Dot<double>(trialGradient, direction);
        return value;
    }
}
