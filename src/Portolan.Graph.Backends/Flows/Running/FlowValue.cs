using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>The value of a field, a variable or a step: known already, or the result of a node.</summary>
internal readonly record struct FlowValue(JsonElement Known, Node<JsonElement>? Node)
{
    public static FlowValue Of(JsonElement known) => new(known, null);

    public static FlowValue Of(Node<JsonElement> node) => new(default, node);
}
