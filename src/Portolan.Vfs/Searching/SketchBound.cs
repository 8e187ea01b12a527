namespace Portolan.Vfs.Searching;

/// <summary>How large the cosine of two vectors can be whose sketches differ in a number of bits.</summary>
/// <remarks>
/// The share of differing bits estimates the angle over π with a binomial error. The bound is the cosine of the lower end of Wilson's
/// interval (1927) at three standard deviations: a pair in 700 is nearer than its bound.
/// </remarks>
internal static class SketchBound
{
    private const double Deviations = 3;

    private static readonly float[]?[] Tables = new float[Records.SketchProjection.Words + 1][];

    /// <summary>The bounds for 0 to all bits.</summary>
    /// <param name="words">Words of 64 bits.</param>
    public static ReadOnlySpan<float> Table(int words) => Tables[words] ??= Make(words * 64);

    private static float[] Make(int bits)
    {
        float[] table = new float[bits + 1];
        for (int differing = 0; differing <= bits; differing++)
        {
            double share = (double)differing / bits, square = Deviations * Deviations;
            double centre = share + (square / (2 * bits));
            double half = Deviations * Math.Sqrt(((share * (1 - share)) / bits) + (square / (4.0 * bits * bits)));
            double lower = Math.Max(0, (centre - half) / (1 + (square / bits)));
            table[differing] = (float)Math.Cos(Math.PI * lower);
        }

        return table;
    }
}
