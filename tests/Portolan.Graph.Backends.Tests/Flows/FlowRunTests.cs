using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Portolan.Graph.Backends.Cache;
using Portolan.Graph.Backends.Flows;
using Portolan.Storage;
using Portolan.Testing;

namespace Portolan.Graph.Backends.Tests.Flows;

public sealed class FlowRunTests : IDisposable
{
    private const string Echo = "backends:\n  model: {provider: template, template: \"{prompt}\"}\n";

    private readonly TemporaryFolder folder = new();
    private readonly List<string> prompts = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Lines_come_out_in_their_order_with_the_fields_that_are_written()
    {
        (FlowSummary summary, string rows, _) = await RunAsync(
            "name: f\nfields: [id, q]\n" + Echo + """
            steps:
              - name: ask
                prompt: "say {{q}}"
              - name: reply
                complete: {backend: model, prompt: ask}
              - write: [{reply: reply}, id]
            """,
            string.Concat(Enumerable.Range(0, 100).Select(i => $"{{\"id\": {i}, \"q\": \"q{i % 10}\"}}\n")));
        rows.ShouldBe(string.Concat(Enumerable.Range(0, 100).Select(i => $"{{\"reply\":\"say q{i % 10}\",\"id\":{i}}}\n")));
        (summary.Lines, summary.Written, summary.Calls, summary.Failed).ShouldBe((100, 100, 10, 0));
        summary.TokensIn.ShouldBe(20);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(4096)]
    public async Task Windows_change_nothing_but_memory(int window)
    {
        (_, string rows, _) = await RunAsync(Chain, Data(100), window: window);
        (_, string whole, _) = await RunAsync(Chain, Data(100), window: 1000);
        rows.ShouldBe(whole);
        rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(50);
    }

    [Fact]
    public async Task A_filter_over_replies_saves_the_calls_behind_it()
    {
        (FlowSummary summary, _, _) = await RunAsync(Chain, Data(100));

        // 100 first calls, of which half is kept and asked again.
        (summary.Written, summary.Dropped, summary.Calls).ShouldBe((50, 50, 150));
    }

    [Fact]
    public async Task Lists_of_unknown_length_fan_out()
    {
        (FlowSummary summary, string rows, _) = await RunAsync(
            "name: f\nfields: [words]\n" + Echo + """
            steps:
              - name: ask
                prompt: "{{#each words}}{{this}}\n{{/each}}"
              - name: reply
                complete: {backend: model, prompt: ask}
              - name: lines
                parse: {from: reply, as: lines}
              - name: long
                filter: length(item) > 1
                for-each: lines
              - name: asked
                prompt: "<{{item}}>"
                for-each: long
              - name: answers
                complete: {backend: model, prompt: item}
                for-each: asked
              - name: right
                score: {of: ask, reference: item, by: contains}
                for-each: long
              - name: vectors
                embed: {backend: model, text: item, dimensions: 2}
                for-each: words
              - write: [answers, right, vectors]
            """,
            """{"words": ["aa", "b", "cc"]}""" + "\n" + """{"words": []}""" + "\n" + """{"words": ["aa"]}""" + "\n");
        string[] lines = rows.Split('\n');
        JsonElement first = JsonElement.Parse(lines[0]);
        first.GetProperty("answers").GetRawText().ShouldBe("[\"<aa>\",\"<cc>\"]");
        first.GetProperty("right").GetRawText().ShouldBe("[1,1]");
        first.GetProperty("vectors").GetArrayLength().ShouldBe(3);
        JsonElement.Parse(lines[1]).GetProperty("answers").GetArrayLength().ShouldBe(0);

        // Three replies; <aa> and <cc> once each; aa, b and cc are embedded once each.
        summary.Calls.ShouldBe(8);
        summary.Scores.ShouldHaveSingleItem().Value.ShouldBe(1);
    }

