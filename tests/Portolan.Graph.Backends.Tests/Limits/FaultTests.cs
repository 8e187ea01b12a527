using Microsoft.Extensions.AI;
using Portolan.Testing;

namespace Portolan.Graph.Backends.Tests.Limits;

/// <summary>What servers do wrong, and what becomes of it.</summary>
public class FaultTests
{
    public static TheoryData<string> Passing => ["429", "500", "503", "408", "409", "drop", "half", "wrong json", "empty choices"];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_may_pass_is_tried_again_until_it_does(string fault)
    {
        using var server = new OpenAiServer(new OpenAiServerOptions { Misbehave = Servers.FirstTimes(3, Of(fault)) });
        using Backend backend = server.Open();
        (RunRecord run, Node<Completion>[] nodes) = await backend.CompleteAllAsync(["a"]);
        run.Result.ThrowIfFailed();
        run.Result.Get(nodes[0]).Text.ShouldBe("re: a");
        server.RequestCount.ShouldBe(4);
        server.Prompts.ShouldBe(new Dictionary<string, int> { ["a"] = 1 }, ignoreOrder: true);
        backend.Usage.ShouldBe(new Usage(4, 3, 1, 2, null, 3, backend.Usage.WaitTime));
        (run.Metered(Meters.Requests), run.Metered(Meters.Retries), run.Metered(Meters.TokensOut)).ShouldBe((4, 3, 2));
        run.Events.OfType<NodeWaited>().Count().ShouldBe(3);
        run.Events.OfType<NodeWaited>().First().Reason.ShouldStartWith("try 2 after: openai/m");
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_does_not_pass_fails_the_item_after_the_last_try(string fault)
    {
        using var server = new OpenAiServer(new OpenAiServerOptions { Misbehave = request => request.Prompts[0] == "bad" ? Of(fault) : null });
        using Backend backend = server.Open(limits: Servers.Quick with { MaxAttempts = 3 });
        (RunRecord run, Node<Completion>[] nodes) = await backend.CompleteAllAsync(["good", "bad", "fine"]);
        run.Result.Get(nodes[0]).Text.ShouldBe("re: good");
        run.Result.Get(nodes[2]).Text.ShouldBe("re: fine");
        NodeFailure failure = run.Result.Failures.ShouldHaveSingleItem();
        failure.Exception.ShouldBeOfType<BackendException>().IsTransient.ShouldBeTrue();
        server.Requests.Count(request => request.Prompts[0] == "bad").ShouldBe(3, "the runner must not multiply the backend's own tries");
    }

    [Theory]
    [InlineData(400, "look at the prompt's length")]
    [InlineData(401, "name the environment variable that holds it")]
    [InlineData(403, "name the environment variable")]
    [InlineData(404, "look at both")]
    [InlineData(422, "look at the prompt's length")]
    [InlineData(302, null)]
    public async Task What_will_not_pass_is_final_with_the_servers_words_and_a_hint(int status, string? hint)
    {
        using var server = new OpenAiServer(new OpenAiServerOptions { Misbehave = _ => Misbehaviour.Status(status, "no\nsuch thing") });
        using Backend backend = server.Open();
        BackendException failed = await Should.ThrowAsync<BackendException>(() => new ChatModel(backend).CompleteAsync("x"));
        failed.Message.ShouldBe($"openai/m answered {status}: no such thing");
        (failed.Status, failed.IsTransient).ShouldBe((status, false));
        (failed.Hint ?? "").ShouldContain(hint ?? "");
        server.RequestCount.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stall_ends_with_the_timeout_and_is_tried_again(bool midway)
    {
        Misbehaviour stall = midway ? Misbehaviour.StallMidway : Misbehaviour.Stall;
        using var server = new OpenAiServer(new OpenAiServerOptions { Misbehave = Servers.FirstTimes(1, stall) });
        using Backend backend = server.Open(limits: Servers.Quick with { Timeout = TimeSpan.FromMilliseconds(300) });
        (await new ChatModel(backend).CompleteAsync("x")).Text.ShouldBe("re: x");
        (backend.Usage.Requests, backend.Usage.Retries).ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_stall_that_lasts_is_a_failure_that_names_the_timeout()
    {
        using var server = new OpenAiServer(new OpenAiServerOptions { Misbehave = _ => Misbehaviour.Stall });
        using Backend backend = server.Open(limits: Servers.Quick with { Timeout = TimeSpan.FromMilliseconds(100), MaxAttempts = 2 });
        BackendException failed = await Should.ThrowAsync<BackendException>(() => new ChatModel(backend).CompleteAsync("x"));
        failed.Message.ShouldBe("openai/m did not answer within 00:00:00.1000000");
    }

    [Fact]
    public async Task Cancelling_a_run_does_not_wait_for_a_stalled_server()
    {
        using var stop = new CancellationTokenSource();
        using var server = new OpenAiServer(new OpenAiServerOptions { Misbehave = _ => Stalled(stop) });
        using Backend backend = server.Open();
        await Should.ThrowAsync<OperationCanceledException>(() => new ChatModel(backend).CompleteAsync("x", stop.Token));
        backend.Usage.Retries.ShouldBe(0);

        static Misbehaviour Stalled(CancellationTokenSource stop)
        {
            stop.CancelAfter(TimeSpan.FromMilliseconds(20));
            return Misbehaviour.Stall;
        }
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Sat, 18 May 2024 12:00:30 GMT", 29)]
    public async Task Retry_After_pauses_the_whole_backend_and_is_reported(string retryAfter, int seconds)
    {
        // A hundred times as fast: 7 seconds are 70 ms. The clock starts at 12:00:00, and at first half a second of it may have gone.
        var clock = new FastClock(100);
        using var server = new OpenAiServer(new OpenAiServerOptions { Misbehave = Servers.FirstTimes(1, Misbehaviour.TooManyRequests(retryAfter)) });
        using Backend backend = server.Open(
            limits: Servers.Quick with { Concurrency = 1, Timeout = TimeSpan.FromHours(1) }, options: new BackendOptions { TimeProvider = clock });
        long start = clock.GetTimestamp();
        (RunRecord run, _) = await backend.CompleteAllAsync(["a", "b", "c"]);
        run.Result.ThrowIfFailed();
        clock.GetElapsedTime(start).TotalSeconds.ShouldBeGreaterThan(seconds * 0.8);
        server.RequestCount.ShouldBe(4);
        run.Events.OfType<NodeWaited>().ShouldContain(one => one.Reason == "Retry-After" && one.Duration.TotalSeconds > seconds * 0.5 && one.Duration.TotalSeconds <= 30);
        backend.Usage.Waits.ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task A_Retry_After_beyond_all_patience_fails_the_request()
    {
        using var server = new OpenAiServer(new OpenAiServerOptions { Misbehave = _ => Misbehaviour.TooManyRequests("86400") });
        using Backend backend = server.Open();
        BackendException failed = await Should.ThrowAsync<BackendException>(() => new ChatModel(backend).CompleteAsync("x"));
        failed.Message.ShouldContain("left alone for 1.00:00:00, longer than the allowed 00:10:00");
        server.RequestCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_error_that_says_so()
    {
        Uri address;
        using (var server = new OpenAiServer())
        {
            address = server.Base;
        }

        using Backend backend = Backend.Open(new BackendSettings { Provider = "openai", Model = "m", Address = address, Limits = Servers.Quick with { MaxAttempts = 2 } });
        BackendException failed = await Should.ThrowAsync<BackendException>(() => new ChatModel(backend).CompleteAsync("x"));
        failed.Message.ShouldStartWith("openai/m cannot be reached, or the connection broke: ");
        failed.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task A_request_of_several_prompts_that_is_refused_is_left_to_be_divided()
    {
        using var server = new OpenAiServer(new OpenAiServerOptions { Misbehave = request => request.Prompts.Contains("bad") ? Misbehaviour.Status(400) : null });
        using Backend backend = server.Open("openai-completions");
        var model = new ChatModel(backend);
        await Should.ThrowAsync<BackendException>(() => Batches.InvokeAsync(model.Complete, ["a", "bad"]));
        IReadOnlyList<BatchResult<Completion>> alone = await Batches.InvokeAsync(model.Complete, ["bad"]);
        alone[0].Failure.ShouldBeOfType<BackendException>().Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_fault_that_is_no_items_is_not_divided()
    {
        using var server = new OpenAiServer(new OpenAiServerOptions { Misbehave = _ => Misbehaviour.Status(401) });
        using Backend backend = server.Open("openai-completions");
        IReadOnlyList<BatchResult<Completion>> results = await Batches.InvokeAsync(new ChatModel(backend).Complete, ["a", "b"]);
        results.ShouldAllBe(one => one.Failure is BackendException && ((BackendException)one.Failure).Status == 401);
        server.RequestCount.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"model":"m","choices":[{"index":0,"text":"a"}]}""")]
    [InlineData("""{"model":"m","choices":[{"index":0,"text":"a"},{"index":0,"text":"b"}]}""")]
    [InlineData("""{"model":"m","choices":[{"index":0,"text":"a"},{"index":2,"text":"b"}]}""")]
    [InlineData("""{"model":"m","choices":[{"index":0,"text":"a"},{"index":1}]}""")]
    public async Task Replies_that_do_not_fit_their_prompts_are_no_replies(string body)
    {
        using var server = new OpenAiServer(new OpenAiServerOptions { Misbehave = _ => Misbehaviour.Json(body) });
        using Backend backend = server.Open("openai-completions", Servers.Quick with { MaxAttempts = 2 });
        IReadOnlyList<BatchResult<Completion>> results = await Batches.InvokeAsync(new ChatModel(backend).Complete, ["a", "b"]);
        results[0].Failure.ShouldBeOfType<BackendException>().Message.ShouldContain("not JSON as expected");
        server.RequestCount.ShouldBe(2);
    }

    [Fact]
    public async Task Any_chat_client_can_be_used_and_its_faults_are_read()
    {
        var client = new FlakyClient();
        using var backend = new Backend("mine", client, Servers.Quick);
        (await new ChatModel(backend).CompleteAsync("so much")).ShouldBe(new Completion("SO MUCH", "", 2, 2, "mine"));
        (client.Calls, backend.Usage.Retries).ShouldBe((3, 2));
    }

    private static Misbehaviour Of(string fault) => fault switch
    {
        "drop" => Misbehaviour.Drop,
        "half" => Misbehaviour.Half,
        "wrong json" => Misbehaviour.WrongJson,
        "empty choices" => Misbehaviour.Json("""{"choices":[]}"""),
        "429" => Misbehaviour.TooManyRequests(),
        _ => Misbehaviour.Status(int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture)),
    };

    private sealed class FlakyClient : IChatClient
    {
        public int Calls { get; private set; }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            ++Calls switch
            {
                1 => throw new HttpRequestException("busy", null, System.Net.HttpStatusCode.ServiceUnavailable),
                2 => throw new TimeoutException(),
                _ => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, messages.Last().Text.ToUpperInvariant()))),
            };

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
