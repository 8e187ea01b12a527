using System.CommandLine;
using Portolan.Cli.Settings;
using Portolan.Graph;
using Portolan.Graph.Backends;
using Portolan.Graph.Backends.Flows;
using Portolan.Graph.Drawing;
using Portolan.Storage;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan graph show</c>: a flow as a picture, before and after the optimiser.</summary>
internal sealed class GraphShowCommand : Verb
{
    private readonly Argument<string> flow = GraphSettings.Flow();
    private readonly Setting<string?> input = Setting.Text("--input", "file", "The data, to draw the graph of its first lines; without it, of one made-up line.");
    private readonly Setting<int> limit = Setting.Integer("--limit", "count", "Lines to draw.", 5, 1, 1_000_000);
    private readonly Setting<string[]> assignments = GraphSettings.Assignments();
    private readonly Setting<string> format = Setting.Choice("--format", "How to draw: for Graphviz, for Markdown, or a picture that stands alone.", ["dot", "mermaid", "svg"], "dot");
    private readonly Setting<bool> before = Setting.Flag("--before", "Draw the graph as it was described, alone.");
    private readonly Setting<bool> after = Setting.Flag("--after", "Draw the graph as it will run, alone.");
    private readonly Setting<string?> output = Setting.Text("--output", "file", "Where the drawing goes.", "standard output");

    public GraphShowCommand()
        : base("show", "Draws the graph of a flow before and after optimisation.")
    {
        Add(flow);
        Add(input);
        Add(limit);
        Add(assignments);
        Add(format);
        Add(before);
        Add(after);
        Add(output);
    }

    public override string Details =>
        "Before: the calls as the flow describes them for each line. After: what will run, with equal calls merged, what nobody needs left out, and calls "
        + "of one model in batches. Steps that depend on no reply are computed while the graph is built and are not in it. Nothing is called.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("A picture for the browser", "portolan graph show samples/flows/harbour.yaml --input samples/flows/harbour.jsonl --format svg --output harbour.svg"),
        new("For a page in Markdown", "portolan graph show samples/flows/harbour.yaml --format mermaid --after"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
        [new("summary", ["nodes_before", "nodes_after", "format", "output", "drawing"], "at the end; `drawing` is the text, null when it went to `output`")];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        Flow read = Flow.Load(context.Value(flow), context.Value(assignments));
        using FlowBackends backends = GraphSettings.OpenOffline(read, PriceTable.Empty, context.Time);
        (TaskGraph graph, IReadOnlyList<Node> outputs) = new FlowRunner(read, backends).Describe(context.Value(input), context.Value(limit));
        GraphSheet both = GraphDrawing.BeforeAndAfter(graph, outputs, new GraphRunnerOptions().Passes);
        GraphSheet sheet = (context.Value(before), context.Value(after)) switch
        {
            (true, false) => new GraphSheet([both.Drawings[0]]),
            (false, true) => new GraphSheet([both.Drawings[1]]),
            _ => both,
        };
        string kind = context.Value(format);
        string drawing = kind switch { "svg" => sheet.ToSvg(), "mermaid" => sheet.ToMermaid(), _ => sheet.ToDot() };
        string? file = context.IsGiven(output) ? context.Value(output) : null;
        if (file is not null)
        {
            AtomicFile.WriteAllText(file, drawing);
        }

        if (context.Output.IsJson)
        {
            System.Text.Json.Utf8JsonWriter writer = context.Output.Json.BeginSummary();
            writer.WriteNumber("nodes_before"u8, both.Drawings[0].NodeCount);
            writer.WriteNumber("nodes_after"u8, both.Drawings[1].NodeCount);
            writer.WriteString("format"u8, kind);
            writer.WriteString("output"u8, file);
            writer.WriteString("drawing"u8, file is null ? drawing : null);
            context.Output.Json.End();
        }
        else if (file is null)
        {
            context.Output.Text.Write(drawing.EndsWith('\n') ? drawing : drawing + "\n");
        }
        else
        {
            context.Output.Text.Write($"{Quantity.Count(both.Drawings[0].NodeCount)} nodes as described, {Quantity.Count(both.Drawings[1].NodeCount)} as run\ndrawing   {file}\n");
        }

        return Task.FromResult(ExitCode.Done);
    }
}
