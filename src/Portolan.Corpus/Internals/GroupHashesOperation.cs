using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>Waits for the shards of a group: the one edge between n shards and p partitions, instead of n × p.</summary>
internal sealed class GroupHashesOperation : Operation<IReadOnlyList<Node<ShardResult>>, HashGroup>
{
    public override string Name => "corpus/group-hashes";

    public override int Version => 1;

    // Cheap to repeat, and its files belong to the shards.
    public override bool Persist => false;

    public override ValueTask<HashGroup> InvokeAsync(IReadOnlyList<Node<ShardResult>> input, OperationContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new HashGroup([.. input.Select(shard => context.Result(shard).Hashes!)]));
}
