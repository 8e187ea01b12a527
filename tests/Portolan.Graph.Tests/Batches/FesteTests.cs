using static Portolan.Graph.Tests.Batches.BatchTriggerTests;

namespace Portolan.Graph.Tests.Batches;

/// <summary>What Feste, whose idea this is, got wrong: each defect as a test.</summary>
public class FesteTests
{
    private sealed record Prompt(Node<string> Text, double Temperature, int MaxTokens);

    [Fact]
    public async Task A_chain_of_two_completions_on_one_object_runs()
    {
        Gang<Prompt, string> complete = Complete();
        var graph = new TaskGraph();
        Node<string>[] first = [.. Enumerable.Range(0, 5).Select(i => graph.Call(complete, new Prompt(graph.Value($"q{i}"), 0, 1)))];
        Node<string>[] second = [.. first.Select(answer => graph.Call(complete, new Prompt(answer, 0, 1)))];
        (GraphResult result, _) = await Run(graph, second, new ManualTime(), 2);
        second.Select(result.Get).ShouldBe(Enumerable.Range(0, 5).Select(i => $"((q{i}))"));
        complete.Sizes.ShouldBe([5, 5]);
    }

    [Fact]
    public async Task Settings_at_any_place_of_the_input_neither_send_twice_nor_prevent_batches()
    {
        Gang<Prompt, string> complete = Complete();
        var graph = new TaskGraph();
        Node<string>[] nodes = [.. Enumerable.Range(0, 8).Select(i => graph.Call(complete, new Prompt(graph.Value($"q{i}"), i / 10.0, 10 * i)))];
        (GraphResult result, _) = await Run(graph, nodes, new ManualTime(), 2);
        result.Succeeded.ShouldBeTrue();
        complete.Sizes.ShouldBe([8]);
    }

    [Fact]
    public async Task Calls_with_other_parameters_never_share_a_batch()
    {
        Gang<Prompt, string>[] models = [Complete(new { Temperature = 0.0 }), Complete(new { Temperature = 1.0 }), Complete(new { Temperature = 0.0 })];
        var graph = new TaskGraph();
        Node<string>[] nodes = [.. Enumerable.Range(0, 9).Select(i => graph.Call(models[i % 3], new Prompt(graph.Value($"q{i}"), 0, 1)))];
        (_, List<GraphEvent> events) = await Run(graph, nodes, new ManualTime(), 2);
        events.OfType<BatchStarted>().Select(batch => batch.Nodes.Length).Order().ShouldBe([3, 6]);
        events.OfType<BatchStarted>().ShouldAllBe(batch =>
            batch.Nodes.Select(node => node.Operation.Parameters!.ToString()).Distinct().Count() == 1);
    }

    [Fact]
    public async Task Batches_are_bounded()
    {
        Gang<Prompt, string> complete = Complete();
        var graph = new TaskGraph();
        Node<string>[] nodes = [.. Enumerable.Range(0, 100).Select(i => graph.Call(complete, new Prompt(graph.Value($"q{i}"), 0, 1)))];
        await Run(graph, nodes, new ManualTime(), 2);
        complete.Sizes.Order().ShouldBe([4, 32, 32, 32]);
    }

    [Fact]
    public async Task Equal_calls_are_made_once()
    {
        Gang<Prompt, string> complete = Complete();
        var graph = new TaskGraph();
        Node<string>[] nodes = [.. Enumerable.Range(0, 12).Select(i => graph.Call(complete, new Prompt(graph.Value($"q{i % 3}"), 0, 1)))];
        (GraphResult result, _) = await Run(graph, nodes, new ManualTime(), 2);
        complete.Sizes.ShouldBe([3]);
        nodes.Select(result.Get).ShouldBe(Enumerable.Range(0, 12).Select(i => $"(q{i % 3})"));
    }

    [Fact]
    public async Task One_bad_prompt_fails_alone()
    {
        Gang<Prompt, string> complete = Complete(whole: (items, _) =>
            items.Any(item => item.Context.Result(item.Input.Text) == "bad") ? throw new InvalidDataException("400 bad prompt") : Task.CompletedTask);
        var graph = new TaskGraph();
        Node<string>[] nodes = [.. new[] { "a", "b", "bad", "c", "d" }.Select(text => graph.Call(complete, new Prompt(graph.Value(text), 0, 1)))];
        (GraphResult result, _) = await Run(graph, nodes, new ManualTime(), 2);
        result.Failures.ShouldHaveSingleItem().Node.ShouldBe(nodes[2]);
        new[] { 0, 1, 3, 4 }.Select(i => result.Get(nodes[i])).ShouldBe(["(a)", "(b)", "(c)", "(d)"]);
    }

    private static Gang<Prompt, string> Complete(
        object? settings = null, Func<IReadOnlyList<BatchItem<Prompt>>, CancellationToken, Task>? whole = null) =>
        new("complete", (input, context) => $"({context.Result(input.Text)})") { Settings = settings, Whole = whole };
}
