using System.Text.Json.Serialization;
using Portolan.Corpus.Deduplication;
using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>One partition of the hash space, over one group of shards.</summary>
internal sealed record PartitionInput(Node<HashGroup> Hashes, int Partition, int Partitions);

/// <summary>The verdict file of a partition.</summary>
internal sealed record PartitionResult(WorkFile Verdicts, double Seconds) : IHasFiles
{
    [JsonIgnore]
    public IReadOnlyList<ResultFile> Files => [new ResultFile(Verdicts.Path, Verdicts.Length)];
}

/// <summary>Finds the repeated lines among those whose hash begins with the partition's bits.</summary>
internal sealed class PartitionOperation : Operation<PartitionInput, PartitionResult>
{
    private readonly DedupMode mode;
    private readonly BuildContext build;

    public PartitionOperation(DedupMode mode, BuildContext build)
    {
        this.mode = mode;
        this.build = build;
    }

    public override string Name => "corpus/deduplicate-partition";

    public override int Version => 1;

    // The memory bound is not among them: it changes the way, not the result.
    public override object Parameters => mode.ToString();

    public override ValueTask<PartitionResult> InvokeAsync(PartitionInput input, OperationContext context, CancellationToken cancellationToken)
    {
        long started = context.TimeProvider.GetTimestamp();
        HashGroup group = context.Result(input.Hashes);
        string path = BuildContext.WorkPath(context.Key, "verdicts");
        var deduplicator = new PartitionDeduplicator(mode, input.Partition, input.Partitions, build.TableBytes);
        long length = deduplicator.Run([.. group.Hashes.Select(h => build.PathOf(h.Path))], build.PathOf(path), cancellationToken);
        return ValueTask.FromResult(new PartitionResult(new WorkFile(path, length), context.TimeProvider.GetElapsedTime(started).TotalSeconds));
    }
}
