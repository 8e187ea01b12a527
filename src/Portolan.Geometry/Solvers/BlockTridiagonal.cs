using System.Numerics.Tensors;

namespace Portolan.Geometry.Solvers;

/// <summary>A symmetric matrix of n × n blocks of d × d, of which the diagonal and the blocks beside it are not zero; and its Cholesky
/// factors L Lᵀ, in n d³ steps.</summary>
internal sealed class BlockTridiagonal
{
    private readonly int d;
    private readonly double[] diagonal;
    private readonly double[] upper;
    private readonly double[] factor;
    private readonly double[] coupling;

    public BlockTridiagonal(int count, int dimension)
    {
        Count = count;
        d = dimension;
        diagonal = new double[count * d * d];
        upper = new double[count * d * d];
        factor = new double[count * d * d];
        coupling = new double[count * d * d];
    }

    public int Count { get; }

    /// <summary>Block (i, i), (d, d) row-major.</summary>
    public Span<double> Diagonal(int i) => diagonal.AsSpan(i * d * d, d * d);

    /// <summary>Block (i, i + 1), (d, d) row-major; block (i + 1, i) is its transpose.</summary>
    public Span<double> Upper(int i) => upper.AsSpan(i * d * d, d * d);

    public void Clear()
    {
        Array.Clear(diagonal);
        Array.Clear(upper);
    }

    /// <summary>The product with n d values.</summary>
    public void Multiply(ReadOnlySpan<double> x, Span<double> product)
    {
        for (int block = 0; block < Count; block++)
        {
            for (int i = 0; i < d; i++)
            {
                double sum = Dot(diagonal, ((block * d) + i) * d, x.Slice(block * d, d));
                if (block + 1 < Count)
                {
                    sum += Dot(upper, ((block * d) + i) * d, x.Slice((block + 1) * d, d));
                }

                for (int j = 0; block > 0 && j < d; j++)
                {
                    sum += upper[((((block - 1) * d) + j) * d) + i] * x[((block - 1) * d) + j];
                }

                product[(block * d) + i] = sum;
            }
        }
    }

    /// <summary>Factors the matrix plus <paramref name="shift"/> times the second difference (2 on the diagonal, −1 beside it); false when
    /// that is not positive definite.</summary>
    public bool TryFactor(double shift)
    {
        int size = d * d;
        diagonal.AsSpan().CopyTo(factor);
        upper.AsSpan().CopyTo(coupling);
        for (int row = 0; row < Count * d; row++)
        {
            int entry = (row * d) + (row % d);
            factor[entry] += 2 * shift;
            coupling[entry] -= shift;
        }

        for (int block = 0; block < Count; block++)
        {
            Span<double> lower = factor.AsSpan(block * size, size);
            if (block > 0)
            {
                // W = L⁻¹ U of the block before; this one loses Wᵀ W. Rows of W are contiguous, so both are sums of scaled rows.
                Span<double> w = coupling.AsSpan((block - 1) * size, size);
                SolveRows(factor.AsSpan((block - 1) * size, size), w);
                for (int k = 0; k < d; k++)
                {
                    ReadOnlySpan<double> row = w.Slice(k * d, d);
                    for (int i = 0; i < d; i++)
                    {
                        AddMultiple(row[..(i + 1)], -row[i], lower.Slice(i * d, i + 1));
                    }
                }
            }

            if (!Cholesky.TryFactor(lower, d))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Solves in place with the factors of the last <see cref="TryFactor"/> that returned true.</summary>
    public void Solve(Span<double> x)
    {
        int size = d * d;
        for (int block = 0; block < Count; block++)
        {
            Span<double> here = x.Slice(block * d, d);
            if (block > 0)
            {
                for (int k = 0; k < d; k++)
                {
                    AddMultiple(coupling.AsSpan(((block - 1) * size) + (k * d), d), -x[((block - 1) * d) + k], here);
                }
            }

            Cholesky.SolveLower(factor.AsSpan(block * size, size), here);
        }

        for (int block = Count - 1; block >= 0; block--)
        {
            Span<double> here = x.Slice(block * d, d);
            for (int i = 0; block + 1 < Count && i < d; i++)
            {
                here[i] -= Dot(coupling, (block * size) + (i * d), x.Slice((block + 1) * d, d));
            }

            Cholesky.SolveUpper(factor.AsSpan(block * size, size), here);
        }
    }

    private void SolveRows(ReadOnlySpan<double> lower, Span<double> rows)
    {
        for (int i = 0; i < d; i++)
        {
            Span<double> row = rows.Slice(i * d, d);
            for (int j = 0; j < i; j++)
            {
                AddMultiple(rows.Slice(j * d, d), -lower[(i * d) + j], row);
            }

            double inverse = 1 / lower[(i * d) + i];
            for (int j = 0; j < d; j++)
            {
                row[j] *= inverse;
            }
        }
    }

    private static double Dot(double[] matrix, int start, ReadOnlySpan<double> x)
    {
        if (x.Length >= 8)
        {
            return TensorPrimitives.Dot(matrix.AsSpan(start, x.Length), x);
        }

        double sum = 0;
        for (int j = 0; j < x.Length; j++)
        {
            sum += matrix[start + j] * x[j];
        }

        return sum;
    }

    private static void AddMultiple(ReadOnlySpan<double> row, double factor, Span<double> target)
    {
        if (row.Length >= 8)
        {
            TensorPrimitives.MultiplyAdd(row, factor, target, target);
            return;
        }

        for (int j = 0; j < row.Length; j++)
        {
            target[j] += factor * row[j];
        }
    }
}
