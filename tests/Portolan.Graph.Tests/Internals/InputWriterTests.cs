using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Portolan.Graph.Internals;

namespace Portolan.Graph.Tests.Internals;

/// <summary>The short way to a key against the serialiser.</summary>
public class InputWriterTests
{
    internal sealed record Terms(Node<int>? Left, Node<int>? Right, long Plus);

    internal record Open(int X, bool Y);

    internal sealed record Derived(int X, bool Y, int Z) : Open(X, Y);

    internal sealed record Nested(Terms? Terms, Node<int>[]? Nodes, Open Open);

    internal sealed record Renamed([property: JsonPropertyName("other")] int X, int Y);

    internal sealed record Omitting([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Node<int>? X, int Y);

    internal sealed record Tree(Tree? Left, int X);

    [Fact]
    public void Shapes_with_a_writer_have_the_serialisers_keys_and_inputs()
    {
        var graph = new TaskGraph();
        Node<int> a = graph.Call(new Number(), 1);
        Node<int> b = graph.Call(new Number(), -2);
        foreach (long number in new[] { 0, 1, -1, 42, long.MaxValue, long.MinValue })
        {
            Same(graph, number, writer: true);
            Same(graph, new Terms(a, b, number), writer: true);
        }

        Same(graph, int.MinValue, writer: true);
        Same(graph, true, writer: true);
        Same(graph, a, writer: true);
        Same<Node<int>?>(graph, null, writer: true);
        Same<Node<int>[]>(graph, [a, b, a, null!], writer: true);
        Same<Node<int>[]>(graph, [], writer: true);
        Same<Terms?>(graph, null, writer: true);
        Same(graph, new Terms(null, null, 5), writer: true);
        Same(graph, new Terms(a, a, 5), writer: true);
        Same(graph, new Open(3, false), writer: true);
        Same(graph, new Nested(new Terms(a, null, 1), [b, a], new Open(1, true)), writer: true);
        Same(graph, new Nested(null, null, new Open(1, true)), writer: true);
    }

    [Fact]
    public void Other_shapes_are_left_to_the_serialiser()
    {
        var graph = new TaskGraph();
        Node<int> a = graph.Call(new Number(), 1);
        Same(graph, new Renamed(1, 2), writer: false);
        Same(graph, new Omitting(null, 2), writer: false);
        Same(graph, new Omitting(a, 2), writer: false);
        Same(graph, new Tree(new Tree(null, 1), 2), writer: false);
        Same(graph, "text", writer: false);
        Same(graph, 1.5, writer: false);
        Same(graph, new List<Node<int>> { a }, writer: false);
    }

    [Fact]
    public void A_derived_value_is_refused_as_by_the_serialiser()
    {
        var graph = new TaskGraph();
        Should.Throw<ArgumentException>(() => graph.Call(new Step<Open, int>("x", (_, _) => 0), new Derived(1, true, 2)))
            .Message.ShouldContain("is declared as");
    }

    private static void Same<T>(TaskGraph graph, T input, bool writer)
    {
        (InputWriter<T>.Instance is not null).ShouldBe(writer, typeof(T).ToString());
        var operation = new Step<T, int>("x", (_, _) => 0);
        NodeKey expected = KeyWriter.KeyOfSerialised(graph, operation, input, out ImmutableArray<Node> expectedInputs);
        Node<int> node = graph.Call(operation, input);
        node.Key.ShouldBe(expected);
        node.Inputs.ShouldBe(expectedInputs);
    }
}
