using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Tests.Internals;

public sealed class LinearSystemTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(20)]
    public void Solution_and_inverse_agree(int d)
    {
        double[] matrix = TestNumbers.Normals(d * d, 7);
        // The first pivot is elsewhere, but for one dimension.
        matrix[0] = d == 1 ? 2 : 0;
        double[] x = TestNumbers.Normals(d, 8);
        double[] product = TestNumbers.Multiply(matrix, x, d);
        TestNumbers.Multiply(LinearSystem.Invert(matrix, d, "the matrix", out _), product, d).ShouldBeNear(x, 1e-11);
        LinearSystem.TrySolve(matrix, product).ShouldBeTrue();
        product.ShouldBeNear(x, 1e-11);
    }

    [Fact]
    public void Determinant_is_the_product_of_pivots()
    {
        LinearSystem.Invert([0, 2, -3, 0], 2, "the matrix", out double logDeterminant).ShouldBeNear([0, -1.0 / 3, 0.5, 0], 1e-15);
        logDeterminant.ShouldBe(Math.Log(6), 1e-15);
    }

    [Fact]
    public void Singular_systems_are_refused()
    {
        LinearSystem.TrySolve(new double[] { 1, 2, 2, 4 }, new double[] { 1, 1 }).ShouldBeFalse();
        LinearSystem.TrySolve(new double[] { 1, 2, double.NaN, 4 }, new double[] { 1, 1 }).ShouldBeFalse();
        LinearSystem.TrySolve(new double[] { 1, 2, 3, 4 }, new double[] { 1, double.PositiveInfinity }).ShouldBeFalse();
        Should.Throw<GeometryException>(() => LinearSystem.Invert([1, 2, 2, 4], 2, "the matrix", out _)).Message.ShouldContain("the matrix is singular: pivot 1 is 0");
        Should.Throw<GeometryException>(() => LinearSystem.Invert([1, double.NaN, 2, 4], 2, "the matrix", out _)).Message.ShouldContain("not finite");
    }
}
