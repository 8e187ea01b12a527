namespace Portolan.Graph.Backends.Prompts;

/// <summary>Renders a prompt when the nodes among its variables have their results.</summary>
internal sealed class RenderOperation(Prompt prompt) : Operation<NamedValues, string>
{
    public override string Name => "prompt/render";

    public override int Version => 1;

    // The text is the whole identity: a file that moved renders the same.
    public override object? Parameters { get; } = prompt.Template;

    public override bool Persist => false;

    public override ValueTask<string> InvokeAsync(NamedValues input, OperationContext context, CancellationToken cancellationToken) =>
        new(prompt.Render(input.Resolve(context)));
}