    [Fact]
    public async Task Failures_name_line_step_reason_and_attempts_and_stop_no_other_line()
    {
        (FlowSummary summary, string rows, string failures) = await RunAsync(
            "name: f\nfields: [id, q, extra?]\n" + Echo + """
            steps:
              - name: reply
                complete: {backend: model, prompt: q}
              - name: number
                parse: {from: reply, as: number}
              - write: [id, number, extra]
            """,
            """
            {"id": 1, "q": "5"}
            not JSON
            {"id": 3, "q": "many"}
            {"id": 4}

            [5]
            {"id": 7, "q": 7}
            {"id": 8, "q": "8", "extra": {"b": [1.50, null]}}
            {"id": 9, "q": "many"}
            {"id": 10, "q": "\ud83c"}
            """);
        rows.ShouldBe("{\"id\":1,\"number\":5,\"extra\":null}\n{\"id\":8,\"number\":8,\"extra\":{\"b\":[1.50,null]}}\n");
        (summary.Lines, summary.Written, summary.Failed).ShouldBe((9, 2, 7));
        string[] listed = failures.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        listed[0].ShouldStartWith("{\"line\":2,\"step\":\"input\",\"reason\":\"not JSON: ");
        listed[1].ShouldBe("{\"line\":3,\"step\":\"number\",\"reason\":\"the reply has no number: many\",\"attempts\":0,\"input\":{\"id\": 3, \"q\": \"many\"}}");
        listed[2].ShouldBe("{\"line\":4,\"step\":\"input\",\"reason\":\"the field 'q' is missing\",\"attempts\":0}");
        listed[3].ShouldContain("\"line\":6,\"step\":\"input\",\"reason\":\"a list of 1, expected an object");
        listed[4].ShouldContain("\"line\":7,\"step\":\"reply\",\"reason\":\"q is the number 7, expected a text\"");
        listed[5].ShouldContain("\"line\":9,\"step\":\"number\"");
        listed[6].ShouldContain("\"line\":10,\"step\":\"input\",\"reason\":\"a text has half a character");
    }

    [Fact]
    public async Task A_backend_that_fails_costs_its_lines_only()
    {
        (FlowSummary summary, _, string failures) = await RunAsync(Client, Data(10), client: prompt => prompt.EndsWith('3') ? throw new BackendException("refused", isTransient: false) : prompt);
        (summary.Written, summary.Failed, summary.Calls).ShouldBe((9, 1, 10));
        JsonElement failure = JsonElement.Parse(failures);
        (failure.GetProperty("line").GetInt32(), failure.GetProperty("step").GetString(), failure.GetProperty("attempts").GetInt32()).ShouldBe((4, "reply", 1));
        failure.GetProperty("reason").GetString().ShouldNotBeNull().ShouldContain("refused");
    }

    [Fact]
    public async Task A_resumed_run_calls_only_what_is_missing()
    {
        using SqliteResultStore store = SqliteResultStore.Open(folder.File("c.sqlite"));
        (FlowSummary first, string rows, _) = await RunAsync(Client, Data(20), store: store, client: prompt => prompt.EndsWith('7') ? throw new BackendException("down") : prompt);
        (first.Calls, first.Failed).ShouldBe((20, 2));
        prompts.Clear();
        (FlowSummary second, string all, _) = await RunAsync(Client, Data(20), store: store, client: prompt => prompt);
        (second.Calls, second.Cached, second.Failed).ShouldBe((2, 18, 0));
        prompts.Order(StringComparer.Ordinal).ShouldBe(["ask 17", "ask 7"]);
        all.Split('\n').Length.ShouldBe(rows.Split('\n').Length + 2);
    }

    [Fact]
    public async Task Equal_calls_of_different_windows_meet_in_the_store()
    {
        using SqliteResultStore store = SqliteResultStore.Open(folder.File("c.sqlite"));
        (FlowSummary summary, _, _) = await RunAsync(Client, string.Concat(Enumerable.Repeat("{\"n\": 1}\n", 50)), store: store, window: 10, client: prompt => prompt);
        (summary.Calls, summary.Cached, summary.Written).ShouldBe((1, 4, 50));
    }

