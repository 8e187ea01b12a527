using System.Globalization;
using System.Runtime.Intrinsics;

namespace Portolan.Geometry.Internals;

/// <summary>The upper triangular factor of a symmetric positive definite matrix: Σ = Rᵀ R, row-major.</summary>
/// <remarks>
/// Elimination subtracts rows of R from rows of Σ, so everything runs along rows. The static methods factor a (d, d) block in place:
/// of Σ they read the triangle from the diagonal up, and what they leave below the diagonal means nothing.
/// </remarks>
internal sealed class CholeskyFactor
{
    /// <summary>How far Σᵢⱼ and Σⱼᵢ may differ, relative to √(Σᵢᵢ Σⱼⱼ): rounding of a covariance that was computed, not an error in it.</summary>
    private const double SymmetryTolerance = 1e-10;

    /// <summary>A pivot below this part of its diagonal element is rounding error of a singular matrix.</summary>
    private const double SingularityTolerance = 1e-14;

    private readonly double[] upper;

    private CholeskyFactor(int dimension, double[] upper)
    {
        Dimension = dimension;
        this.upper = upper;
    }

    public int Dimension { get; }

    /// <summary>R, (d, d) row-major, zero below the diagonal.</summary>
    public ReadOnlySpan<double> Upper => upper;

    /// <summary>log det Σ.</summary>
    public double LogDeterminant => LogDeterminantOf(upper, Dimension);

    /// <summary>Factors a matrix, after checking that it is one that has a factor.</summary>
    /// <param name="matrix">(d, d) row-major.</param>
    /// <param name="dimension">d.</param>
    /// <param name="name">What the matrix is called in an error.</param>
    /// <exception cref="GeometryException">Not finite, not symmetric or not positive definite.</exception>
    public static CholeskyFactor Of(ReadOnlySpan<double> matrix, int dimension, string name)
    {
        int d = dimension;
        CheckEntries(matrix, d, name);
        double[] r = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            for (int j = i; j < d; j++)
            {
                // The mean of the two halves, so that rounding of the input does not choose a side.
                r[(i * d) + j] = 0.5 * (matrix[(i * d) + j] + matrix[(j * d) + i]);
            }
        }

        int rank = Factor(r, d, SingularityTolerance);
        if (rank < d)
        {
            int pivot = rank * (d + 1);
            throw new GeometryException(
                string.Create(CultureInfo.InvariantCulture, $"{name} is singular or not positive definite: pivot {rank} is {r[pivot]:R}, expected more than {SingularityTolerance:R} of its diagonal element {matrix[pivot]:R}"),
                "remove coordinates that are linear combinations of others, or add a small multiple of the identity");
        }

        for (int i = 1; i < d; i++)
        {
            r.AsSpan(i * d, i).Clear();
        }

