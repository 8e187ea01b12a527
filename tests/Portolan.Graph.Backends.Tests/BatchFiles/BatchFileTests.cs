using System.Text;
using Portolan.Graph.Backends.Internals;
using Portolan.Testing;

namespace Portolan.Graph.Backends.Tests.BatchFiles;

public class BatchFileTests
{
    private static readonly string[] Prompts = ["a", "b b", "c", "a"];

    [Fact]
    public async Task A_batch_is_uploaded_submitted_polled_and_mapped_back()
    {
        using var folder = new TemporaryFolder();
        using var server = new OpenAiServer(new OpenAiServerOptions { BatchPolls = 3 });
        using Backend backend = Open(server);
        IReadOnlyList<BatchResult<Completion>> results = await RunAsync(backend, folder);
        results.Select(one => one.Value.Text).ShouldBe(["re: a", "re: b b", "re: c", "re: a"]);
        server.BatchCount.ShouldBe(1);
        server.Prompts.ShouldBe(new Dictionary<string, int> { ["a"] = 1, ["b b"] = 1, ["c"] = 1 }, ignoreOrder: true);
        server.Requests.Select(request => $"{request.Method} {request.Path}").ShouldBe(
        [
            "POST /v1/files", "POST /v1/batches", "GET /v1/batches/batch_1", "GET /v1/batches/batch_1", "GET /v1/batches/batch_1", "GET /v1/files/file-2/content",
        ]);
        backend.Usage.TokensIn.ShouldBe(4);
        backend.Usage.TokensOut.ShouldBe(7);

        // (4 + 7) tokens at half a dollar each.
        backend.Usage.Cost.ShouldBe(5.5m);
    }

