using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Portolan.Encoders.UseLite;

/// <summary>Products of row-major activations with weights that are laid out for streaming.</summary>
/// <remarks>
/// Every element is one chain of fused multiply-adds over the inner axis in ascending order, started from its addend. So it is the same
/// to the last bit whatever the number of rows, the blocking and the width of the machine's vectors.
/// Weights [depth, width] lie in panels of 64 columns; a panel holds its depth rows of 64 floats one after the other, so that a product
/// reads all weights once from first to last. A block of 128 rows of a panel (32 KiB) stays in the first cache while all rows of the
/// activations pass by.
/// </remarks>
internal static unsafe class MatrixProduct
{
    /// <summary>Columns of a panel: four vectors of 512 bits.</summary>
    public const int PanelWidth = 64;

    private const int BlockDepth = 128;

    // Rows of a tile: 4 × 4 accumulators of 512 bits keep both multipliers busy (latency 4) and leave registers for the operands.
    private const int TileRows = 4;

    /// <summary>Where an element of a matrix [depth, width] lies in its panels.</summary>
    public static long PanelOffset(int depth, int row, int column) =>
        ((long)(column / PanelWidth) * depth * PanelWidth) + ((long)row * PanelWidth) + (column % PanelWidth);

    /// <summary><c>c[rows, width] = addend + a[rows, depth] · panels</c>, where the addend is the bias, with <paramref name="adds"/> plus what c holds.</summary>
    /// <param name="a">Activations, rows <paramref name="aStride"/> floats apart.</param>
    /// <param name="aStride">Floats from row to row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="panels">Weights in panels.</param>
    /// <param name="depth">The inner axis.</param>
    /// <param name="width">A multiple of 64.</param>
    /// <param name="bias">A number for each column, or null for zeros.</param>
    /// <param name="c">Receives the product; must not overlap <paramref name="a"/>.</param>
    /// <param name="cStride">Floats from row to row.</param>
    /// <param name="adds">Whether what c holds is part of the addend.</param>
    /// <param name="floor">What elements are raised to in the end, such as 0.</param>
    public static void Multiply(
        float* a, nint aStride, int rows, float* panels, int depth, int width, float* bias, float* c, nint cStride, bool adds = false,
        float floor = float.NegativeInfinity)
    {
        for (int column = 0; column < width; column += PanelWidth)
        {
            for (int k = 0; k < depth; k += BlockDepth)
            {
                int count = Math.Min(BlockDepth, depth - k);
                MultiplyBlock(
                    a + k, aStride, rows, panels, PanelWidth, count, bias is null || k > 0 ? null : bias + column, c + column, cStride, adds || k > 0,
                    k + count == depth ? floor : float.NegativeInfinity);
                panels += count * PanelWidth;
            }
        }
    }

