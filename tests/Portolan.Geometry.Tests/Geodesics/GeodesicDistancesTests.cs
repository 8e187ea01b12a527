namespace Portolan.Geometry.Tests.Geodesics;

public sealed class GeodesicDistancesTests
{
    private static readonly SteinMetric Metric = new(new GaussianField([0, 0], [1, 0.8, 0.8, 1]));

    [Fact]
    public void Matrix_is_symmetric_and_the_same_for_one_worker_and_eight()
    {
        double[] points = TestNumbers.Normals(2 * 9, 3);
        DistanceMatrix one = GeodesicDistances.Compute(Metric, points, workers: 1);
        DistanceMatrix eight = GeodesicDistances.Compute(Metric, points, workers: 8);
        eight.Values.SequenceEqual(one.Values).ShouldBeTrue();
        one.Unconverged.ShouldBeEmpty();
        for (int i = 0; i < 9; i++)
        {
            one[i, i].ShouldBe(0);
            for (int j = 0; j < 9; j++)
            {
                one[i, j].ShouldBe(one[j, i]);
                for (int k = 0; k < 9; k++)
                {
                    // Discrete geodesics bound the continuous ones from nearby, so the triangle holds but for their error.
                    one[i, j].ShouldBeLessThanOrEqualTo(one[i, k] + one[k, j] + 1e-3);
                }
            }
        }
    }

    [Fact]
    public void Distances_are_the_solvers()
    {
        double[] points = TestNumbers.Normals(2 * 4, 5);
        DistanceMatrix matrix = GeodesicDistances.Compute(Metric, points);
        GeodesicSolver solver = new(Metric, new GeodesicOptions { MultiStart = false, CheckRefinement = false });
        for (int i = 0; i < 4; i++)
        {
            for (int j = i + 1; j < 4; j++)
            {
                matrix[i, j].ShouldBe(solver.Solve(points.AsSpan(2 * i, 2), points.AsSpan(2 * j, 2)).Length);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Few_points_have_a_matrix_too(int count) =>
        GeodesicDistances.Compute(Metric, TestNumbers.Normals(2 * count, 1)).Values.Length.ShouldBe(count * count);

    [Fact]
    public void Equal_points_are_no_distance_apart()
    {
        DistanceMatrix matrix = GeodesicDistances.Compute(Metric, [1, 2, 1, 2, 0, 0]);
        matrix[0, 1].ShouldBe(0);
        matrix[0, 2].ShouldBe(matrix[1, 2]);
    }

    [Fact]
    public void Pairs_that_did_not_converge_are_listed()
    {
        DistanceMatrix matrix = GeodesicDistances.Compute(
            Metric, [-4, -2, 4, -2, 0, 0], new GeodesicOptions { MultiStart = false, MaxIterations = 1 });
        matrix.Unconverged.ShouldContain((0, 1));
    }

    [Fact]
    public void Work_reports_its_end_and_can_be_cancelled()
    {
        Last progress = new();
        GeodesicDistances.Compute(Metric, TestNumbers.Normals(10, 1), progress: progress);
        progress.Value.ShouldBe(10);
        using CancellationTokenSource source = new();
        source.Cancel();
        Should.Throw<OperationCanceledException>(() => GeodesicDistances.Compute(Metric, TestNumbers.Normals(10, 1), cancellation: source.Token));
    }

    [Fact]
    public void Points_that_do_not_fit_are_refused()
    {
        Should.Throw<ArgumentException>(() => GeodesicDistances.Compute(Metric, [1, 2, 3]));
        Should.Throw<ArgumentException>(() => GeodesicDistances.Compute(Metric, [1, 2, 3, double.NaN])).Message.ShouldContain("row 1");
        Should.Throw<ArgumentOutOfRangeException>(() => GeodesicDistances.Compute(Metric, [1, 2], workers: 0));
        Should.Throw<ArgumentOutOfRangeException>(() => GeodesicDistances.Compute(Metric, [1, 2])[0, 1]);
    }

    [Fact]
    public void Points_whose_distances_no_array_holds_are_refused()
    {
        SteinMetric line = new(new GaussianField([0], [1]));
        Should.Throw<ArgumentException>(() => GeodesicDistances.Compute(line, new double[46_341])).Message.ShouldContain("at most 46340 points");
    }

    private sealed class Last : IProgress<int>
    {
        private int value;

        public int Value => value;

        public void Report(int value)
        {
            int seen;
            do
            {
                seen = this.value;
            }
            while (seen < value && Interlocked.CompareExchange(ref this.value, value, seen) != seen);
        }
    }
}
