using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portolan.Graph.Internals;

/// <summary>Writes a node inside an input as <c>{"$node":"key"}</c> and notes it as a dependency.</summary>
internal sealed class NodeConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeof(Node).IsAssignableFrom(typeToConvert);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(NodeConverter<>).MakeGenericType(typeToConvert))!;

    private sealed class NodeConverter<TNode> : JsonConverter<TNode>
        where TNode : Node
    {
        public override TNode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("nodes are parts of inputs; a result cannot contain one");

        public override void Write(Utf8JsonWriter writer, TNode value, JsonSerializerOptions options) =>
            KeyWriter.WriteNode(writer, value);
    }
}
