using FsCheck;
using FsCheck.Fluent;

namespace Portolan.Geometry.Tests.Geodesics;

/// <summary>What holds for geodesics of every Gaussian.</summary>
public sealed class GeodesicPropertyTests
{
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(15).WithReplay(17, 23);
    private static readonly GeodesicOptions Single = new() { MultiStart = false, CheckRefinement = false, Points = 30 };

    [Fact]
    public void Energy_is_at_least_half_the_squared_length() => ForSeeds(seed =>
    {
        (SteinMetric metric, double[] start, double[] end) = Case(seed);
        CurveMeasure bent = CurveMeasure.Of(metric, Curve.Bent(start, end, 20, TestNumbers.Normals(start.Length, seed + 9)));
        bent.Energy.ShouldBeGreaterThanOrEqualTo(0.5 * bent.Length * bent.Length * (1 - 1e-12));
        GeodesicResult found = new GeodesicSolver(metric, Single).Solve(start, end);
        found.Energy.ShouldBeGreaterThanOrEqualTo(0.5 * found.Length * found.Length * (1 - 1e-12));
        found.Energy.ShouldBeLessThanOrEqualTo(CurveMeasure.Of(metric, Curve.Straight(start, end, Single.Points)).Energy);
    });

    [Fact]
    public void Distance_is_symmetric() => ForSeeds(seed =>
    {
        (SteinMetric metric, double[] start, double[] end) = Case(seed);
        GeodesicSolver solver = new(metric, Single);
        GeodesicResult there = solver.Solve(start, end);
        GeodesicResult back = solver.Solve(end, start);
        there.IsConverged.ShouldBeTrue();
        back.Length.ShouldBe(there.Length, 1e-7 * (1 + there.Length));
    });

    [Fact]
    public void Distance_is_the_same_after_a_rotation_of_the_density_and_the_points() => ForSeeds(seed =>
    {
        int d = 2 + (seed % 4);
        double[] covariance = TestNumbers.Covariance(d, seed);
        double[] q = TestNumbers.Orthogonal(d, seed + 3);
        double[] half = TestNumbers.Multiply(q, covariance, d);
        double[] rotated = TestNumbers.Multiply(q, TestNumbers.Transpose(half, d), d);
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < i; j++)
            {
                rotated[(i * d) + j] = rotated[(j * d) + i];
            }
        }

        double[] start = TestNumbers.Normals(d, seed + 1);
        double[] end = TestNumbers.Normals(d, seed + 2);
        GeodesicResult plain = new GeodesicSolver(new SteinMetric(new GaussianField(new double[d], covariance)), Single).Solve(start, end);
        GeodesicResult turned = new GeodesicSolver(new SteinMetric(new GaussianField(new double[d], rotated)), Single)
            .Solve(TestNumbers.Multiply(q, start, d), TestNumbers.Multiply(q, end, d));
        turned.Energy.ShouldBe(plain.Energy, 1e-7 * (1 + plain.Energy));
        turned.Curve.Coordinates.ToArray().ShouldBeNear(TestNumbers.Multiply(q, plain.Curve.Coordinates, d), 1e-4);
    });

    [Fact]
    public void Shooting_with_the_logarithm_arrives_at_the_end() => ForSeeds(seed =>
    {
        (SteinMetric metric, double[] start, double[] end) = Case(seed);
        ExponentialMap map = new(metric);
        LogarithmResult logarithm = map.Logarithm(start, end);
        logarithm.IsConverged.ShouldBeTrue();
        ExponentialResult shot = map.Shoot(start, [.. logarithm.Velocity], points: 5);
        shot.IsComplete.ShouldBeTrue();
        shot.Curve.End.ToArray().ShouldBeNear(end, 1e-6);
        shot.EnergyDrift.ShouldBeLessThan(1e-7);
        logarithm.Length.ShouldBe(logarithm.Geodesic.Length, 0.02 * logarithm.Length);
    });

    [Fact]
    public void Parallel_vectors_keep_their_lengths_and_angles() => ForSeeds(seed =>
    {
        (SteinMetric metric, double[] start, double[] end) = Case(seed);
        int d = start.Length;
        double[] vectors = TestNumbers.Normals(2 * d, seed + 4);
        ParallelTransport transport = new(metric);
        Curve curve = Curve.Bent(start, end, 12, TestNumbers.Normals(d, seed + 5));
        ShouldKeepProducts(metric, start, end, vectors, transport.Along(curve, vectors));

        double[] velocity = TestNumbers.Normals(d, seed + 6, 0.5);
        double[] arrival = new ExponentialMap(metric).Shoot(start, velocity, points: 2).Curve.End.ToArray();
        ShouldKeepProducts(metric, start, arrival, vectors, transport.AlongGeodesic(start, velocity, vectors));
    });

    [Fact]
    public void Geodesics_carry_their_own_velocity() => ForSeeds(seed =>
    {
        (SteinMetric metric, double[] start, _) = Case(seed);
        double[] velocity = TestNumbers.Normals(start.Length, seed + 6, 0.5);
        ExponentialResult shot = new ExponentialMap(metric).Shoot(start, velocity, points: 2);
        new ParallelTransport(metric).AlongGeodesic(start, velocity, velocity).ShouldBeNear([.. shot.EndVelocity], 1e-7);
    });

    private static void ShouldKeepProducts(Metric metric, double[] start, double[] end, double[] before, double[] after)
    {
        int d = start.Length;
        for (int i = 0; i < 2; i++)
        {
            for (int j = 0; j < 2; j++)
            {
                double[] first = new double[1];
                double[] last = new double[1];
                metric.InnerProduct(start, before.AsSpan(i * d, d), before.AsSpan(j * d, d), first);
                metric.InnerProduct(end, after.AsSpan(i * d, d), after.AsSpan(j * d, d), last);
                last[0].ShouldBe(first[0], 1e-7 * (1 + Math.Abs(first[0])));
            }
        }
    }

    /// <summary>A Gaussian of 2 to 5 dimensions, and two points drawn from about where it has its mass.</summary>
    private static (SteinMetric Metric, double[] Start, double[] End) Case(int seed)
    {
        int d = 2 + (seed % 4);
        SteinMetric metric = new(new GaussianField(new double[d], TestNumbers.Covariance(d, seed)));
        return (metric, TestNumbers.Normals(d, seed + 1), TestNumbers.Normals(d, seed + 2));
    }

    private static void ForSeeds(Action<int> property) =>
        Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), property).Check(Config);
}
