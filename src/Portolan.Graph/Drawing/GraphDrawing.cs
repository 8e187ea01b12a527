using System.Collections.Immutable;

namespace Portolan.Graph.Drawing;

/// <summary>A plan as a picture for people: as DOT for Graphviz, as Mermaid, or as a self-contained SVG laid out here.</summary>
/// <remarks>
/// Large plans are folded, by the first of these rules that leaves no more than <see cref="GraphDrawingOptions.MaxNodes"/> boxes:
/// <list type="number">
/// <item>Nodes of one operation in the same position, more than <see cref="GraphDrawingOptions.FoldAbove"/> of them, become one box,
/// such as <c>complete × 10 000</c>. Two nodes are in the same position when both or neither are requested outputs or in a planned
/// batch, and what they need and what needs them is in the same positions (the coarsest partition of which that is true).</item>
/// <item>As before, but from two nodes on.</item>
/// <item>Nodes of one operation at the same depth, which is the number of nodes on the longest way to a node without inputs.</item>
/// <item>Nodes of one operation within the same range of depths, with 64, 32 … 2, 1 equal ranges; boxes that would then need each other
/// become one.</item>
/// </list>
/// An edge between two boxes stands for all edges between their nodes. The same plan and options always give the same text.
/// Immutable and thread-safe.
/// </remarks>
public sealed class GraphDrawing
{
    private GraphDrawing(Picture picture, string title)
    {
        Picture = picture;
        Title = title;
    }

    /// <summary>What stands above the drawing; may be empty.</summary>
    public string Title { get; }

    /// <summary>Nodes of the plan.</summary>
    public int NodeCount => Picture.NodeCount;

    /// <summary>Edges of the plan.</summary>
    public long EdgeCount => Picture.EdgeCount;

    /// <summary>Boxes in the drawing; fewer than <see cref="NodeCount"/> when nodes were folded.</summary>
    public int DrawnNodeCount => Picture.Nodes.Length;

    internal Picture Picture { get; }

    /// <summary>The drawing of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="options">What to show; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit in the options is below 1.</exception>
    public static GraphDrawing Of(GraphPlan plan, GraphDrawingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        options ??= new GraphDrawingOptions();
        options.Validate();
        return new GraphDrawing(Picture.Of(new PlanEdges(plan), options), options.Title);
    }

    /// <summary>Drawings of a graph as it was described and as it will run.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="outputs">The nodes whose results are wanted.</param>
    /// <param name="passes">The changes between the two, in their order, as in <see cref="GraphRunnerOptions.Passes"/>.</param>
    /// <param name="options">What to show; null for the defaults. Its title is replaced.</param>
    /// <returns>Two drawings, titled <c>as described</c> and <c>as run</c>.</returns>
    public static GraphSheet BeforeAndAfter(
        TaskGraph graph, IReadOnlyList<Node> outputs, ImmutableArray<IGraphPass> passes, GraphDrawingOptions? options = null)
    {
        GraphPlan before = GraphPlan.Create(graph, outputs);
        GraphPlan after = passes.Aggregate(before, (plan, pass) => pass.Apply(plan));
        options ??= new GraphDrawingOptions();
        return new GraphSheet([Of(before, options with { Title = "as described" }), Of(after, options with { Title = "as run" })]);
    }

    /// <summary>The text of a directed graph in Graphviz's language, UTF-8.</summary>
    public string ToDot() => new GraphSheet([this]).ToDot();

    /// <summary>The text of a Mermaid flowchart, as Markdown viewers draw it inside a <c>mermaid</c> block.</summary>
    public string ToMermaid() => new GraphSheet([this]).ToMermaid();

    /// <summary>An SVG that needs nothing else: it can stand alone in a file or inside an HTML page, light or dark as the viewer's system is.</summary>
    public string ToSvg() => new GraphSheet([this]).ToSvg();
}
