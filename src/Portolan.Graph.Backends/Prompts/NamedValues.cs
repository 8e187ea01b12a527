using System.Text.Json;

namespace Portolan.Graph.Backends.Prompts;

/// <summary>Values with names; sorted, because the order enters the key.</summary>
/// <param name="Values">Those whose values are known.</param>
/// <param name="Nodes">Those that are results of nodes.</param>
internal sealed record NamedValues(SortedDictionary<string, JsonElement> Values, SortedDictionary<string, Node<JsonElement>> Nodes)
{
    public NamedValues()
        : this(new(StringComparer.Ordinal), new(StringComparer.Ordinal))
    {
    }

    /// <summary>All values, when the nodes have their results.</summary>
    public Dictionary<string, JsonElement> Resolve(OperationContext context)
    {
        var values = new Dictionary<string, JsonElement>(Values, StringComparer.Ordinal);
        foreach ((string name, Node<JsonElement> node) in Nodes)
        {
            values.Add(name, context.Result(node));
        }

        return values;
    }
}
