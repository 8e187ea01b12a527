using System.Diagnostics.CodeAnalysis;

namespace Portolan.Geometry.Internals;

/// <summary>Checks the shapes of batches at public entries.</summary>
internal static class Batch
{
    /// <summary>The number of rows of a batch of points.</summary>
    public static int Rows(int dimension, ReadOnlySpan<double> points)
    {
        (int rows, int rest) = Math.DivRem(points.Length, dimension);
        if (rest != 0)
        {
            ThrowRagged(points.Length, dimension);
        }

        return rows;
    }

    /// <summary>Rows of points that come with an output (or input) of the same shape.</summary>
    public static int Rows(int dimension, ReadOnlySpan<double> points, ReadOnlySpan<double> other)
    {
        int rows = Rows(dimension, points);
        Same(points.Length, other.Length);
        return rows;
    }

    public static int Rows(int dimension, ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, ReadOnlySpan<double> products)
    {
        int rows = Rows(dimension, points, vectors);
        Same(points.Length, products.Length);
        return rows;
    }

    /// <summary>Checks a span that has one value a row.</summary>
    public static void OnePerRow(int rows, ReadOnlySpan<double> values)
    {
        if (values.Length != rows)
        {
            ThrowLength(values.Length, rows);
        }
    }

    /// <summary>Checks that two batches have one shape.</summary>
    public static void Same(int expected, int found)
    {
        if (found != expected)
        {
            ThrowLength(found, expected);
        }
    }

    [DoesNotReturn]
    private static void ThrowRagged(int length, int dimension) => throw new ArgumentException(
        $"A batch of {length} numbers is not a whole number of points: the dimension is {dimension}.");

    [DoesNotReturn]
    private static void ThrowLength(int found, int expected) => throw new ArgumentException(
        $"A span has {found} numbers, expected {expected}: spans of one batch have one row a point.");
}
