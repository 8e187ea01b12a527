using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>The value of a reply: its text, or with a schema the JSON that it is.</summary>
internal sealed class ReplyOperation(bool isJson) : Operation<Node<Completion>, JsonElement>
{
    public static ReplyOperation Text { get; } = new(isJson: false);

    public static ReplyOperation Json { get; } = new(isJson: true);

    public override string Name => "flow/reply";

    public override int Version => 1;

    public override object? Parameters { get; } = isJson;

    public override bool Persist => false;

    public override ValueTask<JsonElement> InvokeAsync(Node<Completion> input, OperationContext context, CancellationToken cancellationToken)
    {
        string text = context.Result(input).Text;
        return new(isJson ? new JsonReplyParser().Parse(text) : JsonValues.Text(text));
    }
}
