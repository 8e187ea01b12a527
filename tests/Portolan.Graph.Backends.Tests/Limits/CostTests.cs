using Portolan.Testing;

namespace Portolan.Graph.Backends.Tests.Limits;

public class CostTests
{
    // One USD a token: a prompt of one word and its reply of two cost 3.
    private static readonly PriceTable Prices = PriceTable.Parse("models: { m: { input: 1000000, output: 1000000 } }");

    [Fact]
    public async Task A_run_stops_in_order_before_the_call_that_would_exceed_the_ceiling()
    {
        using var server = new OpenAiServer();
        using Backend backend = server.Open(
            limits: Servers.Quick with { CostCeiling = 10m, Concurrency = 1 }, options: new BackendOptions { Prices = Prices, TokenCounter = new One() });

        // Estimated 1 + 2 tokens, used 1 + 2: three calls cost 9 USD, the fourth would make it 12.
        (RunRecord run, Node<Completion>[] nodes) = await backend.CompleteAllAsync(
            Enumerable.Range(0, 6).Select(i => $"p{i}"), new ChatSettings { MaxTokens = 2 });
        server.Prompts.Count.ShouldBe(3);
        backend.Usage.Cost.ShouldBe(9m);
        run.Metered(Meters.Cost).ShouldBe(9);
        run.Result.Get(nodes[2]).Text.ShouldBe("re: p2");
        Exception stopped = await Should.ThrowAsync<StopRunException>(() => new ChatModel(backend, new ChatSettings { MaxTokens = 2 }).CompleteAsync("p9"));
        stopped.Message.ShouldBe("the cost ceiling of backend openai/m is reached: 9 of 10 USD are spent, and the next request may cost 3 USD");
    }

    [Fact]
    public async Task Several_backends_share_the_budget_of_a_run()
    {
        var budget = new CostBudget(7m);
        using var server = new OpenAiServer();
        var options = new BackendOptions { Prices = Prices, TokenCounter = new One(), Budget = budget };
        using Backend one = server.Open(options: options);
        using Backend two = server.Open(options: options);
        var settings = new ChatSettings { MaxTokens = 2 };
        await new ChatModel(one, settings).CompleteAsync("a");
        await new ChatModel(two, settings).CompleteAsync("b");
        budget.Spent.ShouldBe(6m);
        (await Should.ThrowAsync<StopRunException>(() => new ChatModel(one, settings).CompleteAsync("c"))).Message.ShouldContain("of the run is reached: 6 of 7 USD");
        server.RequestCount.ShouldBe(2);
    }

    [Fact]
    public async Task Estimates_in_flight_are_waited_for_instead_of_stopping_too_early()
    {
        // Each call is estimated at 11 USD and costs 3, so only one can be in flight under 20, and yet four fit: the fourth begins at 9, and 9 + 11 = 20.
        using var server = new OpenAiServer(new OpenAiServerOptions { Latency = TimeSpan.FromMilliseconds(5) });
        using Backend backend = server.Open(
            limits: Servers.Quick with { CostCeiling = 20m, Concurrency = 4 }, options: new BackendOptions { Prices = Prices, TokenCounter = new One() });
        (RunRecord run, _) = await backend.CompleteAllAsync(Enumerable.Range(0, 10).Select(i => $"p{i}"), new ChatSettings { MaxTokens = 10 });
        server.Prompts.Count.ShouldBe(4);
        server.MaxInFlight.ShouldBe(1);
        backend.Usage.Cost.ShouldBe(12m);
        run.Result.ShouldNotBeNull();
    }

    [Fact]
    public async Task Failed_requests_cost_nothing()
    {
        using var server = new OpenAiServer(new OpenAiServerOptions { Misbehave = _ => Misbehaviour.Status(400) });
        using Backend backend = server.Open(limits: Servers.Quick with { CostCeiling = 4m }, options: new BackendOptions { Prices = Prices, TokenCounter = new One() });
        for (int i = 0; i < 3; i++)
        {
            await Should.ThrowAsync<BackendException>(() => new ChatModel(backend, new ChatSettings { MaxTokens = 2 }).CompleteAsync("x"));
        }

        backend.Usage.Cost.ShouldBe(0m);
    }

    [Fact]
    public void A_ceiling_without_a_price_is_an_error_at_the_start()
    {
        using var server = new OpenAiServer();
        Should.Throw<BackendException>(() => server.Open(limits: new BackendLimits { CostCeiling = 1 })).Message
            .ShouldBe("there is a cost ceiling, and the price of openai/m is not known");
        Should.Throw<BackendException>(() => server.Open(options: new BackendOptions { Budget = new CostBudget(1) }));
    }

    [Fact]
    public void An_unknown_price_is_an_unknown_cost()
    {
        using var server = new OpenAiServer();
        using Backend backend = server.Open();
        new ChatModel(backend).Estimate("12345").ShouldBe(new CallEstimate(2, 256, null));
        backend.Usage.Cost.ShouldBeNull();
    }

    [Fact]
    public void Estimates_know_the_price()
    {
        using var server = new OpenAiServer();
        using Backend backend = server.Open(options: new BackendOptions { Prices = Prices });
        new ChatModel(backend, new ChatSettings { MaxTokens = 10, System = "1234" }).Estimate("12345").ShouldBe(new CallEstimate(3, 10, 13m));
    }

    private sealed class One : ITokenCounter
    {
        public long Count(string text) => 1;
    }
}
