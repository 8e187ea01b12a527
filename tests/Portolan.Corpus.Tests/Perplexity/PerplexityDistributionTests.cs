using Portolan.Corpus.Filters.Perplexity;
using Portolan.Corpus.Internals;
using Portolan.Corpus.Reports;

namespace Portolan.Corpus.Tests.Perplexity;

public sealed class PerplexityDistributionTests
{
    [Theory]
    [InlineData(1, 0, 0, 1)]
    [InlineData(2, 0, 1, 1)]
    [InlineData(3, 1, 1, 1)]
    [InlineData(4, 1, 1, 2)]
    [InlineData(5, 1, 2, 2)]
    [InlineData(9, 3, 3, 3)]
    [InlineData(100, 33, 33, 34)]
    [InlineData(1001, 333, 334, 334)]
    public void Thirds_of_different_perplexities_differ_by_one_at_most(int documents, int head, int middle, int tail) =>
        Sizes(Enumerable.Range(1, documents).Select(i => i / 10.0), []).ShouldBe((head, middle, tail));

    [Theory]
    [InlineData(new double[] { 5, 5, 5, 5, 5, 5 }, 0, 0, 6)]
    [InlineData(new double[] { 1, 5, 5, 5, 5, 9 }, 1, 0, 5)]
    [InlineData(new double[] { 1, 1, 1, 5, 9, 9 }, 0, 4, 2)]
    [InlineData(new double[] { 1, 1, 2, 2, 3, 3 }, 2, 2, 2)]
    [InlineData(new double[] { 1, 2, 2, 2, 2, 2, 2, 2, 3 }, 1, 0, 8)]
    public void Equal_perplexities_stay_together(double[] values, int head, int middle, int tail) => Sizes(values, []).ShouldBe((head, middle, tail));

    [Fact]
    public void A_percentile_is_what_counting_says()
    {
        var random = new Random(7);
        for (int round = 0; round < 200; round++)
        {
            double[] values = [.. Enumerable.Range(0, random.Next(1, 400)).Select(_ => random.Next(10, 40 + round * 5) / 10.0)];
            PerplexityDistribution measured = Measure(values, [30, 60.5m]);
            double[] sorted = [.. values.Order()];
            measured.Documents.ShouldBe(values.Length);
            for (int p = 0; p <= 100; p++)
            {
                measured.Percentiles[p].ShouldBe(sorted[Math.Min(values.Length - 1, values.Length * p / 100)]);
                values.Count(v => v < measured.Percentiles[p]).ShouldBeLessThanOrEqualTo(values.Length * p / 100);
            }

            measured.Cutoffs.ShouldBe(new BucketCutoffs(sorted[Math.Min(values.Length - 1, values.Length * 30 / 100)], sorted[Math.Min(values.Length - 1, values.Length * 605 / 1000)]));
            measured.Bins.Sum().ShouldBe(values.Length);
            measured.Bins[0].ShouldBe(values.Count(v => LanguagePerplexity.BinOf(v) == measured.FirstBin));
        }
    }

    [Theory]
    [InlineData(99.9, "head")]
    [InlineData(100, "middle")]
    [InlineData(100.1, "middle")]
    [InlineData(199.9, "middle")]
    [InlineData(200, "tail")]
    [InlineData(200.1, "tail")]
    public void A_cutoff_belongs_to_the_bucket_above_it(double perplexity, string bucket) => new BucketCutoffs(100, 200).BucketOf(perplexity).ShouldBe(bucket);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.5, 0)]
    [InlineData(1.1, 0)]
    [InlineData(1.2, 1)]
    [InlineData(9.9, 19)]
    [InlineData(10, 20)]
    [InlineData(1000, 60)]
    [InlineData(double.MaxValue, 6165)]
    public void Twenty_bins_make_a_factor_of_ten(double perplexity, int bin) => LanguagePerplexity.BinOf(perplexity).ShouldBe(bin);

    private static PerplexityDistribution Measure(IEnumerable<double> values, IReadOnlyList<decimal> percentiles)
    {
        var counts = new PerplexityCounts();
        foreach (double value in values)
        {
            counts.Add("en", value);
        }

        return PerplexityDistribution.Of("en", counts.Sorted("en"), percentiles);
    }

    private static (int Head, int Middle, int Tail) Sizes(IEnumerable<double> values, IReadOnlyList<decimal> percentiles)
    {
        double[] all = [.. values];
        BucketCutoffs cutoffs = Measure(all, percentiles).Cutoffs;
        int Count(string bucket) => all.Count(v => cutoffs.BucketOf(v) == bucket);
        return (Count("head"), Count("middle"), Count("tail"));
    }
}
