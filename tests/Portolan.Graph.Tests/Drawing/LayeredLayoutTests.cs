using Portolan.Graph.Drawing;
using Portolan.Graph.Drawing.Layout;

namespace Portolan.Graph.Tests.Drawing;

/// <summary>Properties of drawings of random graphs.</summary>
public sealed class LayeredLayoutTests
{
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Layers_respect_edges_nothing_overlaps_and_every_edge_is_drawn(int seed)
    {
        var random = new Random(seed);
        GraphPlan plan = RandomPlan(random, random.Next(1, 60));
        GraphDrawing drawing = GraphDrawing.Of(plan, GraphDrawingOptions.Whole);
        Picture picture = drawing.Picture;
        LayeredLayout layout = LayeredLayout.Of(picture, node => new Box(0, 0, 60 + (node.Label.Length * 7), 30 + (node.Index % 3 * 8)));

        picture.Edges.Length.ShouldBe(plan.Nodes.Sum(node => plan.InputsOf(node).Distinct().Count()));
        for (int i = 0; i < picture.Edges.Length; i++)
        {
            DrawnEdge edge = picture.Edges[i];
            Box from = layout.Nodes[edge.From], to = layout.Nodes[edge.To];
            to.Y.ShouldBeGreaterThan(from.Bottom);
            (double X, double Y)[] points = layout.Edges[i];
            points[0].Y.ShouldBe(from.Bottom);
            points[0].X.ShouldBeInRange(from.X, from.Right);
            points[^1].Y.ShouldBe(to.Y);
            points[^1].X.ShouldBeInRange(to.X, to.Right);
            points.Zip(points.Skip(1)).ShouldAllBe(step => step.First.Y <= step.Second.Y);

            // Where it passes a row it runs straight down, beside the nodes of that row.
            for (int at = 1; at + 2 < points.Length; at += 2)
            {
                var passage = new Box(points[at].X, points[at].Y, 0.1, points[at + 1].Y - points[at].Y);
                layout.Nodes.ShouldAllBe(node => !node.Overlaps(passage));
            }
        }

        for (int i = 0; i < layout.Nodes.Length; i++)
        {
            layout.Nodes[i].X.ShouldBeGreaterThanOrEqualTo(0);
            layout.Nodes[i].Right.ShouldBeLessThanOrEqualTo(layout.Width);
            layout.Nodes[i].Bottom.ShouldBeLessThanOrEqualTo(layout.Height);
            for (int other = i + 1; other < layout.Nodes.Length; other++)
            {
                layout.Nodes[i].Overlaps(layout.Nodes[other]).ShouldBeFalse();
            }
        }

        // A frame holds its own nodes whole and touches no other node and no other frame.
        foreach ((int frame, Box box) in layout.Frames)
        {
            foreach (DrawnNode node in picture.Nodes)
            {
                Box place = layout.Nodes[node.Index];
                bool isInside = place.X >= box.X && place.Right <= box.Right && place.Y >= box.Y && place.Bottom <= box.Bottom;
                (node.Frame == frame ? isInside || !place.Overlaps(box) : !place.Overlaps(box)).ShouldBeTrue();
            }

            layout.Frames.Count(other => other.Box.Overlaps(box)).ShouldBe(1);
        }

        foreach (DrawnNode node in picture.Nodes.Where(node => node.Frame >= 0))
        {
            layout.Frames.Count(frame => frame.Frame == node.Frame && frame.Box.Overlaps(layout.Nodes[node.Index])).ShouldBe(1);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Folding_keeps_every_node_and_edge_and_makes_no_circle(int seed)
    {
        var random = new Random(seed);
        GraphPlan plan = RandomPlan(random, random.Next(1, 400));
        var options = new GraphDrawingOptions { MaxNodes = random.Next(1, 60), FoldAbove = random.Next(1, 6) };
        var edges = new PlanEdges(plan);
        Picture picture = Picture.Of(edges, options);
        int[] groups = Folding.Groups(edges, options);

        picture.Nodes.Sum(node => node.Count).ShouldBe(plan.Nodes.Length);
        long inside = 0;
        for (int i = 0; i < groups.Length; i++)
        {
            inside += edges.Inputs[i].Count(input => groups[input] == groups[i]);
        }

        (picture.Edges.Sum(edge => edge.Count) + inside).ShouldBe(edges.EdgeCount);
        StrongComponents.Of([.. picture.Nodes.Select(node => picture.Edges.Where(edge => edge.From == node.Index).Select(edge => edge.To).ToArray())])
            .Distinct().Count().ShouldBe(picture.Nodes.Length);
        int operations = plan.Nodes.Select(node => (node.OperationName, node.Operation.Resource, edges.Batch[Array.IndexOf(edges.Nodes, node)] >= 0)).Distinct().Count();
        picture.Nodes.Length.ShouldBeLessThanOrEqualTo(Math.Max(options.MaxNodes, operations));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Sweeps_never_leave_more_crossings_than_there_were(int seed)
    {
        GraphPlan plan = RandomPlan(new Random(seed), 50);
        Picture picture = GraphDrawing.Of(plan.WithBatches([]), GraphDrawingOptions.Whole).Picture;
        Layers layers = Layers.Of(picture, out _);
        foreach (Vertex[] row in layers.Rows)
        {
            for (int i = 0; i < row.Length; i++)
            {
                row[i].Order = i;
            }
        }

        long before = Crossings.Count(layers.Rows);
        before.ShouldBe(Naive(layers.Rows));
        Crossings.Reduce(layers.Rows);
        Crossings.Count(layers.Rows).ShouldBe(Naive(layers.Rows));
        Crossings.Count(layers.Rows).ShouldBeLessThanOrEqualTo(before);
        layers.Rows.ShouldAllBe(row => row.Select(vertex => vertex.Order).SequenceEqual(Enumerable.Range(0, row.Length)));
    }

    [Fact]
    public void A_chain_is_straight_and_a_tree_has_no_crossing()
    {
        Picture chain = GraphDrawing.Of(GraphDrawingTests.Chain(12), GraphDrawingOptions.Whole).Picture;
        LayeredLayout layout = LayeredLayout.Of(chain, _ => new Box(0, 0, 80, 30));
        layout.Nodes.Select(node => Math.Round(node.X, 6)).Distinct().Count().ShouldBe(1);

        Layers tree = Layers.Of(GraphDrawing.Of(SamplePlans.Fan(20), GraphDrawingOptions.Whole).Picture, out _);
        Crossings.Reduce(tree.Rows);
        Crossings.Count(tree.Rows).ShouldBe(0);
    }

    [Fact]
    public void Batches_that_need_each_other_in_a_circle_are_framed_row_by_row()
    {
        // a1 -> b1 and b2 -> a2, with batches {a1, a2} and {b1, b2}: neither can be above the other.
        var graph = new TaskGraph();
        var step = new Step<Node<int>?, int>("step", (_, _) => 0);
        Node<int> first = graph.Call(step, null, "a1"), second = graph.Call(new Step<int, int>("step", (_, _) => 0), 2, "b2");
        Node<int> third = graph.Call(step, first, "b1"), fourth = graph.Call(step, second, "a2");
        Picture picture = GraphDrawing.Of(GraphPlan.Create(graph, [third, fourth]).WithBatches([new PlannedBatch(step, [first, fourth], 0), new PlannedBatch(step, [third, second], 0)]), GraphDrawingOptions.Whole).Picture;
        LayeredLayout layout = LayeredLayout.Of(picture, _ => new Box(0, 0, 80, 30));
        layout.Frames.Length.ShouldBe(4);
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    private static GraphPlan RandomPlan(Random random, int size)
    {
        var graph = new TaskGraph();
        Mixer[] mixers = RandomGraph.Mixers();
        var nodes = new List<Node<long>>();
        for (int i = 0; i < size; i++)
        {
            Node<long>[] parts = [.. Enumerable.Range(0, Math.Min(i, random.Next(4))).Select(_ => nodes[random.Next(Math.Max(0, i - 12), i)])];
            nodes.Add(graph.Call(mixers[random.Next(mixers.Length)], new Mix(random.Next(4), parts)));
        }

        GraphPlan plan = new MergePass().Apply(new CullPass().Apply(GraphPlan.Create(graph, [.. nodes.Where(_ => random.Next(5) == 0), nodes[^1]])));
        var batches = new List<PlannedBatch>();
        foreach (IGrouping<int, Node> batch in plan.Nodes.Where(_ => random.Next(3) == 0).GroupBy(_ => random.Next(6)))
        {
            batches.Add(new PlannedBatch(batch.First().Operation, [.. batch], 0));
        }

        return plan.WithBatches([.. batches]);
    }

    private static long Naive(Vertex[][] rows)
    {
        long crossings = 0;
        foreach (Vertex[] row in rows)
        {
            (int From, int To)[] edges = [.. row.SelectMany(vertex => vertex.Down.Select(lower => (vertex.Order, lower.Order)))];
            crossings += edges.SelectMany(one => edges, (one, other) => one.From < other.From && one.To > other.To ? 1L : 0).Sum();
        }

        return crossings;
    }
}
