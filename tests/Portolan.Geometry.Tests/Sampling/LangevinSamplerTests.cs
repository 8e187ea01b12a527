namespace Portolan.Geometry.Tests;

public sealed class LangevinSamplerTests
{
    private const int Chains = 64;

    private static readonly double[] Covariance = [1, 0.8, 0.8, 1];
    private static readonly GaussianField Field = new([1, -2], Covariance);

    private static double[] Starts { get; } = [.. Enumerable.Repeat(new[] { 1.0, -2.0 }, Chains).SelectMany(p => p)];

    [Fact]
    public void Adjusted_plain_chains_have_the_moments_of_the_density()
    {
        LangevinSamples samples = LangevinSampler.Sample(
            Field, Starts, new LangevinOptions { StepSize = 0.5, Samples = 2000, BurnIn = 200, IsAdjusted = true, Seed = 1 });
        samples.AcceptanceRate.ShouldBeInRange(0.4, 0.95);
        MomentsAre(samples, [1, -2], Covariance, 0.03);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Adjusted_chains_along_the_metric_have_the_moments_of_the_density(double damping)
    {
        LangevinSamples samples = LangevinSampler.Sample(
            new SteinMetric(Field, damping), Starts, new LangevinOptions { StepSize = 0.1, Samples = 4000, BurnIn = 300, IsAdjusted = true, Seed = 2 });
        samples.AcceptanceRate.ShouldBeInRange(0.2, 0.99);
        MomentsAre(samples, [1, -2], Covariance, 0.06);
    }

    [Fact]
    public void Unadjusted_plain_chains_have_their_known_bias()
    {
        // x ← (1 − h P/2) x + √h z is stationary with covariance P⁻¹ (1 − h P/4)⁻¹: (P (I − h P/4))⁻¹ in the eigenbasis (1, ±1)/√2.
        const double h = 0.2;
        double Wide(double eigenvalue) => eigenvalue / (1 - (h / (4 * eigenvalue)));
        double along = Wide(1.8);
        double across = Wide(0.2);
        LangevinSamples samples = LangevinSampler.Sample(
            Field, Starts, new LangevinOptions { StepSize = h, Samples = 4000, BurnIn = 400, Seed = 3 });
        samples.AcceptanceRate.ShouldBe(1);
        double diagonal = (along + across) / 2;
        double off = (along - across) / 2;
        MomentsAre(samples, [1, -2], [diagonal, off, off, diagonal], 0.04);
    }

    [Fact]
    public void Unadjusted_chains_along_the_metric_approach_the_density_with_small_steps()
    {
        // A wrong drift shows at once: without the divergence term the variances below would be off by a third and more.
        var field = new GaussianField([0, 0], [1, 0, 0, 1]);
        LangevinSamples samples = LangevinSampler.Sample(
            new SteinMetric(field),
            new double[2 * Chains],
            new LangevinOptions { StepSize = 0.01, Samples = 2000, BurnIn = 500, Thinning = 10, Seed = 4 });
        MomentsAre(samples, [0, 0], [1, 0, 0, 1], 0.05, bias: 0.05);
    }

    [Fact]
    public void Chains_cross_between_the_modes_of_a_mixture()
    {
        var mixture = new GaussianMixtureField([0.25, 0.75], [-1.5, 1.5], [0.5, 0.5]);
        LangevinSamples samples = LangevinSampler.Sample(
            new SteinMetric(mixture), new double[Chains], new LangevinOptions { StepSize = 0.5, Samples = 3000, BurnIn = 300, IsAdjusted = true, Seed = 5 });
        // Mean 0.25 · −1.5 + 0.75 · 1.5; variance 0.5 + 2.25 − 0.75².
        MomentsAre(samples, [0.75], [0.5 + 2.25 - 0.5625], 0.08);
    }

    [Fact]
    public void Equal_seeds_give_equal_samples_and_chains_are_their_own()
    {
        var options = new LangevinOptions { Samples = 20, BurnIn = 5, Thinning = 2, Seed = 7 };
        double[] two = LangevinSampler.Sample(Field, [0, 0, 1, 1], options).Points.ToArray();
        LangevinSampler.Sample(Field, [0, 0, 1, 1], options).Points.ToArray().ShouldBe(two);
        // The first chain is the same whatever runs beside it.
        LangevinSampler.Sample(Field, [0, 0], options).Points.ToArray().ShouldBe(two[..40]);
        two.Length.ShouldBe(80);
        LangevinSampler.Sample(Field, [0, 0], options with { Seed = 8 }).Points.ToArray().ShouldNotBe(two[..40]);
    }

    [Fact]
    public void Thinning_keeps_every_second_step()
    {
        var every = new LangevinOptions { Samples = 10, BurnIn = 0, Seed = 1 };
        double[] all = LangevinSampler.Sample(Field, [0, 0], every).Points.ToArray();
        double[] half = LangevinSampler.Sample(Field, [0, 0], every with { Samples = 5, Thinning = 2 }).Points.ToArray();
        half.ShouldBe([.. Enumerable.Range(0, 5).SelectMany(i => all[((4 * i) + 2)..((4 * i) + 4)])]);
    }

    [Fact]
    public void Chains_that_leave_say_so()
    {
        var narrow = new GaussianField([0], [1e-4]);
        GeometryException error = Should.Throw<GeometryException>(() => LangevinSampler.Sample(
            new SteinMetric(narrow), [0.1], new LangevinOptions { StepSize = 1 }));
        error.Message.ShouldContain("chain 0 has no finite score after");
        error.Hint!.ShouldContain("smaller step");
        Should.Throw<GeometryException>(() => LangevinSampler.Sample(Field, [double.NaN, 0])).Message.ShouldContain("at its start");
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => LangevinSampler.Sample(Field, [0, 0], new LangevinOptions { StepSize = 0 }));
        Should.Throw<ArgumentOutOfRangeException>(() => LangevinSampler.Sample(Field, [0, 0], new LangevinOptions { Samples = 0 }));
        Should.Throw<ArgumentOutOfRangeException>(() => LangevinSampler.Sample(Field, [0, 0], new LangevinOptions { BurnIn = -1 }));
        Should.Throw<ArgumentOutOfRangeException>(() => LangevinSampler.Sample(Field, [0, 0], new LangevinOptions { Thinning = 0 }));
        Should.Throw<ArgumentException>(() => LangevinSampler.Sample(Field, []));
        Should.Throw<ArgumentException>(() => LangevinSampler.Sample(Field, [1]));
        using var source = new CancellationTokenSource();
        source.Cancel();
        Should.Throw<OperationCanceledException>(() => LangevinSampler.Sample(Field, [0, 0], null, source.Token));
    }

    /// <summary>Means and covariances within five standard errors, which come from the spread between chains and are themselves small.</summary>
    private static void MomentsAre(LangevinSamples samples, double[] mean, double[] covariance, double largestError, double bias = 0)
    {
        int d = mean.Length;
        int count = samples.Points.Length / d / Chains;
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j <= d; j++)
            {
                // j = d stands for the mean of coordinate i.
                double[] byChain = new double[Chains];
                for (int chain = 0; chain < Chains; chain++)
                {
                    for (int k = 0; k < count; k++)
                    {
                        ReadOnlySpan<double> x = samples.Points.Slice(((chain * count) + k) * d, d);
                        byChain[chain] += (j == d ? x[i] : (x[i] - mean[i]) * (x[j] - mean[j])) / count;
                    }
                }

                double found = byChain.Average();
                double error = Math.Sqrt(byChain.Sum(v => (v - found) * (v - found)) / (Chains - 1) / Chains);
                error.ShouldBeLessThan(largestError);
                found.ShouldBe(j == d ? mean[i] : covariance[(i * d) + j], (5 * error) + bias, $"moment {i}, {j}");
            }
        }
    }
}
