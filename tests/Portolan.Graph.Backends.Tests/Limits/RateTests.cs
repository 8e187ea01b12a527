using Portolan.Graph.Backends.Internals;
using Portolan.Testing;

namespace Portolan.Graph.Backends.Tests.Limits;

public class RateTests
{
    [Fact]
    public async Task No_more_requests_are_in_flight_than_the_concurrency_allows()
    {
        using var server = new OpenAiServer(new OpenAiServerOptions { Latency = TimeSpan.FromMilliseconds(10) });
        using Backend backend = server.Open(limits: Servers.Quick with { Concurrency = 3 }, batches: new BatchLimits { MaxItems = 8 });
        (RunRecord run, _) = await backend.CompleteAllAsync(Enumerable.Range(0, 30).Select(i => $"p{i}"));
        run.Result.ThrowIfFailed();
        server.MaxInFlight.ShouldBe(3);
        server.Prompts.Values.ShouldAllBe(count => count == 1);
    }

    [Fact]
    public async Task A_batch_of_chats_is_sent_side_by_side_within_the_concurrency()
    {
        using var server = new OpenAiServer(new OpenAiServerOptions { Latency = TimeSpan.FromMilliseconds(20) });
        using Backend backend = server.Open(limits: Servers.Quick with { Concurrency = 4 });
        IReadOnlyList<BatchResult<Completion>> results = await Batches.InvokeAsync(new ChatModel(backend).Complete, [.. Enumerable.Range(0, 12).Select(i => $"p{i}")]);
        results.Select(one => one.Value.Text).ShouldBe(Enumerable.Range(0, 12).Select(i => $"re: p{i}"));
        server.MaxInFlight.ShouldBe(4);
    }

    [Fact]
    public async Task Requests_per_minute_are_kept_as_a_server_sees_them()
    {
        // The server's minute is half a second, and so is the client's.
        var clock = new FastClock(120);
        using var server = new OpenAiServer(new OpenAiServerOptions { RequestsPerMinute = 60, Minute = TimeSpan.FromMilliseconds(500) });
        using Backend backend = server.Open(
            limits: Servers.Quick with { RequestsPerMinute = 60, Timeout = TimeSpan.FromHours(1) }, options: new BackendOptions { TimeProvider = clock });
        (RunRecord run, _) = await backend.CompleteAllAsync(Enumerable.Range(0, 150).Select(i => $"p{i}"));
        run.Result.ThrowIfFailed();
        (server.Violations, backend.Usage.Retries).ShouldBe((0, 0));
        run.Events.OfType<NodeWaited>().ShouldContain(one => one.Reason == "requests per minute");
    }

    [Fact]
    public async Task Tokens_per_minute_are_kept_as_a_server_sees_them()
    {
        var clock = new FastClock(120);

        // Prompts of 2 to 11 words; replies have one more. The estimate of a reply is 12, so what is not used must be given back.
        using var server = new OpenAiServer(new OpenAiServerOptions { TokensPerMinute = 1200, Minute = TimeSpan.FromMilliseconds(500) });
        using Backend backend = server.Open(
            limits: Servers.Quick with { TokensPerMinute = 1200, Timeout = TimeSpan.FromHours(1), ExpectedTokensOut = 12 },
            options: new BackendOptions { TimeProvider = clock, TokenCounter = new Words() });
        (RunRecord run, _) = await backend.CompleteAllAsync(Enumerable.Range(0, 150).Select(i => $"p{i} " + string.Join(' ', Enumerable.Repeat("w", 1 + (i % 10)))));
        run.Result.ThrowIfFailed();
        (server.Violations, backend.Usage.Retries).ShouldBe((0, 0));
        backend.Usage.TokensIn.ShouldBe(150 * 13 / 2);
        run.Events.OfType<NodeWaited>().ShouldContain(one => one.Reason == "tokens per minute");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(59)]
    [InlineData(60)]
    [InlineData(61)]
    [InlineData(600)]
    public void No_window_of_a_minute_lets_through_more_requests_than_the_limit_and_none_much_fewer(int perMinute)
    {
        var clock = new ManualTimeProvider();
        TokenBucket bucket = TokenBucket.OfRequests(perMinute, clock);
        long start = clock.GetTimestamp();
        var times = new List<double>();
        for (int i = 0; i < perMinute * 3; i++)
        {
            clock.Advance(bucket.Take(1));
            times.Add(clock.GetElapsedTime(start).TotalSeconds);
        }

        for (int i = 0; i < times.Count; i++)
        {
            times.Skip(i).TakeWhile(time => time < times[i] + 60 - 1e-5).Count().ShouldBeLessThanOrEqualTo(perMinute);
        }

        times[^1].ShouldBeLessThan(60 * 3 * 1.03);
    }

