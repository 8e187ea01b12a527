using Portolan.Corpus.Sources;
using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>A shard after the pass before, the verdicts on its lines, and its number among the shards they were reached over.</summary>
/// <param name="Shard">The pass before.</param>
/// <param name="Verdicts">The verdicts.</param>
/// <param name="Number">Number of the shard in its group.</param>
/// <param name="Replays">The input file to make the documents from again, or null when they were stored.</param>
internal sealed record ContinueShardInput(Node<ShardResult> Shard, Node<VerdictSet> Verdicts, int Number, string? Replays);

/// <summary>Removes duplicate lines from a shard's documents and takes the rest through the next stages.</summary>
internal sealed class ContinueShardOperation : Operation<ContinueShardInput, ShardResult>
{
    private readonly PipelineSegment segment, previous;
    private readonly BuildContext build;
    private readonly IReadOnlyDictionary<string, InputFile> inputs;

    public ContinueShardOperation(PipelineSegment segment, PipelineSegment previous, BuildContext build, IReadOnlyDictionary<string, InputFile> inputs)
    {
        this.segment = segment;
        this.previous = previous;
        this.build = build;
        this.inputs = inputs;
    }

    public override string Name => "corpus/continue-shard";

    public override int Version => 1;

    public override object Parameters => segment.Parameters;

    public override ValueTask<ShardResult> InvokeAsync(ContinueShardInput input, OperationContext context, CancellationToken cancellationToken)
    {
        ShardResult shard = context.Result(input.Shard);
        VerdictSet set = context.Result(input.Verdicts);
        using IDocumentSource source = input.Replays is { } name
            ? new ReplaySource(previous.CreateFilters(build), previous.OpenInput(inputs[name], cancellationToken), shard.Input!)
            : new WorkSource(build.PathOf(shard.Documents!.Path));
        long total = shard.Documents?.Length ?? shard.Input!.Bytes;
        using var verdicts = new LineVerdicts(
            build.PathOf(shard.Routes!.Path), [.. set.Partitions.Select(p => build.PathOf(p.Path))], input.Number, set.ShardCount);
        return ValueTask.FromResult(segment.Run(
            build, context.Key, source, verdicts, keepsDocuments: true, done => context.Report(done, total, "bytes"), cancellationToken));
    }
}
