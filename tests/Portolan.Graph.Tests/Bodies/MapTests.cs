using Portolan.Testing;

namespace Portolan.Graph.Tests.Bodies;

/// <summary>Lists of unknown length and conditionals.</summary>
public class MapTests
{
    private static readonly Step<int, IReadOnlyList<int>> Range = new("range", (count, _) => [.. Enumerable.Range(0, count)]);

    private static readonly Step<Node<IReadOnlyList<int>>, int> Sum = new("sum", (list, context) => context.Result(list).Sum());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(200)]
    public async Task A_body_is_traced_once_and_run_for_each_element(int count)
    {
        int traced = 0;
        var square = new Gang<Node<int>, int>("square", (input, context) => context.Result(input) * context.Result(input));
        var graph = new TaskGraph();
        Node<IReadOnlyList<int>> squares = graph.Map(graph.Call(Range, count), element =>
        {
            traced++;
            return graph.Call(square, element);
        });
        Node<int> sum = graph.Call(Sum, squares);
        graph.Nodes.Count.ShouldBe(3);

        GraphRun run = new GraphRunner().Start(graph, [squares, sum]);
        GraphResult result = await run.Completion.WaitAsync(TimeSpan.FromSeconds(20));

        traced.ShouldBe(1);
        result.Get(squares).ShouldBe(Enumerable.Range(0, count).Select(i => i * i));
        result.Get(sum).ShouldBe(Enumerable.Range(0, count).Sum(i => i * i));
        result.Executed.ShouldBe(3 + count);
        square.Batches.Sum(batch => batch.Length).ShouldBe(count);
        square.Sizes.Length.ShouldBe((count + 31) / 32);
        List<GraphEvent> events = await run.ReadAll();
        NodeExpanded expanded = events.OfType<NodeExpanded>().ShouldHaveSingleItem();
        (expanded.Node, expanded.Elements, expanded.NodesToRun, expanded.NodesFromStore).ShouldBe((squares, count, count, 0));
        events.OfType<NodeCompleted>().Count(one => ReferenceEquals(one.Node, squares)).ShouldBe(1);
        events.OfType<NodeStarted>().Count(one => ReferenceEquals(one.Node, squares)).ShouldBe(1);
        events.OfType<NodeStarted>().Where(one => one.Node.OperationName == "square").Select(one => one.Node.Label)
            .ShouldBe(Enumerable.Range(0, count).Select(i => $"square[{i}]"));
    }

    [Fact]
    public async Task Instances_have_the_keys_of_calls_with_values_and_are_shared_with_them()
    {
        var number = new Step<Node<int>, int>("twice", (input, context) => context.Result(input) * 2);
        var calls = new List<NodeKey>();
        var counted = new Step<Node<int>, int>("counted", (input, context) =>
        {
            lock (calls)
            {
                calls.Add(context.Key);
            }

            return context.Result(input) + 1;
        });
        var graph = new TaskGraph();
        Node<int> direct = graph.Call(counted, graph.Call(number, graph.Value(2)));
        Node<IReadOnlyList<int>> one = graph.Map(graph.Call(Range, 4), element => graph.Call(counted, graph.Call(number, element)));
        Node<IReadOnlyList<int>> two = graph.Map(one, element => graph.Call(counted, graph.Call(number, element)));
        GraphResult result = await new GraphRunnerOptions().RunAsync(graph, direct, two);
        result.Get(direct).ShouldBe(5);
        result.Get(two).ShouldBe([3, 7, 11, 15]);
        calls.ShouldContain(direct.Key);
        calls.Count.ShouldBe(calls.Distinct().Count());

        // 0..3 and 1, 3, 5, 7: two elements are equal.
        calls.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Results_are_stored_per_element_and_found_when_the_list_has_grown()
    {
        using var folder = new TemporaryFolder();
        var options = new GraphRunnerOptions { Store = new FileResultStore(folder.Path) };
        async Task<(GraphResult, Node<int>, int Calls)> Run(int count)
        {
            var square = new Gang<Node<int>, int>("square", (input, context) => context.Result(input) * context.Result(input));
            var graph = new TaskGraph();
            Node<int> sum = graph.Call(Sum, graph.Map(graph.Call(Range, count), element => graph.Call(square, element)));
            return (await options.RunAsync(graph, sum), sum, square.Batches.Sum(batch => batch.Length));
        }

        (GraphResult first, Node<int> node, int calls) = await Run(10);
        (first.Get(node), calls).ShouldBe((285, 10));
        (GraphResult again, node, calls) = await Run(10);
        (again.Get(node), calls, again.FromStore, again.Executed).ShouldBe((285, 0, 1, 0));
        (GraphResult grown, node, calls) = await Run(13);
        (grown.Get(node), calls, grown.FromStore).ShouldBe((285 + 100 + 121 + 144, 3, 10));
    }

    [Fact]
    public async Task Bodies_use_nodes_from_outside_and_nest()
    {
        var add = new Step<Node<int>[], int>("add", (input, context) => input.Sum(context.Result));
        var range = new Step<Node<int>, IReadOnlyList<int>>("range-of", (input, context) => [.. Enumerable.Range(0, context.Result(input))]);
        var graph = new TaskGraph();
        Node<int> outside = graph.Call(new Number(), 1000);
        Node<IReadOnlyList<IReadOnlyList<int>>> table = graph.Map(graph.Call(Range, 4), row =>
        {
            Node<int> shifted = graph.Call(add, [row, outside]);
            return graph.Map(graph.Call(range, row), column => graph.Call(add, [shifted, column, row]), "inner");
        });
        var flat = new Step<Node<IReadOnlyList<IReadOnlyList<int>>>, string>(
            "flat", (input, context) => string.Join(';', context.Result(input).Select(row => string.Join(',', row))));
        Node<string> text = graph.Call(flat, table);
        (await new GraphRunnerOptions().RunAsync(graph, text)).Get(text).ShouldBe(";1002;1004,1005;1006,1007,1008");
    }

    [Fact]
    public async Task A_body_may_give_its_element_or_a_node_from_outside()
    {
        var graph = new TaskGraph();
        Node<int> five = graph.Call(new Number(), 5);
        Node<IReadOnlyList<int>> same = graph.Map(graph.Call(Range, 3), element => element);
        Node<IReadOnlyList<int>> fives = graph.Map(graph.Call(Range, 3), _ => five);
        GraphResult result = await new GraphRunnerOptions().RunAsync(graph, same, fives);
        result.Get(same).ShouldBe([0, 1, 2]);
        result.Get(fives).ShouldBe([5, 5, 5]);
    }

    [Fact]
    public async Task Only_the_chosen_branch_runs()
    {
        var number = new Number();
        var even = new Step<Node<int>, bool>("even", (input, context) => context.Result(input) % 2 == 0);
        var graph = new TaskGraph();
        Node<IReadOnlyList<int>> picked = graph.Map(
            graph.Call(Range, 4),
            element => graph.If(graph.Call(even, element), () => graph.Call(number, 100), () => graph.Call(number, 200)));
        Node<int> top = graph.If(graph.Value(true), () => graph.Call(number, 300), () => graph.Call(number, 400));
        GraphResult result = await new GraphRunnerOptions().RunAsync(graph, picked, top);
        result.Get(picked).ShouldBe([100, 200, 100, 200]);
        result.Get(top).ShouldBe(300);
        number.Calls.Keys.Order().ShouldBe([100, 200, 300]);
        number.Calls.Values.ShouldAllBe(count => count == 1);
    }

    [Fact]
    public async Task A_failed_element_fails_the_map_when_the_others_are_done_and_is_named()
    {
        var picky = new Gang<Node<int>, int>("picky", (input, context) =>
            context.Result(input) is 3 or 1 ? throw new InvalidDataException($"no {context.Result(input)}") : context.Result(input));
        var plusOne = new Step<Node<int>, int>("plus-one", (input, context) => context.Result(input) + 1);
        var graph = new TaskGraph();
        Node<IReadOnlyList<int>> list = graph.Call(Range, 6);
        Node<IReadOnlyList<int>> strict = graph.Map(list, element => graph.Call(plusOne, graph.Call(picky, element)));
        Node<int> after = graph.Call(Sum, strict);
        Node<IReadOnlyList<Settled<int>>> settled = graph.MapSettled(list, element => graph.Call(plusOne, graph.Call(picky, element)));
        GraphResult result = await new GraphRunnerOptions { FailurePolicy = FailurePolicy.FinishRest }.RunAsync(graph, after, settled);

        result.Failures.Select(failure => (failure.Node.Label, failure.Exception.Message)).Order()
            .ShouldBe([("picky[1]", "no 1"), ("picky[3]", "no 3")]);
        result.Get(settled).ShouldBe([new(1, null), new(0, "no 1"), new(3, null), new(0, "no 3"), new(5, null), new(6, null)]);
        result.NotRun.ShouldContain(strict);
        Should.Throw<GraphException>(() => result.Get(after)).Message.ShouldContain("picky[1]");
        picky.Batches.Sum(batch => batch.Length).ShouldBe(6);
    }

    [Fact]
    public void Keys_cover_the_body_and_what_it_uses()
    {
        NodeKey Key(int range, string name, int outside, bool settled = false)
        {
            var graph = new TaskGraph();
            Node<int> free = graph.Call(new Number(), outside);
            var step = new Step<Node<int>[], int>(name, (input, context) => input.Sum(context.Result));
            Node<IReadOnlyList<int>> list = graph.Call(Range, range);
            return settled ? graph.MapSettled(list, element => graph.Call(step, [element, free])).Key
                : graph.Map(list, element => graph.Call(step, [element, free])).Key;
        }

        NodeKey key = Key(1, "a", 1);
        Key(1, "a", 1).ShouldBe(key);
        new[] { Key(2, "a", 1), Key(1, "b", 1), Key(1, "a", 2), Key(1, "a", 1, settled: true) }.ShouldNotContain(key);
    }

    [Fact]
    public void Nodes_of_a_body_stay_in_it()
    {
        var graph = new TaskGraph();
        Node<int>? escaped = null;
        Node<IReadOnlyList<int>> list = graph.Call(Range, 2);
        Node<IReadOnlyList<int>> map = graph.Map(list, element => escaped = graph.Call(new Step<Node<int>, int>("x", (_, _) => 0), element));
        Should.Throw<ArgumentException>(() => graph.Call(new Step<Node<int>, int>("y", (_, _) => 0), escaped!)).Message.ShouldContain("cannot be used outside it");
        Should.Throw<ArgumentException>(() => new GraphRunner().Start(graph, [escaped!]));
        Should.Throw<ArgumentException>(() => graph.Map(list, element => graph.Map(list, _ => escaped!)));
        Should.Throw<ArgumentException>(() => graph.Map<int, int>(list, _ => null!));
        Should.Throw<InvalidDataException>(() => graph.Map<int, int>(list, _ => throw new InvalidDataException()));
        graph.Call(Sum, map).Index.ShouldBe(2);
    }

    [Fact]
    public async Task A_list_that_is_null_or_cannot_be_part_of_keys_fails_the_map()
    {
        var graph = new TaskGraph();
        Node<IReadOnlyList<int>> none = graph.Map(graph.Call(new Step<int, IReadOnlyList<int>>("null", (_, _) => null!), 1), element => element);
        Node<IReadOnlyList<object>> odd = graph.Map(
            graph.Call(new Step<int, IReadOnlyList<object>>("odd", (_, _) => [new MemoryStream()]), 1), element => element);
        GraphResult result = await new GraphRunnerOptions { FailurePolicy = FailurePolicy.FinishRest }.RunAsync(graph, none, odd);
        result.Failures.Select(failure => failure.Node).ShouldBe([none, odd]);
        result.Failures[0].Exception.Message.ShouldContain("gave null, expected a list");
    }

    [Fact]
    public async Task Eager_mode_does_the_same_at_once()
    {
        var picky = new Gang<Node<int>, int>("picky", (input, context) =>
            context.Result(input) == 1 ? throw new InvalidDataException("no 1") : context.Result(input) * 10);
        var eager = new EagerGraph();
        Node<IReadOnlyList<int>> list = await eager.CallAsync(Range, 3);
        Node<IReadOnlyList<int>> copies = await eager.MapAsync(list, element => eager.CallAsync(new Step<Node<int>, int>("copy", (n, c) => c.Result(n)), element));
        eager.Result(copies).ShouldBe([0, 1, 2]);
        eager.Result(await eager.MapSettledAsync(list, element => eager.CallAsync(picky, element))).ShouldBe([new(0, null), new(0, "no 1"), new(20, null)]);
        await Should.ThrowAsync<InvalidDataException>(() => eager.MapAsync(list, element => eager.CallAsync(picky, element)));
        Node<int> chosen = await eager.IfAsync(eager.Value(false), () => Task.FromResult(eager.Value(1)), () => Task.FromResult(eager.Value(2)));
        eager.Result(chosen).ShouldBe(2);
    }
}
