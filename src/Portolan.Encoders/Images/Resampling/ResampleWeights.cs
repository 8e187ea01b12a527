namespace Portolan.Encoders.Images.Resampling;

/// <summary>For each pixel of a resized line: which source pixels count, and by how much.</summary>
/// <param name="Starts">First source pixel of each.</param>
/// <param name="Counts">Number of source pixels of each.</param>
/// <param name="Values">Weights with <see cref="FractionBits"/> fractional bits, <see cref="Stride"/> for each pixel.</param>
/// <param name="Stride">Room for weights of a pixel.</param>
internal sealed record ResampleWeights(int[] Starts, int[] Counts, int[] Values, int Stride)
{
    /// <summary>Pillow's PRECISION_BITS: 32 − 8 bits of a pixel − 2 for weights that overshoot.</summary>
    public const int FractionBits = 32 - 8 - 2;

    public int Length => Starts.Length;

    public ReadOnlySpan<int> Of(int index) => Values.AsSpan(index * Stride, Counts[index]);

    /// <summary>The operations are in the order of Pillow's <c>precompute_coeffs</c>, so that every rounding is the same.</summary>
    public static ResampleWeights Compute(int sourceLength, int length, ResizeFilter filter)
    {
        double scale = (double)sourceLength / length;
        double filterScale = Math.Max(scale, 1.0);
        double support = Support(filter) * filterScale;
        int stride = ((int)Math.Ceiling(support) * 2) + 1;
        double step = 1.0 / filterScale;
        var weights = new ResampleWeights(new int[length], new int[length], new int[checked(length * stride)], stride);
        double[] raw = new double[stride];
        for (int i = 0; i < length; i++)
        {
            double center = (i + 0.5) * scale;
            int start = Math.Max((int)(center - support + 0.5), 0);
            int count = Math.Min((int)(center + support + 0.5), sourceLength) - start;
            double sum = 0;
            for (int k = 0; k < count; k++)
            {
                raw[k] = Weight(filter, (k + start - center + 0.5) * step);
                sum += raw[k];
            }

            Span<int> values = weights.Values.AsSpan(i * stride, count);
            for (int k = 0; k < count; k++)
            {
                double value = sum == 0 ? raw[k] : raw[k] / sum;
                values[k] = (int)((value < 0 ? -0.5 : 0.5) + (value * (1 << FractionBits)));
            }

            weights.Starts[i] = start;
            weights.Counts[i] = count;
        }

        return weights;
    }

    private static double Support(ResizeFilter filter) => filter switch
    {
        ResizeFilter.Lanczos => 3,
        ResizeFilter.Bicubic => 2,
        ResizeFilter.Box => 0.5,
        _ => 1,
    };

    private static double Weight(ResizeFilter filter, double x)
    {
        switch (filter)
        {
            case ResizeFilter.Lanczos:
                return x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0;
            case ResizeFilter.Bicubic:
                const double a = -0.5;
                x = Math.Abs(x);
                return x < 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1
                    : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * a
                    : 0;
            case ResizeFilter.Box:
                return x is > -0.5 and <= 0.5 ? 1 : 0;
            case ResizeFilter.Hamming:
                x = Math.Abs(x);
                if (x == 0)
                {
                    return 1;
                }

                if (x >= 1)
                {
                    return 0;
                }

                x *= Math.PI;
                return Math.Sin(x) / x * (0.54f + (0.46f * Math.Cos(x)));
            default:
                x = Math.Abs(x);
                return x < 1 ? 1 - x : 0;
        }
    }

    private static double Sinc(double x)
    {
        if (x == 0)
        {
            return 1;
        }

        x *= Math.PI;
        return Math.Sin(x) / x;
    }
}
