using System.Text.Json;
using Portolan.Graph.Backends.Prompts;

namespace Portolan.Graph.Backends.Flows;

/// <summary>A <see cref="ComputeStep"/> as a call of the graph. It is cheaper to compute than to keep.</summary>
internal sealed class ComputeOperation(ComputeStep step) : Operation<NamedValues, JsonElement>
{
    private object? parameters;

    public override string Name { get; } = "flow/compute";

    public override int Version => 1;

    public override object? Parameters => parameters ??= new { step.Kind, step.ForEach, step.Definition };

    public override bool Persist => false;

    public override ValueTask<JsonElement> InvokeAsync(NamedValues input, OperationContext context, CancellationToken cancellationToken) =>
        new(step.Run(input.Resolve(context)));
}
