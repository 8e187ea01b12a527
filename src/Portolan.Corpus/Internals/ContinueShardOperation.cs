using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>A shard after the pass before, the verdicts on its lines, and its number among the shards they were reached over.</summary>
internal sealed record ContinueShardInput(Node<ShardResult> Shard, Node<VerdictSet> Verdicts, int Number);

/// <summary>Removes duplicate lines from a shard's documents and takes the rest through the next stages.</summary>
internal sealed class ContinueShardOperation : Operation<ContinueShardInput, ShardResult>
{
    private readonly PipelineSegment segment;
    private readonly BuildContext build;

    public ContinueShardOperation(PipelineSegment segment, BuildContext build)
    {
        this.segment = segment;
        this.build = build;
    }

    public override string Name => "corpus/continue-shard";

    public override int Version => 1;

    public override object Parameters => segment.Parameters;

    public override ValueTask<ShardResult> InvokeAsync(ContinueShardInput input, OperationContext context, CancellationToken cancellationToken)
    {
        ShardResult shard = context.Result(input.Shard);
        VerdictSet set = context.Result(input.Verdicts);
        using var source = new WorkSource(build.PathOf(shard.Documents!.Path));
        using var verdicts = new LineVerdicts(
            build.PathOf(shard.Routes!.Path), [.. set.Partitions.Select(p => build.PathOf(p.Path))], input.Number, set.ShardCount);
        using IDocumentSink sink = segment.CreateSink(build, context.Key);
        return ValueTask.FromResult(new StagePipeline().Run(
            segment.First.Name,
            source,
            verdicts,
            segment.CreateFilters(build),
            sink,
            segment.IsLast,
            done => context.Report(done, shard.Documents.Length, "bytes"),
            cancellationToken));
    }
}