    /// <summary>The same for 64 columns of a matrix whose rows lie <paramref name="bStride"/> floats apart.</summary>
    public static void MultiplyBlock(
        float* a, nint aStride, int rows, float* b, nint bStride, int depth, float* bias, float* c, nint cStride, bool adds, float floor)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Block512(a, aStride, rows, b, bStride, depth, bias, c, cStride, adds, floor);
        }
        else if (Vector.IsHardwareAccelerated)
        {
            BlockVector(a, aStride, rows, b, bStride, depth, bias, c, cStride, adds, floor);
        }
        else
        {
            BlockScalar(a, aStride, rows, b, bStride, depth, bias, c, cStride, adds, floor);
        }
    }

    /// <summary>What the vectors are tested against.</summary>
    internal static void BlockScalar(
        float* a, nint aStride, int rows, float* b, nint bStride, int depth, float* bias, float* c, nint cStride, bool adds, float floor)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < PanelWidth; column++)
            {
                float* to = c + (row * cStride) + column;
                float sum = bias is null ? 0 : bias[column];
                sum = adds ? sum + *to : sum;
                for (int k = 0; k < depth; k++)
                {
                    sum = MathF.FusedMultiplyAdd(a[(row * aStride) + k], b[(k * bStride) + column], sum);
                }

                *to = sum > floor ? sum : floor;
            }
        }
    }

    /// <summary>Tiles of 4 rows and two vectors: 8 accumulators fit into 16 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void BlockVector(
        float* a, nint aStride, int rows, float* b, nint bStride, int depth, float* bias, float* c, nint cStride, bool adds, float floor)
    {
        int width = Vector<float>.Count;
        var floors = new Vector<float>(floor);
        for (int column = 0; column < PanelWidth; column += 2 * width)
        {
            Vector<float> bias0 = bias is null ? Vector<float>.Zero : Vector.Load(bias + column);
            Vector<float> bias1 = bias is null ? Vector<float>.Zero : Vector.Load(bias + column + width);
            for (int row = 0; row < rows; row += TileRows)
            {
                // Rows that are missing in the last tile repeat its first and are not stored.
                int left = rows - row;
                float* a0 = a + (row * aStride);
                float* a1 = left > 1 ? a0 + aStride : a0;
                float* a2 = left > 2 ? a0 + (2 * aStride) : a0;
                float* a3 = left > 3 ? a0 + (3 * aStride) : a0;
                float* c0 = c + (row * cStride) + column;
                float* c1 = left > 1 ? c0 + cStride : c0;
                float* c2 = left > 2 ? c0 + (2 * cStride) : c0;
                float* c3 = left > 3 ? c0 + (3 * cStride) : c0;
                Vector<float> s00 = bias0, s01 = bias1, s10 = bias0, s11 = bias1, s20 = bias0, s21 = bias1, s30 = bias0, s31 = bias1;
                if (adds)
                {
                    s00 += Vector.Load(c0);
                    s01 += Vector.Load(c0 + width);
                    s10 += Vector.Load(c1);
                    s11 += Vector.Load(c1 + width);
                    s20 += Vector.Load(c2);
                    s21 += Vector.Load(c2 + width);
                    s30 += Vector.Load(c3);
                    s31 += Vector.Load(c3 + width);
                }

                float* weights = b + column;
                for (nint k = 0; k < depth; k++, weights += bStride)
                {
                    Vector<float> w0 = Vector.Load(weights);
                    Vector<float> w1 = Vector.Load(weights + width);
                    var x = new Vector<float>(a0[k]);
                    s00 = Vector.FusedMultiplyAdd(x, w0, s00);
                    s01 = Vector.FusedMultiplyAdd(x, w1, s01);
                    x = new Vector<float>(a1[k]);
                    s10 = Vector.FusedMultiplyAdd(x, w0, s10);
                    s11 = Vector.FusedMultiplyAdd(x, w1, s11);
                    x = new Vector<float>(a2[k]);
                    s20 = Vector.FusedMultiplyAdd(x, w0, s20);
                    s21 = Vector.FusedMultiplyAdd(x, w1, s21);
                    x = new Vector<float>(a3[k]);
                    s30 = Vector.FusedMultiplyAdd(x, w0, s30);
                    s31 = Vector.FusedMultiplyAdd(x, w1, s31);
                }

                Vector.MaxNative(s00, floors).Store(c0);
                Vector.MaxNative(s01, floors).Store(c0 + width);
                if (left > 1)
                {
                    Vector.MaxNative(s10, floors).Store(c1);
                    Vector.MaxNative(s11, floors).Store(c1 + width);
                }

                if (left > 2)
                {
                    Vector.MaxNative(s20, floors).Store(c2);
                    Vector.MaxNative(s21, floors).Store(c2 + width);
                }

                if (left > 3)
                {
                    Vector.MaxNative(s30, floors).Store(c3);
                    Vector.MaxNative(s31, floors).Store(c3 + width);
                }
            }
        }
    }

    /// <summary>Tiles of 4 rows and four vectors, the whole width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Block512(
        float* a, nint aStride, int rows, float* b, nint bStride, int depth, float* bias, float* c, nint cStride, bool adds, float floor)
    {
        Vector512<float> floors = Vector512.Create(floor);
        // The first four tiles fetch a quarter each of the block behind this one, which for panels is the next to be used.
        float* ahead = b + (depth * bStride);
        for (int row = 0; row < rows; row += TileRows)
        {
            int left = rows - row;
            float* a0 = a + (row * aStride);
            float* a1 = left > 1 ? a0 + aStride : a0;
            float* a2 = left > 2 ? a0 + (2 * aStride) : a0;
            float* a3 = left > 3 ? a0 + (3 * aStride) : a0;
            float* c0 = c + (row * cStride);
            float* c1 = left > 1 ? c0 + cStride : c0;
            float* c2 = left > 2 ? c0 + (2 * cStride) : c0;
            float* c3 = left > 3 ? c0 + (3 * cStride) : c0;
            Vector512<float> s00 = Vector512<float>.Zero, s01 = s00, s02 = s00, s03 = s00;
            if (bias is not null)
            {
                s00 = Vector512.Load(bias);
                s01 = Vector512.Load(bias + 16);
                s02 = Vector512.Load(bias + 32);
                s03 = Vector512.Load(bias + 48);
            }

            Vector512<float> s10 = s00, s11 = s01, s12 = s02, s13 = s03;
            Vector512<float> s20 = s00, s21 = s01, s22 = s02, s23 = s03;
            Vector512<float> s30 = s00, s31 = s01, s32 = s02, s33 = s03;
            if (adds)
            {
                s00 += Vector512.Load(c0);
                s01 += Vector512.Load(c0 + 16);
                s02 += Vector512.Load(c0 + 32);
                s03 += Vector512.Load(c0 + 48);
                s10 += Vector512.Load(c1);
                s11 += Vector512.Load(c1 + 16);
                s12 += Vector512.Load(c1 + 32);
                s13 += Vector512.Load(c1 + 48);
                s20 += Vector512.Load(c2);
                s21 += Vector512.Load(c2 + 16);
                s22 += Vector512.Load(c2 + 32);
                s23 += Vector512.Load(c2 + 48);
                s30 += Vector512.Load(c3);
                s31 += Vector512.Load(c3 + 16);
                s32 += Vector512.Load(c3 + 32);
                s33 += Vector512.Load(c3 + 48);
            }

            float* weights = b;
            for (nint k = 0; k < depth; k++)
            {
                Vector512<float> w0 = Vector512.Load(weights);
                Vector512<float> w1 = Vector512.Load(weights + 16);
                Vector512<float> w2 = Vector512.Load(weights + 32);
                Vector512<float> w3 = Vector512.Load(weights + 48);
                weights += bStride;
                if (Sse.IsSupported)
                {
                    Sse.Prefetch1(ahead + (16 * k));
                }

                Vector512<float> x = Vector512.Create(a0[k]);
                s00 = Vector512.FusedMultiplyAdd(x, w0, s00);
                s01 = Vector512.FusedMultiplyAdd(x, w1, s01);
                s02 = Vector512.FusedMultiplyAdd(x, w2, s02);
                s03 = Vector512.FusedMultiplyAdd(x, w3, s03);
                x = Vector512.Create(a1[k]);
                s10 = Vector512.FusedMultiplyAdd(x, w0, s10);
                s11 = Vector512.FusedMultiplyAdd(x, w1, s11);
                s12 = Vector512.FusedMultiplyAdd(x, w2, s12);
                s13 = Vector512.FusedMultiplyAdd(x, w3, s13);
                x = Vector512.Create(a2[k]);
                s20 = Vector512.FusedMultiplyAdd(x, w0, s20);
                s21 = Vector512.FusedMultiplyAdd(x, w1, s21);
                s22 = Vector512.FusedMultiplyAdd(x, w2, s22);
                s23 = Vector512.FusedMultiplyAdd(x, w3, s23);
                x = Vector512.Create(a3[k]);
                s30 = Vector512.FusedMultiplyAdd(x, w0, s30);
                s31 = Vector512.FusedMultiplyAdd(x, w1, s31);
                s32 = Vector512.FusedMultiplyAdd(x, w2, s32);
                s33 = Vector512.FusedMultiplyAdd(x, w3, s33);
            }

            if (row < 3 * TileRows)
            {
                ahead += 16 * (nint)depth;
            }

            Store(c0, s00, s01, s02, s03, floors);
            if (left > 1)
            {
                Store(c1, s10, s11, s12, s13, floors);
            }

            if (left > 2)
            {
                Store(c2, s20, s21, s22, s23, floors);
            }

            if (left > 3)
            {
                Store(c3, s30, s31, s32, s33, floors);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        float* to, Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth, Vector512<float> floors)
    {
        Vector512.MaxNative(first, floors).Store(to);
        Vector512.MaxNative(second, floors).Store(to + 16);
        Vector512.MaxNative(third, floors).Store(to + 32);
        Vector512.MaxNative(fourth, floors).Store(to + 48);
    }
}
