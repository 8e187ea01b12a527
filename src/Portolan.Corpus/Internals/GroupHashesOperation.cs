using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>Waits for the shards of a group: the one edge between n shards and p partitions, instead of n × p.</summary>
/// <remarks>Its result is stored, so that a task of a cluster reads one list instead of the results of all shards.</remarks>
internal sealed class GroupHashesOperation : Operation<IReadOnlyList<Node<ShardResult>>, HashGroup>
{
    public override string Name => "corpus/group-hashes";

    public override int Version => 1;

    public override ValueTask<HashGroup> InvokeAsync(IReadOnlyList<Node<ShardResult>> input, OperationContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new HashGroup([.. input.Select(shard => context.Result(shard).Hashes!)]));
}
