using Portolan.Graph.Drawing;

namespace Portolan.Graph.Tests.Drawing;

/// <summary>The graphs that drawings are looked at for.</summary>
internal static class SamplePlans
{
    public static readonly Resource Model = new("openai/gpt-4o-mini");

    private static readonly Step<Node<string>, string> Complete = new("complete", (input, context) => context.Result(input)) { On = Model };

    private static readonly Step<string, string> Read = new("read", (input, _) => input) { On = Resource.Disk };

    private static readonly Step<Node<string>, string> Clean = new("clean", (input, context) => context.Result(input));

    private static readonly Step<Node<string>[], string> Join = new("join", (input, context) => string.Concat(input.Select(context.Result)));

    public static GraphPlan Chain()
    {
        var graph = new TaskGraph();
        Node<string> read = graph.Call(Read, "a.txt", "read a.txt");
        Node<string> clean = graph.Call(Clean, read);
        return GraphPlan.Create(graph, [graph.Call(Complete, clean)]);
    }

    public static GraphPlan Diamond()
    {
        var graph = new TaskGraph();
        Node<string> top = graph.Call(Read, "a.txt");
        Node<string> left = graph.Call(Clean, top), right = graph.Call(Complete, top, "ask the model");
        Node<string> join = graph.Call(Join, [left, right]);

        // An edge over two layers.
        return GraphPlan.Create(graph, [graph.Call(Join, [join, top], "report")]);
    }

    public static GraphPlan Fan(int count)
    {
        (TaskGraph graph, _, Node<string> join) = FanGraph(count);
        return GraphPlan.Create(graph, [join]);
    }

    /// <summary>A fan whose completions are planned as batches.</summary>
    public static GraphDrawing Batches(int count, int size, GraphDrawingOptions? options = null)
    {
        (TaskGraph graph, Node<string>[] completions, Node<string> join) = FanGraph(count);
        return GraphDrawing.Of(GraphPlan.Create(graph, [join]).WithBatches([.. completions.Chunk(size).Select(batch => new PlannedBatch(Complete, [.. batch], 0))]), options);
    }

    /// <summary>A map over a list of unknown length, of whose results one of two things is made.</summary>
    public static GraphPlan Map()
    {
        var graph = new TaskGraph();
        Node<IReadOnlyList<string>> lines = graph.Call(new Step<string, IReadOnlyList<string>>("read-lines", (_, _) => []) { On = Resource.Disk }, "a.txt", "lines of a.txt");
        Node<IReadOnlyList<string>> answers = graph.Map(lines, line => graph.Call(Complete, graph.Call(Clean, line)), "each line");
        Node<bool> isEnough = graph.Call(new Step<Node<IReadOnlyList<string>>, bool>("count", (_, _) => true), answers);
        Node<string> result = graph.If(
            isEnough,
            () => graph.Call(new Step<Node<IReadOnlyList<string>>, string>("report", (_, _) => ""), answers),
            () => graph.Call(new Step<Node<IReadOnlyList<string>>, string>("complain", (_, _) => ""), answers),
            "enough?");
        return GraphPlan.Create(graph, [result]);
    }

    /// <summary>Labels with everything that some language gives a meaning to.</summary>
    public static GraphPlan Awkward()
    {
        var graph = new TaskGraph();
        string[] labels =
        [
            "say \"hi\" \\ back", "<b>bold</b> & more", "line\nfeed\tand\rreturn", "end", "1. first", "- item", "`code` **strong** _em_", "a[b]{c}(d)|e|;#x",
            "%%comment", "größer als 日本語 😀", "half \uD83D of a pair", new string('w', 90), "\u0000\u0007",
        ];
        Node<string>[] nodes = [.. labels.Select((label, i) => graph.Call(Read, $"{i}", label))];
        return GraphPlan.Create(graph, [graph.Call(Join, nodes)]);
    }

    private static (TaskGraph Graph, Node<string>[] Completions, Node<string> Join) FanGraph(int count)
    {
        var graph = new TaskGraph();
        Node<string>[] completions = [.. Enumerable.Range(1, count).Select(i => graph.Call(Complete, graph.Call(Clean, graph.Value($"line {i}"))))];
        return (graph, completions, graph.Call(Join, completions, "write out.jsonl"));
    }
}
