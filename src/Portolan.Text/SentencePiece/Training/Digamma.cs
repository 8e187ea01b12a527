namespace Portolan.Text.SentencePiece.Training;

/// <summary>The logarithmic derivative of the gamma function.</summary>
internal static class Digamma
{
    /// <summary>Where the series below is good to 1e-15.</summary>
    private const double SeriesFrom = 10;

    /// <summary>Digamma of a positive number, to about 1e-14.</summary>
    /// <remarks>
    /// Upwards by ψ(x) = ψ(x + 1) − 1/x, then the asymptotic series ln x − 1/(2x) − Σ B(2k) / (2k x^2k) (Abramowitz and Stegun, 6.3.5
    /// and 6.3.18).
    /// </remarks>
    public static double Of(double x)
    {
        double result = 0;
        for (; x < SeriesFrom; x++)
        {
            result -= 1 / x;
        }

        double square = 1 / (x * x);
        double series = square * ((1.0 / 12) - (square * ((1.0 / 120) - (square * ((1.0 / 252) - (square * ((1.0 / 240) - (square * (1.0 / 132)))))))));
        return result + Math.Log(x) - (0.5 / x) - series;
    }
}
