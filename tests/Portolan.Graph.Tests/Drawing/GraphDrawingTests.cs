using System.Xml.Linq;
using Portolan.Graph.Drawing;
using Portolan.Testing;

namespace Portolan.Graph.Tests.Drawing;

public sealed class GraphDrawingTests
{
    private static readonly GraphDrawingOptions Whole = GraphDrawingOptions.Whole;

    public static TheoryData<string> Samples => ["chain", "diamond", "fan-5", "fan-10000", "batches", "batches-10000", "map", "awkward", "before-after"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Drawings_are_the_ones_that_were_looked_at(string name)
    {
        GraphSheet sheet = Sheet(name);
        Golden.Equal($"drawing/{name}.dot", sheet.ToDot());
        Golden.Equal($"drawing/{name}.mmd", sheet.ToMermaid());
        string svg = sheet.ToSvg();
        Golden.Equal($"drawing/{name}.svg", svg);
        XDocument.Parse(svg).Root!.Name.LocalName.ShouldBe("svg");
        Sheet(name).ToSvg().ShouldBe(svg);
    }

    [Fact]
    public void Nodes_in_the_same_position_fold_beyond_the_limit_only()
    {
        GraphDrawing.Of(SamplePlans.Fan(8)).DrawnNodeCount.ShouldBe(25);
        GraphDrawing nine = GraphDrawing.Of(SamplePlans.Fan(9));
        (nine.NodeCount, nine.EdgeCount, nine.DrawnNodeCount).ShouldBe((28, 27, 4));
        nine.ToDot().ShouldContain("complete × 9");
        GraphDrawing.Of(SamplePlans.Fan(9), Whole).DrawnNodeCount.ShouldBe(28);
    }

    [Fact]
    public void More_small_families_than_a_page_holds_fold_from_two_nodes_on()
    {
        // 30 readers of 3 nodes each: nothing has more than 8 members, and 91 boxes are too many.
        var graph = new TaskGraph();
        var join = new Step<Node<int>[], int>("join", (_, _) => 0);
        Node<int>[] families =
        [
            .. Enumerable.Range(0, 30).Select(family =>
                graph.Call(join, [.. Enumerable.Range(0, 2).Select(i => graph.Call(new Number($"read/{family}"), i))], $"family {family}")),
        ];
        GraphPlan plan = GraphPlan.Create(graph, [graph.Call(join, families)]);
        GraphDrawing.Of(plan).DrawnNodeCount.ShouldBe(61);
        GraphDrawing.Of(plan, new GraphDrawingOptions { MaxNodes = 100 }).DrawnNodeCount.ShouldBe(91);
    }

    [Fact]
    public void A_long_chain_folds_by_ranges_of_depth()
    {
        GraphDrawing drawing = GraphDrawing.Of(Chain(100_000));
        drawing.DrawnNodeCount.ShouldBeInRange(2, 80);
        drawing.ToDot().ShouldContain("number × ");
        drawing.EdgeCount.ShouldBe(99_999);
    }

    [Fact]
    public void A_random_graph_of_many_operations_is_never_coarser_than_by_operation_unless_they_need_each_other()
    {
        var graph = new TaskGraph();
        for (int i = 0; i < 200; i++)
        {
            graph.Call(new Number($"operation/{i % 100}"), i);
        }

        GraphDrawing.Of(GraphPlan.Create(graph, [])).DrawnNodeCount.ShouldBe(100);
    }

    [Fact]
    public void An_empty_plan_is_drawn_empty()
    {
        GraphDrawing drawing = GraphDrawing.Of(GraphPlan.Create(new TaskGraph(), []));
        drawing.DrawnNodeCount.ShouldBe(0);
        XDocument.Parse(drawing.ToSvg());
        drawing.ToMermaid().ShouldStartWith("flowchart TB\n");
    }

    [Fact]
    public void Limits_below_one_and_empty_sheets_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => GraphDrawing.Of(SamplePlans.Chain(), new GraphDrawingOptions { MaxNodes = 0 }));
        Should.Throw<ArgumentOutOfRangeException>(() => GraphDrawing.Of(SamplePlans.Chain(), new GraphDrawingOptions { FoldAbove = 0 }));
        Should.Throw<ArgumentException>(() => new GraphSheet([]));
    }

    [Fact]
    public void Merged_nodes_are_there_before_and_gone_after()
    {
        var graph = new TaskGraph();
        Node<int>[] twice = [graph.Call(new Number(), 1), graph.Call(new Number(), 1)];
        graph.Call(new Number("unused"), 2);
        Node<int> sum = graph.Call(new Step<Node<int>[], int>("sum", (_, _) => 0), twice);
        GraphSheet sheet = GraphDrawing.BeforeAndAfter(graph, [sum], [new CullPass(), new MergePass()]);
        sheet.Drawings.Select(drawing => (drawing.NodeCount, drawing.EdgeCount)).ShouldBe([(4, 2L), (2, 1L)]);
    }

    internal static GraphPlan Chain(int count)
    {
        var graph = new TaskGraph();
        Node<int>? last = null;
        var next = new Step<Node<int>?, int>("number", (_, _) => 0);
        for (int i = 0; i < count; i++)
        {
            last = graph.Call(next, last);
        }

        return GraphPlan.Create(graph, [last!]);
    }

    private static GraphSheet Sheet(string name) => name switch
    {
        "chain" => new([GraphDrawing.Of(SamplePlans.Chain(), new GraphDrawingOptions { Title = "a chain" })]),
        "diamond" => new([GraphDrawing.Of(SamplePlans.Diamond())]),
        "fan-5" => new([GraphDrawing.Of(SamplePlans.Fan(5))]),
        "fan-10000" => new([GraphDrawing.Of(SamplePlans.Fan(10_000))]),
        "batches" => new([SamplePlans.Batches(8, 3)]),
        "batches-10000" => new([SamplePlans.Batches(10_000, 32)]),
        "map" => new([GraphDrawing.Of(SamplePlans.Map())]),
        "awkward" => new([GraphDrawing.Of(SamplePlans.Awkward(), Whole with { Title = "\"quotes\" & <tags>" })]),
        _ => new([GraphDrawing.Of(SamplePlans.Fan(3), Whole with { Title = "as described" }), SamplePlans.Batches(3, 3, Whole with { Title = "as run" })]),
    };
}
