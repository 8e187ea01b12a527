using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>The partitions of a group with its size.</summary>
internal sealed record GroupVerdictsInput(int ShardCount, IReadOnlyList<Node<PartitionResult>> Partitions);

/// <summary>Waits for the partitions of a group.</summary>
internal sealed class GroupVerdictsOperation : Operation<GroupVerdictsInput, VerdictSet>
{
    public override string Name => "corpus/group-verdicts";

    public override int Version => 1;

    public override ValueTask<VerdictSet> InvokeAsync(GroupVerdictsInput input, OperationContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new VerdictSet(input.ShardCount, [.. input.Partitions.Select(p => context.Result(p).Verdicts)]));
}
