using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Solvers;

/// <summary>A symmetric matrix of n × n blocks of d × d, of which the diagonal and the blocks beside it are not zero; and its Cholesky
/// factors Rᵀ R, in n d³ steps.</summary>
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

    /// <summary>The product with n d values.</summary>
    public void Multiply(ReadOnlySpan<double> x, Span<double> product)
    {
        for (int block = 0; block < Count; block++)
        {
            for (int i = 0; i < d; i++)
            {
                double sum = DoubleKernels.Dot(diagonal.AsSpan(((block * d) + i) * d, d), x.Slice(block * d, d));
                if (block + 1 < Count)
                {
                    sum += DoubleKernels.Dot(upper.AsSpan(((block * d) + i) * d, d), x.Slice((block + 1) * d, d));
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
            Span<double> here = factor.AsSpan(block * size, size);
            if (block > 0)
            {
                // W = R⁻ᵀ U of the block before; this one loses Wᵀ W, from the diagonal up.
                Span<double> w = coupling.AsSpan((block - 1) * size, size);
                SolveRows(factor.AsSpan((block - 1) * size, size), w);
                for (int i = 0; i < d; i++)
                {
                    int from = CholeskyFactor.FirstColumn(i, d);
                    DoubleKernels.SubtractProducts(w[i..], d, w[from..], d, d, here.Slice((i * d) + from, d - from));
                }
            }

            if (!CholeskyFactor.TryFactor(here, d))
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
                DoubleKernels.SubtractProducts(x.Slice((block - 1) * d, d), 1, coupling.AsSpan((block - 1) * size, size), d, d, here);
            }

            CholeskyFactor.SolveTransposed(factor.AsSpan(block * size, size), here);
        }

        for (int block = Count - 1; block >= 0; block--)
        {
            Span<double> here = x.Slice(block * d, d);
            for (int i = 0; block + 1 < Count && i < d; i++)
            {
                here[i] -= DoubleKernels.Dot(coupling.AsSpan((block * size) + (i * d), d), x.Slice((block + 1) * d, d));
            }

            CholeskyFactor.SolveUpper(factor.AsSpan(block * size, size), here);
        }
    }

    /// <summary>rows ← R⁻ᵀ rows.</summary>
    private void SolveRows(ReadOnlySpan<double> factored, Span<double> rows)
    {
        for (int i = 0; i < d; i++)
        {
            Span<double> row = rows.Slice(i * d, d);
            DoubleKernels.SubtractProducts(factored[i..], d, rows, d, i, row);
            DoubleKernels.Scale(1 / factored[(i * d) + i], row);
        }
    }
}
