using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Tests.Internals;

public sealed class DoubleKernelsTests
{
    /// <summary>One side and the other of 4, 8 and 16 lanes, and of two vectors.</summary>
    public static TheoryData<int> Lengths => [0, 1, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 20, 24, 31, 32, 33, 40];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Kernels_are_their_scalar_twins(int length)
    {
        double[] x = TestNumbers.Normals(length, 1);
        double[] y = TestNumbers.Normals(length, 2);
        double[] scaled = [.. x];
        DoubleKernels.Scale(1.7, scaled);
        double[] added = [.. y];
        DoubleKernels.AddScaled(1.7, x, added);
        double[] combined = new double[length];
        DoubleKernels.Combine(1.7, x, -0.3, y, combined);
        scaled.ShouldBeNear([.. x.Select(v => 1.7 * v)], 1e-15);
        added.ShouldBeNear([.. x.Zip(y, (a, b) => b + (1.7 * a))], 1e-15);
        combined.ShouldBeNear([.. x.Zip(y, (a, b) => (1.7 * a) - (0.3 * b))], 1e-15);
        // 40 terms of some size 1, each rounded twice at 1e-16.
        DoubleKernels.Dot(x, y).ShouldBe(TestNumbers.Dot(x, y), 1e-13);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Subtracted_products_are_those_of_single_numbers(int length)
    {
        foreach (int count in (int[])[0, 1, 2, 3, 8, 17])
        {
            foreach (int weightStride in (int[])[1, 5])
            {
                int stride = length + 3;
                double[] weights = TestNumbers.Normals((count * weightStride) + 1, 3);
                double[] rows = TestNumbers.Normals((count * stride) + length, 4);
                double[] output = TestNumbers.Normals(length + 1, 5);
                double[] expected = [.. output];
                for (int j = 0; j < length; j++)
                {
                    for (int k = 0; k < count; k++)
                    {
                        expected[j] -= weights[k * weightStride] * rows[(k * stride) + j];
                    }
                }

                DoubleKernels.SubtractProducts(weights, weightStride, rows, stride, count, output.AsSpan(0, length));
                output.ShouldBeNear(expected, 1e-13);
                output[length].ShouldBe(expected[length]);
            }
        }
    }

    [Fact]
    public void Largest_magnitude_is_of_either_sign_and_zero_of_nothing()
    {
        DoubleKernels.LargestMagnitude([]).ShouldBe(0);
        DoubleKernels.LargestMagnitude([1, -3, 2]).ShouldBe(3);
        DoubleKernels.LargestMagnitude([double.NegativeInfinity, 2]).ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void Value_that_is_not_finite_is_found_anywhere()
    {
        DoubleKernels.AllFinite([]).ShouldBeTrue();
        for (int length = 1; length <= 40; length++)
        {
            double[] values = TestNumbers.Normals(length, length);
            DoubleKernels.AllFinite(values).ShouldBeTrue();
            for (int at = 0; at < length; at++)
            {
                double kept = values[at];
                foreach (double bad in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
                {
                    values[at] = bad;
                    DoubleKernels.AllFinite(values).ShouldBeFalse();
                    DoubleKernels.LargestMagnitude(values).ShouldBe(Math.Abs(bad));
                }

                values[at] = kept;
            }
        }
    }
}
