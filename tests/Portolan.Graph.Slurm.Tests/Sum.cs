namespace Portolan.Graph.Slurm.Tests;

internal sealed record SumInput(int Salt, IReadOnlyList<Node<long>> Parts);

/// <summary>Mixes a number with the results of its parts; what it does besides is up to the test.</summary>
internal sealed class Sum(string name = "test/sum", bool persist = true, Action<SumInput, OperationContext>? before = null) : Operation<SumInput, long>
{
    public override string Name => name;

    public override int Version => 1;

    public override bool Persist => persist;

    public override ValueTask<long> InvokeAsync(SumInput input, OperationContext context, CancellationToken cancellationToken)
    {
        before?.Invoke(input, context);
        long sum = input.Salt;
        foreach (Node<long> part in input.Parts)
        {
            sum = unchecked((sum * 31) + context.Result(part));
        }

        return new ValueTask<long>(sum);
    }
}
