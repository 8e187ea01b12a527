using System.Globalization;
using Portolan.Geometry.Pictures.Plots;

namespace Portolan.Geometry.Pictures;

/// <summary>A web page in one file in which one drags the ends of a path and a Gaussian's covariance, and the geodesic follows.</summary>
/// <remarks>The page finds the geodesic itself (Newton's method on 60 points) and needs no network.</remarks>
public static class ExplorerPage
{
    // What the page can show: it keeps these limits while one drags, and must not start outside of them.
    private const double MaxX = 6.5;
    private const double MaxY = 4.85;
    private const double LeastDeviation = 0.15;
    private const double GreatestDeviation = 4.5;
    private const double LeastDamping = 0.01;
    private const double GreatestDamping = 100;

    /// <summary>The page, started with a covariance and two points.</summary>
    /// <param name="covariance">(2, 2) row-major; standard deviations along its axes from 0.15 to 4.5.</param>
    /// <param name="from">Where the path starts: |x| up to 6.5, |y| up to 4.85.</param>
    /// <param name="to">Where it ends, within the same limits.</param>
    /// <param name="damping">λ of the metric, 0.01 to 100.</param>
    /// <param name="theme">The page's colours.</param>
    /// <returns>A complete HTML document.</returns>
    /// <exception cref="ArgumentException">A value is outside its limits.</exception>
    /// <exception cref="GeometryException">The covariance is not symmetric or not positive definite.</exception>
    public static string Render(
        ReadOnlySpan<double> covariance,
        ReadOnlySpan<double> from,
        ReadOnlySpan<double> to,
        double damping = 1,
        PictureTheme theme = PictureTheme.Auto)
    {
        // The field judges the covariance, in the same words as everywhere else.
        _ = new GaussianField([0, 0], covariance);
        double middle = (covariance[0] + covariance[3]) / 2, spread = Math.Sqrt(Square((covariance[0] - covariance[3]) / 2) + Square(covariance[1]));
        if (!(Math.Sqrt(middle - spread) >= LeastDeviation * (1 - 1e-9) && Math.Sqrt(middle + spread) <= GreatestDeviation * (1 + 1e-9)))
        {
            throw new ArgumentException($"The page shows covariances with standard deviations from {LeastDeviation} to {GreatestDeviation}.", nameof(covariance));
        }

        ThrowIfOutside(from, nameof(from));
        ThrowIfOutside(to, nameof(to));
        if (!(damping is >= LeastDamping and <= GreatestDamping))
        {
            throw new ArgumentException($"The page shows dampings from {LeastDamping} to {GreatestDamping}.", nameof(damping));
        }

        string state = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"covariance":[{{covariance[0]:R}},{{covariance[1]:R}},{{covariance[3]:R}}],"from":[{{from[0]:R}},{{from[1]:R}}],"to":[{{to[0]:R}},{{to[1]:R}}],"damping":{{damping:R}}}""");
        return PageTemplate.Fill("explorer.html", new Dictionary<string, string>
        {
            ["theme"] = PageTemplate.NameOf(theme),
            ["state"] = state,
            ["script"] = PageTemplate.Read("explorer-solver.js") + PageTemplate.Read("explorer.js"),
        });
    }

    private static void ThrowIfOutside(ReadOnlySpan<double> point, string name)
    {
        if (point.Length != 2 || !(Math.Abs(point[0]) <= MaxX && Math.Abs(point[1]) <= MaxY))
        {
            throw new ArgumentException($"The page shows points with two coordinates, |x| up to {MaxX} and |y| up to {MaxY}.", name);
        }
    }

    private static double Square(double value) => value * value;
}
