namespace Portolan.Text.Perplexity;

/// <summary>Rounds to one decimal by the exact binary value, as Python does.</summary>
/// <remarks><see cref="Math.Round(double, int)"/> rounds the product with 10, which is rounded itself: it makes 0.4 of 0.35, which is less than 0.35.</remarks>
internal static class DecimalRounding
{
    // From here on every double is a whole number.
    private const double Whole = 1L << 52;

    public static double ToTenths(double value)
    {
        // Not less, so that NaN and the infinities go through.
        if (!(Math.Abs(value) < Whole / 10))
        {
            return Math.Abs(value) < Whole ? Exact(value) : value;
        }

        double product = value * 10;
        double rest = Math.FusedMultiplyAdd(value, 10, -product);
        double tenths = Math.Round(product, MidpointRounding.ToEven);
        double distance = product - tenths;

        // The product plus the rest is exact. Only on a tie of the product can the rest change the answer.
        if (distance == 0.5 && rest > 0)
        {
            tenths++;
        }
        else if (distance == -0.5 && rest < 0)
        {
            tenths--;
        }

        return tenths / 10;
    }

    // Between 2^52/10 and 2^52 the product with 10 has no halves left: the value itself has few binary digits behind the point.
    private static double Exact(double value)
    {
        double whole = Math.Floor(value);
        return whole + ToTenths(value - whole);
    }
}