    [Fact]
    public async Task A_replay_calls_nothing_and_compares_every_byte()
    {
        using SqliteResultStore store = SqliteResultStore.Open(folder.File("c.sqlite"));
        (_, string rows, _) = await RunAsync(Client, Data(20), store: store, client: prompt => prompt);
        (string digest, long? different) = await ReplayAsync(store, rows);
        different.ShouldBeNull();
        digest.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(rows))));
        (await ReplayAsync(store, rows.Replace("ask 3", "ask three", StringComparison.Ordinal))).Different.ShouldBe(4);
        (await ReplayAsync(store, rows + "{}\n")).Different.ShouldBe(21);
        (await ReplayAsync(store, rows[..^5])).Different.ShouldBe(20);

        store.Prune(new CachePruning { MaxBytes = 1000 });
        FlowException missing = await Should.ThrowAsync<FlowException>(() => ReplayAsync(store, rows));
        missing.Message.ShouldContain("the cache has no reply for step 'reply'");
        missing.Line.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_cost_ceiling_ends_the_run_in_order_and_what_was_paid_is_kept()
    {
        using SqliteResultStore store = SqliteResultStore.Open(folder.File("c.sqlite"));
        string flow = Client.Replace("provider: given", "provider: given, concurrency: 1, cost-ceiling: 0.00002, price: {input: 1, output: 1}", StringComparison.Ordinal)
            .Replace("prompt: ask}", "prompt: ask, max-tokens: 3}", StringComparison.Ordinal);
        (FlowSummary summary, string rows, _) = await RunAsync(flow, Data(50), store: store, client: prompt => prompt);
        summary.StopReason.ShouldNotBeNull().ShouldContain("the cost ceiling of backend given");
        summary.Calls.ShouldBeInRange(1, 10);
        rows.ShouldBe("");
        store.Statistics().Entries.ShouldBe(summary.Calls);
    }

    [Fact]
    public void An_estimate_counts_distinct_calls_and_those_that_are_cached()
    {
        string data = folder.Write("d.jsonl", Data(10) + "{\"n\": 3}\nbroken\n");
        Flow flow = Flow.Parse(Chain, "f.yaml");
        using FlowBackends backends = FlowBackends.Open(flow, new BackendOptions(), offline: true);
        var runner = new FlowRunner(flow, backends);
        FlowEstimate estimate = runner.Estimate(new FlowRunOptions { Input = data, WindowLines = 4 });
        (estimate.Lines, estimate.Unusable).ShouldBe((12, 1));
        estimate.Steps.Select(step => (step.Step, step.Calls)).ShouldBe([("reply", 10), ("again", 10)]);
        estimate.Steps[0].TokensIn.ShouldBe(20);
        runner.Estimate(new FlowRunOptions { Input = data, Limit = 3 }, node => node.Label == "reply").Steps[0].ShouldBe(new StepEstimate("reply", "model", 3, 3, 0, 0, 0, 0));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_says_so()
    {
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => RunAsync(
            Client,
            Data(50),
            client: prompt =>
            {
                stop.Cancel();
                return prompt;
            },
            cancellationToken: stop.Token));
    }

    [Fact]
    public async Task Compressed_and_damaged_input()
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Data(1000)));
        }

        string flow = Client;
        (FlowSummary summary, _, _) = await RunAsync(flow, packed.ToArray(), client: prompt => prompt);
        summary.Written.ShouldBe(1000);
        StorageException e = await Should.ThrowAsync<StorageException>(() => RunAsync(flow, packed.ToArray()[..^20], client: prompt => prompt));
        e.Message.ShouldContain("damaged");
        await Should.ThrowAsync<FileNotFoundException>(() => RunFileAsync(flow, folder.File("none.jsonl")));
        (await Should.ThrowAsync<FlowException>(() => RunFileAsync(flow, folder.Path))).Message.ShouldContain("is a directory");
        (await Should.ThrowAsync<StorageException>(() => RunAsync(flow, new byte[(16 << 20) + 2], client: prompt => prompt))).Message.ShouldContain("line 1 has more than");
    }

    [Fact]
    public void Damaged_input_gives_lines_or_reasons() => Mutations.Run("{\"a\": 1}\r\n\n{\"a\": [\"ü\", {\"b\": null}]}\n{\"a\": \"\\ud83c\"}", 300, FlowInput.Fuzz);

    private const string Client =
        """
        name: f
        fields: [n]
        backends:
          model: {provider: given, max-attempts: 1}
        steps:
          - name: ask
            prompt: "ask {{n}}"
          - name: reply
            complete: {backend: model, prompt: ask}
          - write: [n, reply]
        """;

    private const string Chain = "name: f\nfields: [n]\n" + Echo +
        """
        steps:
          - name: ask
            prompt: "ask {{n}}"
          - name: reply
            complete: {backend: model, prompt: ask}
          - name: value
            parse: {from: reply, as: number}
          - name: small
            filter: value < 50
          - name: more
            prompt: "{{reply}} again"
          - name: again
            complete: {backend: model, prompt: more}
          - write: [n, again]
        """;

    private static string Data(int count) => string.Concat(Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{{\"n\": {i}}}\n")));

    private Task<(FlowSummary Summary, string Rows, string Failures)> RunAsync(
        string yaml, string data, IResultStore? store = null, int window = 4096, Func<string, string>? client = null, CancellationToken cancellationToken = default) =>
        RunAsync(yaml, Encoding.UTF8.GetBytes(data), store, window, client, cancellationToken);

    private Task<(FlowSummary Summary, string Rows, string Failures)> RunAsync(
        string yaml, byte[] data, IResultStore? store = null, int window = 4096, Func<string, string>? client = null, CancellationToken cancellationToken = default) =>
        RunFileAsync(yaml, folder.Write("data.jsonl", data), store, window, client, cancellationToken);

    private async Task<(FlowSummary Summary, string Rows, string Failures)> RunFileAsync(
        string yaml, string path, IResultStore? store = null, int window = 4096, Func<string, string>? client = null, CancellationToken cancellationToken = default)
    {
        Flow flow = Flow.Parse(yaml, "f.yaml");
        using var output = new MemoryStream();
        using var failures = new MemoryStream();
        using FlowBackends backends = FlowBackends.Open(flow, new BackendOptions(), Given(client ?? (prompt => prompt)));
        FlowSummary summary = await new FlowRunner(flow, backends).RunAsync(
            new FlowRunOptions { Input = path, Store = store, WindowLines = window }, output, failures, cancellationToken);
        return (summary, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(failures.ToArray()));
    }

    private async Task<(string Digest, long? Different)> ReplayAsync(SqliteResultStore store, string earlier)
    {
        Flow flow = Flow.Parse(Client, "f.yaml");
        using FlowBackends backends = FlowBackends.Open(flow, new BackendOptions(), Given(_ => throw new InvalidOperationException("a replay calls nothing")), offline: true);
        using var compared = new ReplayStream(folder.Write("earlier.jsonl", earlier));
        await new FlowRunner(flow, backends).RunAsync(new FlowRunOptions { Input = folder.File("data.jsonl"), Store = store, CacheOnly = true }, compared, null);
        return (compared.Finish(), compared.DifferentLine);
    }

    private Func<FlowBackend, BackendOptions, Backend?> Given(Func<string, string> reply) => (backend, options) =>
        backend.Settings.Provider == "given" ? new Backend("given", new GivenClient(reply, prompts), backend.Settings.Limits, options) : null;

    private sealed class GivenClient(Func<string, string> reply, List<string> prompts) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            string prompt = messages.Last().Text;
            lock (prompts)
            {
                prompts.Add(prompt);
            }

            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, reply(prompt)))
            {
                Usage = new UsageDetails { InputTokenCount = 2, OutputTokenCount = 2 },
            });
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
