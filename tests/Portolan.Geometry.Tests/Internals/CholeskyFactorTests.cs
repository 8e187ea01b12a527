using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Tests.Internals;

public sealed class CholeskyFactorTests
{
    public static TheoryData<int> Dimensions => [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 24, 33];

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Factor_times_itself_is_the_matrix_and_solves_it(int d)
    {
        double[] matrix = TestNumbers.Covariance(d, 3);
        CholeskyFactor factor = CholeskyFactor.Of(matrix, d, "the matrix");
        double[] transposed = TestNumbers.Transpose(factor.Upper, d);
        for (int i = 0; i < d; i++)
        {
            factor.Upper.Slice(i * d, i).IndexOfAnyExcept(0).ShouldBe(-1);
        }

        TestNumbers.Multiply(transposed, transposed, d).ShouldBeNear(matrix, 1e-14);
        double[] x = TestNumbers.Normals(d, 4);
        double[] solved = TestNumbers.Multiply(matrix, x, d);
        CholeskyFactor.Solve(factor.Upper, solved);
        // Eigenvalues are above 0.3 and below some 5.
        solved.ShouldBeNear(x, 1e-13);
        TestNumbers.Multiply(factor.Inverse(), TestNumbers.Multiply(matrix, x, d), d).ShouldBeNear(x, 1e-13);
        factor.LogDeterminant.ShouldBe(2 * Enumerable.Range(0, d).Sum(i => Math.Log(transposed[(i * d) + i])), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Factor_in_place_reads_the_upper_triangle_alone(int d)
    {
        double[] matrix = TestNumbers.Covariance(d, 3);
        CholeskyFactor expected = CholeskyFactor.Of(matrix, d, "the matrix");
        for (int i = 0; i < d; i++)
        {
            matrix.AsSpan(i * d, i).Fill(double.NaN);
        }

        CholeskyFactor.TryFactor(matrix, d).ShouldBeTrue();
        for (int i = 0; i < d; i++)
        {
            matrix.AsSpan((i * d) + i, d - i).SequenceEqual(expected.Upper.Slice((i * d) + i, d - i)).ShouldBeTrue();
        }
    }

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Matrix_that_is_not_positive_definite_is_named_by_its_pivot(int d)
    {
        double[] matrix = TestNumbers.Covariance(d, 3);
        int last = (d * d) - 1;
        // The pivot of the last row is what its diagonal has above its part in the others.
        double[] upper = CholeskyFactor.Of(matrix, d, "the matrix").Upper.ToArray();
        matrix[last] -= upper[last] * upper[last];
        string message = Should.Throw<GeometryException>(() => CholeskyFactor.Of(matrix, d, "the matrix")).Message;
        message.ShouldContain(d == 1 ? "expected a positive variance" : $"pivot {d - 1} is");
        CholeskyFactor.TryFactor(matrix, d).ShouldBeFalse();
        matrix[last] = double.NaN;
        CholeskyFactor.TryFactor(matrix, d).ShouldBeFalse();
    }
}
