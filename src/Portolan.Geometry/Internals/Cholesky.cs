using System.Globalization;

namespace Portolan.Geometry.Internals;

/// <summary>The lower triangular factor of a symmetric positive definite matrix: Σ = L Lᵀ, row-major.</summary>
internal sealed class Cholesky
{
    /// <summary>How far Σᵢⱼ and Σⱼᵢ may differ, relative to √(Σᵢᵢ Σⱼⱼ): rounding of a covariance that was computed, not an error in it.</summary>
    private const double SymmetryTolerance = 1e-10;

    /// <summary>A pivot below this part of its diagonal element is rounding error of a singular matrix.</summary>
    private const double SingularityTolerance = 1e-14;

    private readonly double[] factor;

    private Cholesky(int dimension, double[] factor)
    {
        Dimension = dimension;
        this.factor = factor;
    }

    public int Dimension { get; }

    /// <summary>L, (d, d) row-major, zero above the diagonal.</summary>
    public ReadOnlySpan<double> Factor => factor;

    /// <summary>log det Σ = 2 Σ log Lᵢᵢ.</summary>
    public double LogDeterminant
    {
        get
        {
            double sum = 0;
            for (int i = 0; i < Dimension; i++)
            {
                sum += Math.Log(factor[(i * Dimension) + i]);
            }

            return 2 * sum;
        }
    }

    /// <summary>Factors a matrix, after checking that it is one that has a factor.</summary>
    /// <param name="matrix">(d, d) row-major.</param>
    /// <param name="dimension">d.</param>
    /// <param name="name">What the matrix is called in an error.</param>
    /// <exception cref="GeometryException">Not finite, not symmetric or not positive definite.</exception>
    public static Cholesky Of(ReadOnlySpan<double> matrix, int dimension, string name)
    {
        int d = dimension;
        CheckEntries(matrix, d, name);
        double[] l = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            Span<double> row = l.AsSpan(i * d, d);
            for (int j = 0; j <= i; j++)
            {
                ReadOnlySpan<double> other = l.AsSpan(j * d, j);
                // The mean of the two halves, so that rounding of the input does not choose a side.
                double sum = (0.5 * (matrix[(i * d) + j] + matrix[(j * d) + i])) - DoubleKernels.Dot(row[..j], other);
                if (j < i)
                {
                    row[j] = sum / l[(j * d) + j];
                }
                else if (sum > SingularityTolerance * matrix[(i * d) + i])
                {
                    row[i] = Math.Sqrt(sum);
                }
                else
                {
                    throw new GeometryException(
                        string.Create(CultureInfo.InvariantCulture, $"{name} is singular or not positive definite: pivot {i} is {sum:R}, expected more than {SingularityTolerance:R} of its diagonal element {matrix[(i * d) + i]:R}"),
                        "remove coordinates that are linear combinations of others, or add a small multiple of the identity");
                }
            }
        }

        return new Cholesky(d, l);
    }

    /// <summary>x ← L⁻¹ x.</summary>
    public void SolveLower(Span<double> x)
    {
        for (int i = 0; i < Dimension; i++)
        {
            int row = i * Dimension;
            x[i] = (x[i] - DoubleKernels.Dot(factor.AsSpan(row, i), x[..i])) / factor[row + i];
        }
    }

    /// <summary>x ← L⁻ᵀ x.</summary>
    public void SolveLowerTransposed(Span<double> x)
    {
        for (int i = Dimension - 1; i >= 0; i--)
        {
            int row = i * Dimension;
            x[i] /= factor[row + i];
            DoubleKernels.AddScaled(-x[i], factor.AsSpan(row, i), x[..i]);
        }
    }

    /// <summary>output ← L x; output may not be x.</summary>
    public void MultiplyLower(ReadOnlySpan<double> x, Span<double> output)
    {
        for (int i = 0; i < Dimension; i++)
        {
            output[i] = DoubleKernels.Dot(factor.AsSpan(i * Dimension, i + 1), x[..(i + 1)]);
        }
    }

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
            SolveLower(column);
            SolveLowerTransposed(column);
            for (int i = j; i < d; i++)
            {
                inverse[(i * d) + j] = column[i];
                inverse[(j * d) + i] = column[i];
            }
        }

        return inverse;
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
