using Portolan.Graph;

namespace Portolan.Vfs.Indexing;

/// <summary>The passages of a file that was read.</summary>
internal sealed class PassagesOf : Operation<Node<FileReading>, IReadOnlyList<string>>
{
    public override string Name => "vfs/passages";

    public override int Version => 1;

    public override bool Persist => false;

    public override ValueTask<IReadOnlyList<string>> InvokeAsync(Node<FileReading> input, OperationContext context, CancellationToken cancellationToken) =>
        new(context.Result(input).Passages);
}
