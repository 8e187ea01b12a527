using Portolan.Corpus.Filters.Perplexity;
using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>A shard that was scored, and what all shards' scores say of the cut-offs.</summary>
internal sealed record AssignBucketsInput(Node<ShardResult> Shard, Node<PerplexityMeasurement> Measurement);

/// <summary>Gives a shard's documents their buckets and takes them through the next stages.</summary>
internal sealed class AssignBucketsOperation : Operation<AssignBucketsInput, ShardResult>
{
    private readonly PipelineSegment segment;
    private readonly BuildContext build;

    public AssignBucketsOperation(PipelineSegment segment, BuildContext build)
    {
        this.segment = segment;
        this.build = build;
    }

    public override string Name => "corpus/assign-buckets";

    public override int Version => 1;

    public override object Parameters => segment.Parameters;

    public override ValueTask<ShardResult> InvokeAsync(AssignBucketsInput input, OperationContext context, CancellationToken cancellationToken)
    {
        ShardResult shard = context.Result(input.Shard);
        Dictionary<string, BucketCutoffs> cutoffs = context.Result(input.Measurement).Languages.ToDictionary(l => l.Language, l => l.Cutoffs, StringComparer.Ordinal);
        using IDocumentSource source = new BucketSource(new WorkSource(build.PathOf(shard.Documents!.Path)), cutoffs);
        long total = shard.Documents.Length;
        return ValueTask.FromResult(segment.Run(
            build, context.Key, source, verdicts: null, keepsDocuments: true, done => context.Report(done, total, "bytes"), cancellationToken));
    }
}