        return new CholeskyFactor(d, r);
    }

    /// <summary>Factors a block in place; false when it is not positive definite or not finite.</summary>
    /// <param name="matrix">(d, d) row-major.</param>
    /// <param name="d">The dimension.</param>
    /// <param name="tolerance">The part of its diagonal element that a pivot must exceed: one that is rounding alone would make solutions
    /// of any length.</param>
    public static bool TryFactor(Span<double> matrix, int d, double tolerance = SingularityTolerance) => Factor(matrix, d, tolerance) == d;

    /// <summary>log det Σ = 2 Σ log Rᵢᵢ of a factored block.</summary>
    public static double LogDeterminantOf(ReadOnlySpan<double> factor, int d)
    {
        double sum = 0;
        for (int i = 0; i < d; i++)
        {
            sum += Math.Log(factor[(i * d) + i]);
        }

        return 2 * sum;
    }

    /// <summary>x ← Σ⁻¹ x with a factored block.</summary>
    public static void Solve(ReadOnlySpan<double> factor, Span<double> x)
    {
        SolveTransposed(factor, x);
        SolveUpper(factor, x);
    }

    /// <summary>x ← R⁻ᵀ x with a factored block.</summary>
    public static void SolveTransposed(ReadOnlySpan<double> factor, Span<double> x)
    {
        int d = x.Length;
        for (int i = 0; i < d; i++)
        {
            ReadOnlySpan<double> row = factor.Slice((i * d) + i, d - i);
            x[i] /= row[0];
            DoubleKernels.AddScaled(-x[i], row[1..], x[(i + 1)..]);
        }
    }

    /// <summary>x ← R⁻¹ x with a factored block.</summary>
    public static void SolveUpper(ReadOnlySpan<double> factor, Span<double> x)
    {
        int d = x.Length;
        for (int i = d - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = factor.Slice((i * d) + i, d - i);
            x[i] = (x[i] - DoubleKernels.Dot(row[1..], x[(i + 1)..])) / row[0];
        }
    }

    /// <summary>The first column to compute of row i: where whole vectors are to be had, the few columns below the diagonal that fill the
    /// first one cost nothing.</summary>
    public static int FirstColumn(int i, int d) => d >= 8 && Vector256.IsHardwareAccelerated ? i & ~7 : i;

    /// <summary>x ← R⁻ᵀ x.</summary>
    public void SolveTransposed(Span<double> x) => SolveTransposed(upper, x);

    /// <summary>Σ⁻¹, exactly symmetric, (d, d) row-major.</summary>
    public double[] Inverse()
    {
        int d = Dimension;
        double[] inverse = new double[d * d];
        double[] column = new double[d];
        for (int j = 0; j < d; j++)
        {
            Array.Clear(column);
            column[j] = 1;
            Solve(upper, column);
            for (int i = j; i < d; i++)
            {
                inverse[(i * d) + j] = column[i];
                inverse[(j * d) + i] = column[i];
            }
        }

        return inverse;
    }

    /// <summary>Factors in place and returns d, or the first row whose pivot is not above the tolerance, left on the diagonal.</summary>
    private static int Factor(Span<double> matrix, int d, double tolerance)
    {
        for (int i = 0; i < d; i++)
        {
            int from = FirstColumn(i, d);
            Span<double> row = matrix.Slice((i * d) + from, d - from);
            double before = row[i - from];
            DoubleKernels.SubtractProducts(matrix[i..], d, matrix[from..], d, i, row);
            double pivot = row[i - from];
            if (!(pivot > tolerance * Math.Abs(before)) || !double.IsFinite(pivot))
            {
                return i;
            }

            double root = Math.Sqrt(pivot);
            DoubleKernels.Scale(1 / root, row);
            row[i - from] = root;
        }

        return d;
    }

    private static void CheckEntries(ReadOnlySpan<double> matrix, int d, string name)
    {
        if (matrix.Length != (long)d * d)
        {
            throw new ArgumentException($"{name} has {matrix.Length} numbers, expected {(long)d * d} for dimension {d}.");
        }

        for (int i = 0; i < matrix.Length; i++)
        {
            if (!double.IsFinite(matrix[i]))
            {
                throw new GeometryException(string.Create(CultureInfo.InvariantCulture, $"{name} has {matrix[i]} at ({i / d}, {i % d}), expected a finite number"));
            }
        }

        for (int i = 0; i < d; i++)
        {
            double diagonal = matrix[(i * d) + i];
            if (diagonal <= 0)
            {
                throw new GeometryException(
                    string.Create(CultureInfo.InvariantCulture, $"{name} has {diagonal:R} at ({i}, {i}), expected a positive variance"),
                    "remove coordinates that do not vary");
            }

            for (int j = 0; j < i; j++)
            {
                double below = matrix[(i * d) + j];
                double above = matrix[(j * d) + i];
                if (Math.Abs(below - above) > SymmetryTolerance * (Math.Sqrt(diagonal) * Math.Sqrt(matrix[(j * d) + j])))
                {
                    throw new GeometryException(
                        string.Create(CultureInfo.InvariantCulture, $"{name} is not symmetric: {below:R} at ({i}, {j}), {above:R} at ({j}, {i})"),
                        "give the same number on both sides of the diagonal");
                }
            }
        }
    }
}