    [Fact]
    public void No_window_of_a_minute_lets_through_more_tokens_than_the_limit_whatever_their_amounts()
    {
        const int perMinute = 1000;
        var clock = new ManualTimeProvider();
        var random = new Random(7);
        TokenBucket bucket = TokenBucket.OfTokens(perMinute, clock);
        long start = clock.GetTimestamp();
        var taken = new List<(double At, int Amount)>();
        for (int i = 0; i < 300; i++)
        {
            // Some are much larger than the bucket, which holds 16.
            int amount = random.Next(1, 200);
            clock.Advance(bucket.Take(amount));
            taken.Add((clock.GetElapsedTime(start).TotalSeconds, amount));
            if (i % 50 == 0)
            {
                clock.Advance(TimeSpan.FromSeconds(random.Next(100)));
            }
        }

        for (int i = 0; i < taken.Count; i++)
        {
            taken.Skip(i).TakeWhile(one => one.At < taken[i].At + 60).Sum(one => one.Amount).ShouldBeLessThanOrEqualTo(perMinute + 200);
            taken.Skip(i + 1).TakeWhile(one => one.At < taken[i].At + 60).Sum(one => one.Amount).ShouldBeLessThanOrEqualTo(perMinute);
        }
    }

    [Fact]
    public void What_was_not_used_is_given_back_and_what_was_used_beyond_is_waited_for()
    {
        var clock = new ManualTimeProvider();
        TokenBucket bucket = TokenBucket.OfTokens(6000, clock);

        // Burst 100, rate (6000 - 100) / 60 a second.
        bucket.Take(100).ShouldBe(TimeSpan.Zero);
        bucket.Return(100);
        bucket.Take(100).ShouldBe(TimeSpan.Zero);
        bucket.Return(-59);
        bucket.Take(0).TotalSeconds.ShouldBe(59 * 60 / 5900.0, 1e-6);
        bucket.Return(1_000_000);
        bucket.Take(101).TotalSeconds.ShouldBe(60 / 5900.0, 1e-6, "the bucket holds no more than its burst");
    }

    [Fact]
    public void The_runner_is_told_the_concurrency_of_backends()
    {
        using Backend one = Backend.Open(new BackendSettings { Name = "one", Limits = new BackendLimits { Concurrency = 5 } });
        using Backend two = Backend.Open(new BackendSettings { Name = "two" });
        var options = new GraphRunnerOptions { Limits = new Dictionary<Resource, int> { [Resource.Disk] = 3 } };
        IReadOnlyDictionary<Resource, int> limits = options.WithBackends(one, two).Limits;
        (limits[one.Resource], limits[two.Resource], limits[Resource.Disk]).ShouldBe((5, 8, 3));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("7", null, 7.0)]
    [InlineData("0", null, 0.0)]
    [InlineData("1.5", null, 1.5)]
    [InlineData(" 2 ", null, 2.0)]
    [InlineData("-3", null, null)]
    [InlineData("soon", null, null)]
    [InlineData("9", "250", 0.25)]
    [InlineData("Sat, 18 May 2024 12:01:00 GMT", null, 60.0)]
    [InlineData("Sat, 18 May 2024 11:00:00 GMT", null, 0.0)]
    [InlineData("99999999999999999999", null, 31536000.0)]
    public void Retry_After_is_seconds_or_a_date(string? value, string? milliseconds, double? expected) =>
        RetryAfter.Read(name => name == "retry-after" ? value : milliseconds, new ManualTimeProvider())?.TotalSeconds.ShouldBe(expected!.Value, 1e-9);

    [Fact]
    public void Limits_out_of_range_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Backend.Open(new BackendSettings { Limits = new BackendLimits { Concurrency = 0 } }));
        Should.Throw<ArgumentOutOfRangeException>(() => Backend.Open(new BackendSettings { Limits = new BackendLimits { RequestsPerMinute = 0 } }));
        Should.Throw<ArgumentOutOfRangeException>(() => Backend.Open(new BackendSettings { Limits = new BackendLimits { TokensPerMinute = 0 } }));
        Should.Throw<ArgumentOutOfRangeException>(() => Backend.Open(new BackendSettings { Limits = new BackendLimits { MaxAttempts = 0 } }));
        Should.Throw<ArgumentOutOfRangeException>(() => Backend.Open(new BackendSettings { Limits = new BackendLimits { Timeout = TimeSpan.Zero } }));
    }

    private sealed class Words : ITokenCounter
    {
        public long Count(string text) => text.Split(' ').Length;
    }
}
