using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Geometry.Tests.Geodesics;

/// <summary>SciPy's energies, lengths and curves (<c>oracles/geodesics.json</c>): (−4, −2) to (4, −2), 60 points.</summary>
public sealed class GeodesicOracleTests
{
    private static readonly double[] Start = [-4, -2];
    private static readonly double[] End = [4, -2];

    public static TheoryData<string> Cases => ["identity", "corr08", "corr095"];

    /// <summary>The table of the study that published the cases, so that its figures are held to where the oracle is not at hand.</summary>
    public static TheoryData<double, double, double, double, double> Published => new()
    {
        { 0, 18.981314, 8.7733879089, 4.1888868369, 8.7756413113 },
        { 0.8, 16.215117, 8.8199399377, 4.1999854087, 8.8213674787 },
        { 0.95, 15.931146, 9.1418336748, 4.2759405039, 9.1417871037 },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Published_energies_are_reached_from_the_straight_line_alone(
        double correlation, double straight, double energy, double length, double continuous)
    {
        SteinMetric metric = new(new GaussianField([0, 0], [1, correlation, correlation, 1]));
        CurveMeasure.Of(metric, Curve.Straight(Start, End, 60)).Energy.ShouldBe(straight, 1e-6);
        GeodesicResult found = new GeodesicSolver(metric, new GeodesicOptions { MultiStart = false }).Solve(Start, End);
        found.IsConverged.ShouldBeTrue();
        found.Energy.ShouldBe(energy, 1e-9);
        found.Length.ShouldBe(length, 1e-9);
        found.ExtrapolatedEnergy.ShouldBe(continuous, 1e-4);
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void Preconditioned_LBFGS_reaches_them_too(double correlation, double straight, double energy, double length, double continuous)
    {
        SteinMetric metric = new(new GaussianField([0, 0], [1, correlation, correlation, 1]));
        GeodesicOptions options = new() { MultiStart = false, Method = GeodesicMethod.Lbfgs };
        GeodesicResult found = new GeodesicSolver(metric, options).Solve(Start, End);
        found.Energy.ShouldBeLessThan(straight);
        found.Energy.ShouldBe(energy, 1e-9);
        found.Length.ShouldBe(length, 1e-9);
        found.ExtrapolatedEnergy.ShouldBe(continuous, 1e-4);
    }

    [SharedDataTheory]
    [InlineData("identity")]
    [InlineData("corr08")]
    [InlineData("corr095")]
    [InlineData("mixture2")]
    public void Straight_line_has_the_oracles_energy_and_length(string name)
    {
        CurveMeasure found = CurveMeasure.Of(new SteinMetric(GeodesicOracle.Field(name)), Curve.Straight(Start, End, 60));
        JsonElement expected = GeodesicOracle.Cases.GetProperty(name).GetProperty("straight");
        found.Energy.ShouldBe(expected.GetProperty("energy").GetDouble(), 1e-12 * found.Energy);
        found.Length.ShouldBe(expected.GetProperty("length").GetDouble(), 1e-12 * found.Length);
    }

    [SharedDataTheory]
    [MemberData(nameof(Cases))]
    public void Geodesic_has_the_oracles_energy_length_and_points(string name)
    {
        JsonElement expected = GeodesicOracle.Cases.GetProperty(name).GetProperty("lbfgs_newton");
        GeodesicResult found = new GeodesicSolver(new SteinMetric(GeodesicOracle.Field(name))).Solve(Start, End);
        found.IsConverged.ShouldBeTrue();
        found.Energy.ShouldBe(expected.GetProperty("energy").GetDouble(), 1e-9);
        found.Length.ShouldBe(expected.GetProperty("length").GetDouble(), 1e-9);
        // |gradient| ≤ 1e-8 over the least eigenvalue of the Hessian, 0.026.
        found.Curve.Coordinates.ToArray().ShouldBeNear(GeodesicOracle.Numbers(expected.GetProperty("curve")), 1e-6);
    }

    [SharedDataTheory]
    [MemberData(nameof(Cases))]
    public void Refined_geodesic_has_the_energy_and_length_of_the_boundary_value_problem(string name)
    {
        JsonElement expected = GeodesicOracle.Cases.GetProperty(name).GetProperty("bvp");
        GeodesicSolver solver = new(new SteinMetric(GeodesicOracle.Field(name)), new GeodesicOptions { RefinementTolerance = 1e-5 });
        GeodesicResult found = solver.Solve(Start, End);
        found.IsConverged.ShouldBeTrue();
        found.Energy.ShouldBe(expected.GetProperty("energy").GetDouble(), 1e-4);
        found.Length.ShouldBe(expected.GetProperty("length").GetDouble(), 1e-4);
        found.RefinementChange.ShouldBeLessThanOrEqualTo(1e-5);
    }

    [SharedDataTheory]
    [MemberData(nameof(Cases))]
    public void More_points_have_the_oracles_energies(string name)
    {
        foreach (JsonProperty level in GeodesicOracle.Cases.GetProperty(name).GetProperty("refine").EnumerateObject())
        {
            int points = int.Parse(level.Name, System.Globalization.CultureInfo.InvariantCulture);
            GeodesicOptions options = new() { Points = points, MultiStart = false, CheckRefinement = false };
            GeodesicResult found = new GeodesicSolver(new SteinMetric(GeodesicOracle.Field(name)), options).Solve(Start, End);
            found.Energy.ShouldBe(level.Value.GetProperty("energy").GetDouble(), 1e-9, $"{points} points");
            found.Length.ShouldBe(level.Value.GetProperty("length").GetDouble(), 1e-9, $"{points} points");
        }
    }

    [SharedDataTheory]
    [MemberData(nameof(Cases))]
    public void Adam_takes_the_oracles_first_steps(string name)
    {
        Dictionary<int, double> energies = [];
        GeodesicOptions options = new()
        {
            MultiStart = false,
            Method = GeodesicMethod.Adam,
            MaxIterations = 100,
            Observer = (in GeodesicStep step) => energies[step.Iteration] = step.Energy,
        };
        GeodesicResult found = new GeodesicSolver(new SteinMetric(GeodesicOracle.Field(name)), options).Solve(Start, End);
        found.IsConverged.ShouldBeFalse();
        found.Ending.ShouldBe(GeodesicEnding.IterationLimit);
        foreach (JsonElement pair in GeodesicOracle.Cases.GetProperty(name).GetProperty("adam").GetProperty("trace").EnumerateArray())
        {
            int step = pair[0].GetInt32();
            if (step <= 100)
            {
                // Adam divides a gradient by its own size, so rounding grows: PyTorch's double-precision Adam is 7e-4 from SciPy's
                // figure after 100 steps, ours 4e-4 from it on the other side. The first step is the same to rounding.
                energies[step].ShouldBe(pair[1].GetDouble(), (step <= 1 ? 1e-12 : 1e-3) * pair[1].GetDouble(), $"step {step}");
            }
        }
    }

    [SharedDataFact]
    public void Separated_mixture_is_reported_as_not_resolved()
    {
        SteinMetric metric = new(GeodesicOracle.Field("mixture2"));
        GeodesicResult found = new GeodesicSolver(metric, new GeodesicOptions { Waypoints = [[-2.0, 0], [2, 0]] }).Solve(Start, End);
        // Several minima, and energies that grow as the ridge between the components is seen.
        found.Minima.Count.ShouldBeGreaterThan(1);
        found.Energy.ShouldBeLessThan(5.7);
        found.Levels[^1].Energy.ShouldBeGreaterThan(found.Energy);
        found.Warnings.ShouldContain(warning => warning.Contains("jumps over a ridge"));
        found.Warnings.ShouldContain(warning => warning.Contains("too few points"));
    }

    [SharedDataFact]
    public void Curve_of_the_oracle_is_a_minimum_from_which_nothing_moves()
    {
        JsonElement expected = GeodesicOracle.Cases.GetProperty("mixture2").GetProperty("lbfgs_newton");
        Curve curve = new(GeodesicOracle.Numbers(expected.GetProperty("curve")), 2);
        GeodesicResult found = new GeodesicSolver(new SteinMetric(GeodesicOracle.Field("mixture2"))).SolveFrom(curve);
        found.Energy.ShouldBe(expected.GetProperty("energy").GetDouble(), 1e-9);
        found.Length.ShouldBe(expected.GetProperty("length").GetDouble(), 1e-9);
        found.Curve.Coordinates.ToArray().ShouldBeNear(curve.Coordinates, 1e-6);
    }
}
