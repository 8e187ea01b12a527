namespace Portolan.Graph.Tests.Passes;

public class FusePassTests
{
    [Fact]
    public void Calls_of_one_level_are_planned_together_within_the_limits()
    {
        var gang = new Gang<Node<int>, int>("x", (input, context) => context.Result(input)) { Limits = new BatchLimits { MaxItems = 3 } };
        var graph = new TaskGraph();
        Node<int>[] first = [.. Enumerable.Range(0, 7).Select(i => graph.Call(gang, graph.Value(i)))];
        Node<int>[] second = [.. first.Take(2).Select(node => graph.Call(gang, node))];
        GraphPlan plan = new FusePass().Apply(GraphPlan.Create(graph, [.. first, .. second]));
        plan.Batches.Select(batch => (batch.Level, batch.Nodes.Length)).ShouldBe([(0, 3), (0, 3), (0, 1), (1, 2)]);
        plan.Batches.SelectMany(batch => batch.Nodes).ShouldBe([.. first, .. second]);
    }

    [Fact]
    public void Cost_bounds_a_planned_batch_where_it_can_be_known()
    {
        var gang = new Gang<Node<int>, int>("x", (input, context) => context.Result(input))
        {
            Limits = new BatchLimits { MaxCost = 10 },
            Cost = (input, context) => context.Result(input),
        };
        var graph = new TaskGraph();
        Node<int>[] known = [.. new[] { 4, 4, 4, 60, 1 }.Select(i => graph.Call(gang, graph.Value(i)))];
        Node<int> unknown = graph.Call(gang, graph.Call(new Number(), 9));
        GraphPlan plan = new FusePass().Apply(GraphPlan.Create(graph, [.. known, unknown]));
        plan.Batches.Select(batch => batch.Nodes.Length).ShouldBe([2, 1, 1, 2]);
    }

    [Fact]
    public void A_plan_without_batch_calls_stays_as_it_is()
    {
        var graph = new TaskGraph();
        GraphPlan plan = GraphPlan.Create(graph, [graph.Call(new Number(), 1)]);
        new FusePass().Apply(plan).ShouldBeSameAs(plan);
    }

    [Fact]
    public void What_is_culled_leaves_its_batch()
    {
        var gang = new Gang<Node<int>, int>("x", (input, context) => context.Result(input));
        var graph = new TaskGraph();
        Node<int>[] nodes = [.. Enumerable.Range(0, 4).Select(i => graph.Call(gang, graph.Value(i)))];
        GraphPlan plan = new CullPass().Apply(new FusePass().Apply(GraphPlan.Create(graph, [nodes[1], nodes[3]])));
        plan.Batches.ShouldHaveSingleItem().Nodes.ShouldBe([nodes[1], nodes[3]]);
    }

    [Fact]
    public void Contracting_the_planned_batches_leaves_no_cycle()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var gangs = Enumerable.Range(0, 3).Select(i => new Gang<Node<int>[], int>($"g{i}", (input, context) => input.Sum(context.Result))
            {
                Limits = new BatchLimits { MaxItems = 1 + random.Next(5) },
            }).ToArray();
            var plain = new Step<Node<int>[], int>("plain", (input, context) => input.Sum(context.Result));
            var graph = new TaskGraph();
            var nodes = new List<Node<int>>();
            for (int i = 0; i < 60; i++)
            {
                Node<int>[] inputs = [.. Enumerable.Range(0, Math.Min(i, random.Next(4))).Select(_ => nodes[random.Next(i)])];
                nodes.Add(random.Next(3) == 0 ? graph.Call(plain, inputs, $"{i}") : graph.Call(gangs[random.Next(3)], inputs, $"{i}"));
            }

            GraphPlan plan = new FusePass().Apply(GraphPlan.Create(graph, nodes));
            plan.Batches.SelectMany(batch => batch.Nodes).Count().ShouldBe(nodes.Count(node => node.Operation is Gang<Node<int>[], int>));
            plan.Batches.ShouldAllBe(batch => batch.Nodes.Length <= ((Gang<Node<int>[], int>)batch.Operation).Limits.MaxItems);
            IsAcyclic(nodes, plan).ShouldBeTrue();
        }
    }

    private static bool IsAcyclic(List<Node<int>> nodes, GraphPlan plan)
    {
        Dictionary<Node, int> home = nodes.ToDictionary(node => (Node)node, node => -1 - node.Index);
        for (int b = 0; b < plan.Batches.Length; b++)
        {
            foreach (Node node in plan.Batches[b].Nodes)
            {
                home[node] = b;
            }
        }

        // Kahn: take away what nothing points to until nothing is left.
        HashSet<(int From, int To)> edges = [.. nodes.SelectMany(node => node.Inputs.Select(input => (home[input], home[node])))];
        HashSet<int> left = [.. home.Values];
        while (left.Where(one => !edges.Any(edge => edge.To == one)).ToList() is { Count: > 0 } free)
        {
            left.ExceptWith(free);
            edges.RemoveWhere(edge => free.Contains(edge.From));
        }

        return left.Count == 0;
    }
}
