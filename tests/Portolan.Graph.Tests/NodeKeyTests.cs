using System.Security.Cryptography;
using System.Text;

namespace Portolan.Graph.Tests;

public class NodeKeyTests
{
    private sealed record Settings(int Scale, string Name);

    private sealed record Input(string Label, IReadOnlyList<Node<int>> Parts, double Ratio);

    private class Shape
    {
        public int Size { get; init; }
    }

    private sealed class Circle : Shape
    {
        public int Radius { get; init; }
    }

    private sealed class Opaque(int value)
    {
        public int GetValue() => value;
    }

    // Both values come from Python's hashlib over the text that docs/formats/result-store.md specifies.
    [Fact]
    public void Key_of_a_plain_input_is_the_digest_in_the_specification()
    {
        new TaskGraph().Call(new Number(), 5).Key.ToString()
            .ShouldBe("d14a89db5ebbaeb28aa6d1093ac5c0d96fe00f2ded0384e9f79c8e1c9572006f");
    }

    [Fact]
    public void Key_of_a_record_with_nodes_and_parameters_is_the_digest_in_the_specification()
    {
        var graph = new TaskGraph();
        Node<int> five = graph.Call(new Number(), 5);
        var sum = new Sum(3, new Settings(2, "é\"<>&"));
        graph.Call(sum, new Input("x", [five, graph.Call(new Number(), 5)], 0.5)).Key.ToString()
            .ShouldBe("a5448ffa10bf854d25d9672d23b373e38367218e14d6d6194391d632da51a2e6");
    }

    [Fact]
    public void Key_is_the_SHA256_of_the_documented_text()
    {
        string text = "[\"number\",7,{\"Scale\":1,\"Name\":\"a\"},-3]";
        new TaskGraph().Call(new Number("number", 7, new Settings(1, "a")), -3).Key.ToString()
            .ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    [Fact]
    public void Equal_work_has_equal_keys_in_different_graphs()
    {
        NodeKey First()
        {
            var graph = new TaskGraph();
            return graph.Call(new Sum(1, null), new Input("a", [graph.Call(new Number(), 1, "any label")], 1)).Key;
        }

        First().ShouldBe(First());
    }

    [Fact]
    public void Name_version_parameters_and_input_each_change_the_key()
    {
        var graph = new TaskGraph();
        NodeKey[] keys =
        [
            graph.Call(new Number("a", 1, null), 1).Key,
            graph.Call(new Number("b", 1, null), 1).Key,
            graph.Call(new Number("a", 2, null), 1).Key,
            graph.Call(new Number("a", 1, new Settings(1, "x")), 1).Key,
            graph.Call(new Number("a", 1, new Settings(2, "x")), 1).Key,
            graph.Call(new Number("a", 1, null), 2).Key,
            graph.Call(new Step<string, int>("a", (_, _) => 0), "1").Key,
            graph.Call(new Step<string?, int>("a", (_, _) => 0), null).Key,
        ];
        keys.Distinct().Count().ShouldBe(keys.Length);
    }

    [Fact]
    public void A_change_far_up_changes_every_key_below_it()
    {
        NodeKey Last(int seed)
        {
            var graph = new TaskGraph();
            Node<int> node = graph.Call(new Number(), seed);
            var pass = new Step<Node<int>, int>("pass", (input, context) => context.Result(input));
            for (int i = 0; i < 5; i++)
            {
                node = graph.Call(pass, node);
            }

            return node.Key;
        }

        Last(1).ShouldNotBe(Last(2));
    }

    [Fact]
    public void A_node_and_a_text_with_its_key_are_different_inputs()
    {
        var graph = new TaskGraph();
        Node<int> node = graph.Call(new Number(), 1);
        NodeKey ofNode = graph.Call(new Step<Node<int>, int>("x", (_, _) => 0), node).Key;
        graph.Call(new Step<string, int>("x", (_, _) => 0), node.Key.ToString()).Key.ShouldNotBe(ofNode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100)]
    public void Inputs_are_collected_once_in_order_of_appearance(int count)
    {
        var graph = new TaskGraph();
        Node<int>[] parts = [.. Enumerable.Range(0, count).Select(i => graph.Call(new Number(), i))];
        Node all = graph.Call(new Step<Node<int>[], int>("all", (_, _) => 0), [.. parts, .. parts.Reverse()]);
        all.Inputs.ShouldBe(parts);
    }

    [Fact]
    public void A_very_large_input_leaves_keys_of_later_calls_right()
    {
        var text = new Step<string, int>("text", (_, _) => 0);
        NodeKey before = new TaskGraph().Call(text, "small").Key;
        new TaskGraph().Call(text, new string('x', 3 << 20)).Key.ShouldNotBe(before);
        new TaskGraph().Call(text, "small").Key.ShouldBe(before);
    }

    [Fact]
    public void What_JSON_would_lose_is_refused()
    {
        var graph = new TaskGraph();
        Should.Throw<ArgumentException>(() => graph.Call(new Step<Shape, int>("x", (_, _) => 0), new Circle()))
            .Message.ShouldContain("declared as");
        Should.Throw<ArgumentException>(() => graph.Call(new Step<Opaque, int>("x", (_, _) => 0), new Opaque(1)))
            .Message.ShouldContain("no public property");
        Should.Throw<ArgumentException>(() => graph.Call(new Step<Action, int>("x", (_, _) => 0), () => { }))
            .Message.ShouldContain("operation x");
        Should.Throw<ArgumentException>(() => graph.Call(new Number("x", 1, new Opaque(1)), 1))
            .Message.ShouldContain("parameters of operation x");
        graph.Nodes.ShouldBeEmpty();
    }

    [Fact]
    public void A_refused_input_leaves_keys_of_later_calls_right()
    {
        var graph = new TaskGraph();
        NodeKey before = graph.Call(new Number(), 5).Key;
        Should.Throw<ArgumentException>(() => graph.Call(new Step<object[], int>("x", (_, _) => 0), ["text", new Opaque(1)]));
        graph.Call(new Number(), 5).Key.ShouldBe(before);
    }

    [Fact]
    public void Parameters_cannot_contain_nodes()
    {
        var graph = new TaskGraph();
        Node<int> node = graph.Call(new Number(), 1);
        Should.Throw<ArgumentException>(() => graph.Call(new Number("x", 1, node), 1)).Message.ShouldContain("not of parameters");
    }

    [Fact]
    public void Text_round_trips_and_sorts_like_the_key()
    {
        NodeKey[] keys = [.. Enumerable.Range(0, 50).Select(i => new TaskGraph().Call(new Number(), i).Key)];
        keys.Select(key => NodeKey.Parse(key.ToString())).ShouldBe(keys);
        keys.Order().Select(key => key.ToString()).ShouldBe(keys.Select(key => key.ToString()).Order(StringComparer.Ordinal));
        Should.Throw<FormatException>(() => NodeKey.Parse("abc"));
        Should.Throw<FormatException>(() => NodeKey.Parse(new string('g', 64)));
        default(NodeKey).ToString().ShouldBe(new string('0', 64));
    }

    private sealed class Sum(int version, Settings? settings) : Operation<Input, int>
    {
        public override string Name => "sum";

        public override int Version => version;

        public override object? Parameters => settings;

        public override ValueTask<int> InvokeAsync(Input input, OperationContext context, CancellationToken cancellationToken) =>
            new(input.Parts.Sum(context.Result));
    }
}
