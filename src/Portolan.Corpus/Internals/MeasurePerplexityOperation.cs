using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>The perplexities of a whole build, by language in ordinal order.</summary>
internal sealed record PerplexityMeasurement(IReadOnlyList<PerplexityDistribution> Languages, double Seconds);

/// <summary>Adds up how often each perplexity occurred in all shards, and finds percentiles and cut-offs.</summary>
/// <remarks>Memory holds each language's distinct perplexities, which have one decimal: some ten thousand for a shard, a few million for a crawl.</remarks>
internal sealed class MeasurePerplexityOperation : Operation<IReadOnlyList<Node<ShardResult>>, PerplexityMeasurement>
{
    private readonly IReadOnlyList<decimal> percentiles;
    private readonly BuildContext build;

    public MeasurePerplexityOperation(IReadOnlyList<decimal> percentiles, BuildContext build)
    {
        this.percentiles = percentiles;
        this.build = build;
    }

    public override string Name => "corpus/measure-perplexity";

    public override int Version => 1;

    public override object Parameters => percentiles;

    public override ValueTask<PerplexityMeasurement> InvokeAsync(IReadOnlyList<Node<ShardResult>> input, OperationContext context, CancellationToken cancellationToken)
    {
        long started = context.TimeProvider.GetTimestamp();
        var counts = new PerplexityCounts();
        foreach (Node<ShardResult> shard in input)
        {
            cancellationToken.ThrowIfCancellationRequested();
            PerplexityCountsFile.AddTo(counts, build.PathOf(context.Result(shard).Perplexities!.Path));
        }

        PerplexityDistribution[] languages = [.. counts.Languages.Select(l => PerplexityDistribution.Of(l, counts.Sorted(l), percentiles))];
        return ValueTask.FromResult(new PerplexityMeasurement(languages, context.TimeProvider.GetElapsedTime(started).TotalSeconds));
    }
}
