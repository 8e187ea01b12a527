namespace Portolan.Graph.Tests;

public class EagerGraphTests
{
    [Fact]
    public async Task Calls_run_at_once_on_the_callers_thread_and_equal_calls_once()
    {
        int thread = 0;
        var number = new Number();
        var eager = new EagerGraph();
        Node<int> five = await eager.CallAsync(number, 5);
        await eager.CallAsync(number, 5);
        int caller = Environment.CurrentManagedThreadId;
        Node<int> twice = await eager.CallAsync(
            new Step<Node<int>, int>("twice", (input, context) =>
            {
                thread = Environment.CurrentManagedThreadId;
                return context.Result(input) * 2;
            }),
            five);
        eager.Result(twice).ShouldBe(10);
        thread.ShouldBe(caller);
        number.Calls[5].ShouldBe(1);
    }

    [Fact]
    public async Task Exceptions_arrive_as_they_were_thrown()
    {
        var eager = new EagerGraph();
        await Should.ThrowAsync<InvalidDataException>(
            () => eager.CallAsync(new Step<int, int>("x", int (_, _) => throw new InvalidDataException("bad")), 1));
        Should.Throw<ArgumentException>(() => eager.Result(new TaskGraph().Call(new Number(), 1)));
    }
}
