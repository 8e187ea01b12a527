using Portolan.Geometry.Solvers;
using Portolan.Testing;

namespace Portolan.Geometry.Tests.Solvers;

public sealed class CurveEnergyTests
{
    private const int Segments = 7;

    public static TheoryData<string> Fields => ["gaussian2", "gaussian5", "mixture2", "mixture3"];

    [Theory]
    [MemberData(nameof(Fields))]
    public void Gradient_is_the_difference_of_energies(string name)
    {
        (MetricForm closed, _, double[] curve, int d) = Case(name);
        CurveEnergy energy = new(closed, Segments);
        double[] gradient = new double[energy.InnerLength];
        double value = energy.Gradient(curve, gradient);
        energy.Value(curve).ShouldBe(value, 1e-12 * value);
        const double h = 1e-5;
        for (int k = 0; k < gradient.Length; k++)
        {
            double ahead = energy.Value(Moved(curve, d + k, h));
            double behind = energy.Value(Moved(curve, d + k, -h));
            // Truncation h² f‴ ~ 1e-9, rounding 1e-16 E / h ~ 1e-10 of energies of some hundreds.
            gradient[k].ShouldBe((ahead - behind) / (2 * h), 1e-6 * (1 + Math.Abs(gradient[k])), $"coordinate {k}");
        }
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void Hessian_is_the_difference_of_gradients_in_both_forms(string name)
    {
        (MetricForm closed, MetricForm general, double[] curve, int d) = Case(name);
        foreach (MetricForm form in (MetricForm[])[closed, general])
        {
            CurveEnergy energy = new(form, Segments);
            BlockTridiagonal hessian = new(Segments - 1, d);
            energy.Hessian(curve, hessian);
            int n = energy.InnerLength;
            double[] ahead = new double[n];
            double[] behind = new double[n];
            double[] unit = new double[n];
            double[] column = new double[n];
            double[] product = new double[n];
            const double h = 1e-5;
            for (int k = 0; k < n; k++)
            {
                energy.Gradient(Moved(curve, d + k, h), ahead);
                energy.Gradient(Moved(curve, d + k, -h), behind);
                Array.Clear(unit);
                unit[k] = 1;
                hessian.Multiply(unit, column);
                energy.HessianProduct(curve, unit, product);
                for (int i = 0; i < n; i++)
                {
                    double expected = (ahead[i] - behind[i]) / (2 * h);
                    column[i].ShouldBe(expected, 2e-5 * (10 + Math.Abs(expected)), $"{name} {form.GetType().Name} ({i}, {k})");
                    product[i].ShouldBe(expected, 2e-5 * (10 + Math.Abs(expected)), $"{name} {form.GetType().Name} product ({i}, {k})");
                }
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(3, 4)]
    [InlineData(9, 6)]
    [InlineData(17, 3)]
    public void Factors_of_a_positive_definite_matrix_solve_it(int d, int count)
    {
        BlockTridiagonal matrix = Random(d, count, diagonal: 6 * d);
        double[] x = TestNumbers.Normals(d * count, 5);
        double[] product = new double[x.Length];
        matrix.Multiply(x, product);
        matrix.TryFactor(0).ShouldBeTrue();
        matrix.Solve(product);
        product.ShouldBeNear(x, 1e-12);

        // With the second difference added: (2, −1) times the shift.
        matrix.Multiply(x, product);
        for (int i = 0; i < x.Length; i++)
        {
            double before = i < d ? 0 : x[i - d];
            double after = i + d < x.Length ? x[i + d] : 0;
            product[i] += 3 * ((2 * x[i]) - before - after);
        }

        matrix.TryFactor(3).ShouldBeTrue();
        matrix.Solve(product);
        product.ShouldBeNear(x, 1e-12);
    }

    [Fact]
    public void Matrix_that_is_not_positive_definite_has_no_factors()
    {
        Random(3, 4, diagonal: -1).TryFactor(0).ShouldBeFalse();
        Random(3, 4, diagonal: double.NaN).TryFactor(0).ShouldBeFalse();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    public void Preconditioner_solves_with_the_metric_held_still(int d)
    {
        // Seven segments: below and above the dimension, both ways of solving the small system are met.
        SteinMetric metric = new(new GaussianField(new double[d], TestNumbers.Covariance(d, 3)), damping: 0.7);
        CurveEnergy energy = new(MetricForm.Of(metric), Segments);
        double[] curve = TestNumbers.Normals((Segments + 1) * d, 4, 2);
        energy.Value(curve);
        StiffnessPreconditioner preconditioner = new(Segments, d);
        preconditioner.Prepare(energy.Form, energy.Midpoints);
        double[] x = TestNumbers.Normals(energy.InnerLength, 6);
        double[] moves = new double[Segments * d];
        for (int k = 0; k < moves.Length; k++)
        {
            moves[k] = (k < x.Length ? x[k] : 0) - (k < d ? 0 : x[k - d]);
        }

        double[] lowered = new double[moves.Length];
        metric.Lower(energy.Midpoints, moves, lowered);
        double[] product = new double[x.Length];
        for (int k = 0; k < product.Length; k++)
        {
            product[k] = Segments * (lowered[k] - lowered[k + d]);
        }

        preconditioner.Solve(product);
        product.ShouldBeNear(x, 1e-10);
    }

    [Fact]
    public void Newtons_method_by_products_evaluates_each_trial_once()
    {
        CurveEnergy energy = new(MetricForm.Of(new SteinMetric(new GaussianField([0, 0], [1, 0.95, 0.95, 1]))), 59);
        double[] curve = Curve.Straight([-4, -2], [4, -2], 60).Coordinates.ToArray();
        int accepted = 0;
        Descent descent = new NewtonCgSolver(energy).Minimize(curve, 1e-8, 500, (_, _, _) => accepted++, default);
        descent.Ending.ShouldBe(DescentEnding.Converged);
        accepted.ShouldBeLessThan(descent.Iterations, "steps were refused");
        energy.Evaluations.ShouldBe(descent.Iterations + 1);
        descent.Energy.ShouldBe(9.1418336748, 1e-9);
    }

    [Fact]
    public void Warm_searches_allocate_nothing()
    {
        CurveMinimizer minimizer = new(MetricForm.Of(new SteinMetric(new GaussianField([0, 0], [1, 0.8, 0.8, 1]))), 59, new GeodesicOptions());
        double[] line = Curve.Straight([-4, -2], [4, -2], 60).Coordinates.ToArray();
        double[] curve = new double[line.Length];
        Allocations.Least(() =>
        {
            line.CopyTo(curve, 0);
            minimizer.Minimize(curve, observer: null, default);
        }).ShouldBe(0);
    }

    private static (MetricForm Closed, MetricForm General, double[] Curve, int Dimension) Case(string name)
    {
        ScoreField field = name switch
        {
            "gaussian2" => new GaussianField([0.3, -0.2], [1, 0.8, 0.8, 1]),
            "gaussian5" => new GaussianField(new double[5], TestNumbers.Covariance(5, 1)),
            "mixture2" => new GaussianMixtureField([0.5, 0.5], [-2, 0, 2, 0], [1, 0.3, 0.3, 0.5, 0.5, -0.2, -0.2, 1]),
            _ => new GaussianMixtureField(
                [0.3, 0.7], [-1, 0, 0, 1, 1, 0], [.. TestNumbers.Covariance(3, 1), .. TestNumbers.Covariance(3, 2)]),
        };
        SteinMetric metric = new(field, damping: name == "gaussian5" ? 0.5 : 1);
        double[] curve = TestNumbers.Normals((Segments + 1) * field.Dimension, 11);
        return (MetricForm.Of(metric), new GeneralForm(metric), curve, field.Dimension);
    }

    private static double[] Moved(double[] curve, int coordinate, double step)
    {
        double[] moved = [.. curve];
        moved[coordinate] += step;
        return moved;
    }

    private static BlockTridiagonal Random(int d, int count, double diagonal)
    {
        BlockTridiagonal matrix = new(count, d);
        double[] numbers = TestNumbers.Normals(2 * count * d * d, 9);
        for (int block = 0; block < count; block++)
        {
            for (int i = 0; i < d; i++)
            {
                for (int j = 0; j < d; j++)
                {
                    matrix.Upper(block)[(i * d) + j] = block + 1 < count ? 0.5 * numbers[(((block * d) + i) * d) + j] : 0;
                    matrix.Diagonal(block)[(i * d) + j] = i == j ? diagonal : 0.3 * numbers[((((count + block) * d) + Math.Min(i, j)) * d) + Math.Max(i, j)];
                }
            }
        }

        return matrix;
    }
}
