using System.Runtime.Intrinsics;
using Portolan.Encoders.UseLite;

namespace Portolan.Encoders.Tests.UseLite;

/// <summary>Products do not depend on how they are computed, to the last bit.</summary>
public sealed unsafe class MatrixProductTests
{
    private const int Stride = 80;

    private delegate void Block(float* a, nint aStride, int rows, float* b, nint bStride, int depth, float* bias, float* c, nint cStride, bool adds, float floor);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 64)]
    [InlineData(3, 127)]
    [InlineData(4, 128)]
    [InlineData(5, 20)]
    [InlineData(12, 3)]
    [InlineData(17, 128)]
    public void Vectors_give_what_the_scalar_loop_gives(int rows, int depth)
    {
        float[] a = Numbers(rows * (depth + 3), 1);
        float[] b = Numbers((depth + 1) * Stride, 2);
        float[] bias = Numbers(64, 3);
        float[] start = Numbers(rows * Stride, 4);
        foreach (bool adds in (bool[])[false, true])
        {
            foreach (float floor in (float[])[float.NegativeInfinity, 0])
            {
                foreach (bool hasBias in (bool[])[false, true])
                {
                    float[] expected = Run(MatrixProduct.BlockScalar, a, rows, depth, b, hasBias ? bias : null, start, adds, floor);
                    Run(MatrixProduct.BlockVector, a, rows, depth, b, hasBias ? bias : null, start, adds, floor).ShouldBe(expected);
                    if (Vector512.IsHardwareAccelerated)
                    {
                        Run(MatrixProduct.Block512, a, rows, depth, b, hasBias ? bias : null, start, adds, floor).ShouldBe(expected);
                    }
                }
            }
        }
    }

    [Fact]
    public void A_product_is_the_sum_of_products_whatever_its_depth()
    {
        const int rows = 3;
        const int depth = 300;
        const int width = 128;
        float[] a = Numbers(rows * depth, 1);
        float[] matrix = Numbers(depth * width, 2);
        float[] panels = new float[depth * width];
        for (int i = 0; i < matrix.Length; i++)
        {
            panels[MatrixProduct.PanelOffset(depth, i / width, i % width)] = matrix[i];
        }

        float[] bias = Numbers(width, 3);
        float[] c = new float[rows * width];
        fixed (float* ap = a, pp = panels, bp = bias, cp = c)
        {
            MatrixProduct.Multiply(ap, depth, rows, pp, depth, width, bp, cp, width);
        }

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < width; column++)
            {
                float sum = bias[column];
                for (int k = 0; k < depth; k++)
                {
                    sum = MathF.FusedMultiplyAdd(a[(row * depth) + k], matrix[(k * width) + column], sum);
                }

                c[(row * width) + column].ShouldBe(sum);
            }
        }
    }

    /// <summary>Against the framework in double precision; 2 units of the last place are 2.4e-7 of the value.</summary>
    [Fact]
    public void Exponentials_are_right_to_two_units_of_the_last_place()
    {
        for (float x = 0; x > -86.5f; x -= 0.0137f)
        {
            float actual = RowMath.Exp(new System.Numerics.Vector<float>(x))[0];
            double expected = Math.Exp(x);
            (Math.Abs(actual - expected) / expected).ShouldBeLessThan(2.4e-7, $"{x}");
        }

        RowMath.Exp(new System.Numerics.Vector<float>(float.NegativeInfinity))[0].ShouldBe(0);
        RowMath.Exp(System.Numerics.Vector<float>.Zero)[0].ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(64)]
    [InlineData(127)]
    public void Weights_of_attention_sum_to_one_and_ignore_what_lies_behind(int count)
    {
        float[] row = Numbers(128, 5);
        float[] expected = [.. row[..count].Select(x => Math.Exp(x)).Select(x => (float)(x / row[..count].Sum(y => Math.Exp(y))))];
        fixed (float* at = row)
        {
            RowMath.Softmax(at, count);
        }

        for (int i = 0; i < count; i++)
        {
            row[i].ShouldBe(expected[i], 1e-6f);
        }
    }

    private static float[] Run(Block block, float[] a, int rows, int depth, float[] b, float[]? bias, float[] start, bool adds, float floor)
    {
        float[] c = [.. start];
        fixed (float* ap = a, bp = b, sp = bias, cp = c)
        {
            block(ap, depth + 3, rows, bp, Stride, depth, sp, cp, Stride, adds, floor);
        }

        return c;
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 4) - 2)];
    }
}