    [Fact]
    public async Task How_a_prompt_travels_changes_neither_key_nor_result()
    {
        using var folder = new TemporaryFolder();
        using var server = new OpenAiServer();
        using Backend backend = Open(server);
        var model = new ChatModel(backend);
        var graph = new TaskGraph();
        Node<string> prompt = graph.Value("a");
        Node<Completion> file = graph.Call(model.CompleteInBatchFile(Options(folder)), prompt);
        file.Key.ShouldBe(graph.Call(model.Complete, prompt).Key);
        RunRecord run = await Runs.RunAsync(graph, [file], backend);
        run.Result.Get(file).ShouldBe(await model.CompleteAsync("a"));
        run.Events.OfType<NodeWaited>().ShouldContain(one => one.Reason.StartsWith("batch batch_1 is in_progress", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_was_killed_while_waiting_polls_the_same_batch()
    {
        using var folder = new TemporaryFolder();
        using var server = new OpenAiServer(new OpenAiServerOptions { BatchPolls = 1000 });
        using (Backend backend = Open(server))
        {
            using var stop = new CancellationTokenSource();
            server.Options = server.Options with { Misbehave = request => StopAtPoll(request, stop) };
            await Should.ThrowAsync<OperationCanceledException>(() => RunAsync(backend, folder, stop.Token));
        }

        server.Options = new OpenAiServerOptions { BatchPolls = 1 };
        using Backend again = Open(server);
        IReadOnlyList<BatchResult<Completion>> results = await RunAsync(again, folder);
        results.Select(one => one.Value.Text).ShouldBe(["re: a", "re: b b", "re: c", "re: a"]);
        server.BatchCount.ShouldBe(1);
        server.Prompts.Values.ShouldAllBe(count => count == 1);

        // Killed once more before its results were kept: still nothing is paid twice.
        (await RunAsync(again, folder)).Count.ShouldBe(4);
        server.BatchCount.ShouldBe(1);

        static Misbehaviour? StopAtPoll(OpenAiRequest request, CancellationTokenSource stop)
        {
            if (request.Path.EndsWith("/batch_1", StringComparison.Ordinal))
            {
                stop.Cancel();
            }

            return null;
        }
    }

    [Fact]
    public async Task A_run_that_was_killed_around_the_submission_finds_the_batch_at_the_provider()
    {
        using var folder = new TemporaryFolder();
        using var server = new OpenAiServer();
        using Backend backend = Open(server);
        await RunAsync(backend, folder);
        string path = Directory.GetFiles(folder.Path, "*.batch.json").ShouldHaveSingleItem();
        string state = File.ReadAllText(path);
        state.ShouldContain("\"BatchId\":\"batch_1\"");
        File.WriteAllText(path, state.Replace("\"batch_1\"", "null", StringComparison.Ordinal));
        (await RunAsync(backend, folder)).Select(one => one.Value.Text).ShouldBe(["re: a", "re: b b", "re: c", "re: a"]);
        server.BatchCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_run_that_was_killed_before_the_submission_arrived_submits()
    {
        using var folder = new TemporaryFolder();
        using var server = new OpenAiServer();
        using Backend backend = Open(server);
        server.Options = new OpenAiServerOptions { Misbehave = request => request is { Method: "POST", Path: "/v1/batches" } ? Misbehaviour.Status(400) : null };
        await Should.ThrowAsync<BackendException>(() => RunAsync(backend, folder));
        Directory.GetFiles(folder.Path, "*.batch.json").Length.ShouldBe(1);
        server.Options = new OpenAiServerOptions();
        (await RunAsync(backend, folder)).Count(one => one.Failure is null).ShouldBe(4);
        server.BatchCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_submission_whose_answer_was_lost_is_not_made_again()
    {
        using var folder = new TemporaryFolder();
        using var server = new OpenAiServer();
        int submissions = 0;
        server.Options = new OpenAiServerOptions
        {
            Misbehave = request => request is { Method: "POST", Path: "/v1/batches" } && Interlocked.Increment(ref submissions) == 1 ? Misbehaviour.Half : null,
        };
        using Backend backend = Open(server);
        (await RunAsync(backend, folder)).Count(one => one.Failure is null).ShouldBe(4);
        (server.BatchCount, submissions).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Prompts_of_an_earlier_batch_are_waited_for_and_only_the_others_are_submitted()
    {
        using var folder = new TemporaryFolder();
        using var server = new OpenAiServer();
        using Backend backend = Open(server);
        await RunAsync(backend, folder);
        IReadOnlyList<BatchResult<Completion>> results = await Batches.InvokeAsync(new ChatModel(backend).CompleteInBatchFile(Options(folder)), ["c", "new", "a"]);
        results.Select(one => one.Value.Text).ShouldBe(["re: c", "re: new", "re: a"]);
        server.BatchCount.ShouldBe(2);
        server.Prompts.Values.ShouldAllBe(count => count == 1);
    }

    [Fact]
    public async Task An_item_that_fails_fails_alone_and_is_submitted_anew_by_the_next_run()
    {
        using var folder = new TemporaryFolder();
        using var server = new OpenAiServer(new OpenAiServerOptions { BatchItemFails = prompt => prompt == "c" });
        using Backend backend = Open(server);
        IReadOnlyList<BatchResult<Completion>> results = await RunAsync(backend, folder);
        results[2].Failure.ShouldBeOfType<BackendException>().Message.ShouldBe("openai/m answered 400: bad prompt c");
        results.Count(one => one.Failure is null).ShouldBe(3);
        server.Options = new OpenAiServerOptions();
        results = await RunAsync(backend, folder);
        results.Count(one => one.Failure is null).ShouldBe(4);
        server.BatchCount.ShouldBe(2);
        server.Prompts.Values.ShouldAllBe(count => count == 1);
    }

    [Fact]
    public async Task A_batch_that_expired_keeps_what_it_answered()
    {
        using var folder = new TemporaryFolder();
        using var server = new OpenAiServer(new OpenAiServerOptions { BatchEnd = "expired" });
        using Backend backend = Open(server);
        IReadOnlyList<BatchResult<Completion>> results = await RunAsync(backend, folder);
        results.Count(one => one.Failure is null).ShouldBeInRange(1, 2);
        results.First(one => one.Failure is not null).Failure!.Message.ShouldBe("the batch gave no answer to this prompt: batch_expired too late");
    }

    [Fact]
    public async Task A_batch_is_not_submitted_beyond_the_ceiling()
    {
        using var folder = new TemporaryFolder();
        using var server = new OpenAiServer();
        using Backend backend = Open(server, Servers.Quick with { CostCeiling = 10m });
        await Should.ThrowAsync<StopRunException>(() => RunAsync(backend, folder));
        server.RequestCount.ShouldBe(0);
    }

    [Fact]
    public void Backends_without_batch_files_say_so()
    {
        using Backend backend = Backend.Open(new BackendSettings());
        Should.Throw<ArgumentException>(() => new ChatModel(backend).CompleteInBatchFile(new BatchFileOptions("x"))).Message.ShouldContain("takes no batch files");
    }

    [Fact]
    public void Mutated_states_are_read_or_refused()
    {
        byte[] original = Encoding.UTF8.GetBytes("""{"Version":1,"Backend":"openai/m","Marker":"00ff","BatchId":"batch_1","Items":["aa","bb"]}""");
        BatchFileStates.Parse(original, "x").Items.ShouldBe(["aa", "bb"]);
        var random = new Random(11);
        for (int round = 0; round < 2000; round++)
        {
            BatchFileStates.Fuzz(Mutation.Of(original, random));
        }
    }

    [Fact]
    public void A_state_of_another_version_is_refused_with_its_version() =>
        Should.Throw<BackendException>(() => BatchFileStates.Parse("""{"Version":2,"Backend":"b","Marker":"00","BatchId":null,"Items":[]}"""u8, "x")).Message
            .ShouldBe("x has version 2, expected 1");

    private static BatchFileOptions Options(TemporaryFolder folder) => new(folder.Path) { PollInterval = TimeSpan.FromMilliseconds(1) };

    private static Backend Open(OpenAiServer server, BackendLimits? limits = null) => server.Open(
        limits: limits,
        options: new BackendOptions { Prices = PriceTable.Parse("models: { m: { input: 1000000, output: 1000000, batch_input: 500000, batch_output: 500000 } }") });

    private static Task<IReadOnlyList<BatchResult<Completion>>> RunAsync(Backend backend, TemporaryFolder folder, CancellationToken cancellationToken = default) =>
        Batches.InvokeAsync(new ChatModel(backend).CompleteInBatchFile(Options(folder)), Prompts, cancellationToken);
}
