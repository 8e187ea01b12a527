namespace Portolan.Graph.Tests.Passes;

public class PassTests
{
    private static readonly Step<Node<int>[], int> Sum = new("sum", (input, context) => input.Sum(context.Result));

    [Fact]
    public void Cull_drops_what_no_output_needs_and_keeps_the_order()
    {
        var graph = new TaskGraph();
        Node<int> a = graph.Call(new Number(), 1, "a");
        graph.Call(new Number(), 2, "b");
        Node<int> c = graph.Call(Sum, [a], "c");
        graph.Call(Sum, [c], "d");
        Node<int> e = graph.Call(Sum, [c, a], "e");
        GraphPlan before = GraphPlan.Create(graph, [e]);

        GraphPlan after = new CullPass().Apply(before);

        Show(before).ShouldBe("a; b; c(a); d(c); e(c a) -> e");
        Show(after).ShouldBe("a; c(a); e(c a) -> e");
        new CullPass().Apply(after).ShouldBeSameAs(after);
    }

    [Fact]
    public void Merge_lets_the_first_of_equal_nodes_stand_for_all()
    {
        var graph = new TaskGraph();
        Node<int> a = graph.Call(new Number(), 1, "a");
        Node<int> sameAsA = graph.Call(new Number(), 1, "a2");
        Node<int> b = graph.Call(Sum, [a], "b");
        Node<int> sameAsB = graph.Call(Sum, [sameAsA], "b2");
        Node<int> c = graph.Call(Sum, [sameAsB, b], "c");
        GraphPlan before = GraphPlan.Create(graph, [c, sameAsB]);

        GraphPlan after = new MergePass().Apply(before);

        Show(before).ShouldBe("a; a2; b(a); b2(a2); c(b2 b) -> c b2");
        Show(after).ShouldBe("a; b(a); c(b b) -> c b");
        new MergePass().Apply(after).ShouldBeSameAs(after);
    }

    [Fact]
    public void Passes_in_either_order_give_the_same_plan()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            var random = new RandomGraph(seed, RandomGraph.Mixers());
            GraphPlan plan = GraphPlan.Create(random.Graph, random.Outputs);
            GraphPlan one = new MergePass().Apply(new CullPass().Apply(plan));
            GraphPlan two = new CullPass().Apply(new MergePass().Apply(plan));
            one.Nodes.Select(node => node.Key).ToHashSet().SetEquals(random.Needed).ShouldBeTrue();
            two.Nodes.Select(node => node.Key).ToHashSet().SetEquals(random.Needed).ShouldBeTrue();
            one.Nodes.Length.ShouldBe(random.Needed.Count);
            two.Nodes.Length.ShouldBe(random.Needed.Count);
        }
    }

    [Fact]
    public async Task Merged_outputs_both_have_the_result()
    {
        var number = new Number();
        var graph = new TaskGraph();
        Node<int> one = graph.Call(number, 4);
        Node<int> two = graph.Call(number, 4);
        GraphResult result = await new GraphRunnerOptions().RunAsync(graph, one, two);
        (result.Get(one), result.Get(two), number.Calls[4]).ShouldBe((4, 4, 1));
    }

    [Fact]
    public async Task Without_passes_equal_nodes_each_run()
    {
        var number = new Number();
        var graph = new TaskGraph();
        Node<int> one = graph.Call(number, 4);
        Node<int> two = graph.Call(number, 4);
        await new GraphRunnerOptions { Passes = [] }.RunAsync(graph, one, two);
        number.Calls[4].ShouldBe(2);
    }

    private static string Show(GraphPlan plan)
    {
        IEnumerable<string> nodes = plan.Nodes.Select(node =>
            node.Inputs.IsEmpty ? node.Label : $"{node.Label}({string.Join(' ', plan.InputsOf(node).Select(input => input.Label))})");
        return $"{string.Join("; ", nodes)} -> {string.Join(' ', plan.Outputs.Select(output => plan.Resolve(output).Label))}";
    }
}
