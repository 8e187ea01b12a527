using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Portolan.Graph.Internals;

/// <summary>Computes keys: the SHA-256 of <c>[name,version,parameters,input]</c> as compact JSON.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The JSON writer owns nothing but a reference to the buffer beside it.")]
internal sealed class KeyWriter
{
    // Up to here a scan for repeated nodes is cheaper than a set.
    private const int ScannedNodes = 16;

    // A scratch that an exceptionally large input has grown is not kept.
    private const int KeptBufferBytes = 1 << 20;

    [ThreadStatic]
    private static KeyWriter? spare;

    [ThreadStatic]
    private static KeyWriter? current;

    private readonly ArrayBufferWriter<byte> buffer = new(512);
    private readonly Utf8JsonWriter json;
    private readonly List<Node> nodes = [];
    private readonly HashSet<Node> seen = [];
    private TaskGraph? graph;
    private Func<Node, NodeKey>? keyOf;

    private KeyWriter() => json = new Utf8JsonWriter(buffer, GraphJson.WriterOptions);

    /// <summary>The key of a call, and the nodes in its input.</summary>
    public static NodeKey KeyOf<TIn, TOut>(TaskGraph graph, Operation<TIn, TOut> operation, TIn input, out ImmutableArray<Node> inputs) =>
        KeyOf(graph, null, operation, input, out inputs);

    /// <summary>The key of a call if the nodes in its input had other keys.</summary>
    public static NodeKey KeyWith<TIn>(Operation operation, TIn input, Func<Node, NodeKey> keyOf) => KeyOf(null, keyOf, operation, input, out _);

    /// <summary>The key of <see cref="TaskGraph.Value"/>.</summary>
    public static NodeKey KeyOfValue<T>(T value) => KeyOf(null, null, ValueOperation<T>.Instance, value, out _);

    /// <summary>The key of what stands for an element of a mapped list, by the number of bodies around it.</summary>
    public static NodeKey KeyOfElement(int depth) => KeyOf(null, null, StructureOperation.Element, depth, out _);

    /// <summary>The key of a map or conditional: its input is an object of nodes.</summary>
    public static NodeKey KeyOfStructure(Operation operation, params ReadOnlySpan<(string Name, NodeKey Key)> parts)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        buffer.Write(operation.KeyPrefix);
        using var json = new Utf8JsonWriter(buffer, GraphJson.WriterOptions);
        json.WriteStartObject();
        foreach ((string name, NodeKey key) in parts)
        {
            json.WritePropertyName(name);
            WriteKey(json, key);
        }

        json.WriteEndObject();
        json.Flush();
        buffer.Write("]"u8);
        return NodeKey.OfContent(buffer.WrittenSpan);
    }

    private static NodeKey KeyOf<TIn>(TaskGraph? graph, Func<Node, NodeKey>? keyOf, Operation operation, TIn input, out ImmutableArray<Node> inputs)
    {
        byte[] prefix = operation.KeyPrefix;

        // A getter of the input may itself call; then the inner call finds no spare and makes its own.
        KeyWriter writer = spare ?? new KeyWriter();
        KeyWriter? outer = current;
        spare = null;
        current = writer;
        try
        {
            writer.graph = graph;
            writer.keyOf = keyOf;
            return writer.Compute(operation, prefix, input, out inputs);
        }
        finally
        {
            current = outer;
            if (writer.Reset())
            {
                spare = writer;
            }
        }
    }

    /// <summary>The bytes with which the hashed text of every call of an operation begins.</summary>
    public static byte[] PrefixOf(Operation operation)
    {
        if (string.IsNullOrEmpty(operation.Name))
        {
            throw new ArgumentException($"operation {operation.GetType()} has no name", nameof(operation));
        }

        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, GraphJson.WriterOptions);
        try
        {
            json.WriteStartArray();
            json.WriteStringValue(operation.Name);
            json.WriteNumberValue(operation.Version);
            if (operation.Parameters is { } parameters)
            {
                JsonSerializer.Serialize(json, parameters, GraphJson.Options.GetTypeInfo(parameters.GetType()));
            }
            else
            {
                json.WriteNullValue();
            }
        }
        catch (Exception e) when (IsSerialisation(e))
        {
            throw new ArgumentException($"the parameters of operation {operation.Name} cannot be part of a key: {e.Message}", nameof(operation), e);
        }

        json.Flush();
        return [.. buffer.WrittenSpan, (byte)','];
    }

    /// <summary>Called by the converter for each node that the serialiser meets.</summary>
    public static void WriteNode(Utf8JsonWriter writer, Node node)
    {
        if (current is not { } collector || !ReferenceEquals(collector.json, writer))
        {
            throw new NotSupportedException($"node {node} can be part of an input, not of parameters or of a result");
        }

        WriteKey(writer, collector.Note(node));
    }

    /// <summary>Notes a dependency and gives the key that stands for it.</summary>
    private NodeKey Note(Node node)
    {
        if (keyOf is not null)
        {
            return keyOf(node);
        }

        if (graph is null)
        {
            throw new NotSupportedException($"node {node} is part of a value; values and elements of mapped lists are plain data");
        }

        graph.CheckOwn(node, "input");
        Collect(node);
        return node.Key;
    }

    private static void WriteKey(Utf8JsonWriter writer, NodeKey key)
    {
        Span<byte> hex = stackalloc byte[NodeKey.ByteCount * 2];
        key.WriteHex(hex);
        writer.WriteStartObject();
        writer.WriteString("$node"u8, hex);
        writer.WriteEndObject();
    }

    private static bool IsSerialisation(Exception e) => e is JsonException or NotSupportedException or InvalidOperationException;

    private NodeKey Compute<TIn>(Operation operation, byte[] prefix, TIn input, out ImmutableArray<Node> inputs)
    {
        buffer.Write(prefix);
        try
        {
            JsonSerializer.Serialize(json, input, InputType<TIn>.Info);
            json.Flush();
        }
        catch (Exception e) when (IsSerialisation(e))
        {
            throw new ArgumentException($"the input of operation {operation.Name} cannot be part of a key: {e.Message}", nameof(input), e);
        }

        buffer.Write("]"u8);
        inputs = [.. nodes];
        return NodeKey.OfContent(buffer.WrittenSpan);
    }

    private void Collect(Node node)
    {
        if (nodes.Count < ScannedNodes)
        {
            if (nodes.Contains(node))
            {
                return;
            }
        }
        else
        {
            if (nodes.Count == ScannedNodes && seen.Count == 0)
            {
                seen.UnionWith(nodes);
            }

            if (!seen.Add(node))
            {
                return;
            }
        }

        nodes.Add(node);
    }

    private bool Reset()
    {
        graph = null;
        keyOf = null;
        nodes.Clear();
        seen.Clear();
        buffer.ResetWrittenCount();
        json.Reset(buffer);
        return buffer.Capacity <= KeptBufferBytes;
    }

    private static class InputType<TIn>
    {
        private static JsonTypeInfo<TIn>? info;

        // Not a static initialiser: its exception would come wrapped, and only the first time.
        public static JsonTypeInfo<TIn> Info => info ??= (JsonTypeInfo<TIn>)GraphJson.Options.GetTypeInfo(typeof(TIn));
    }
}
