using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;
using Portolan.Graph.Backends.Flows;
using Portolan.Testing;

namespace Portolan.Graph.Backends.Tests.Flows;

/// <summary>A run in chunks comes out as a run in one piece.</summary>
public sealed class FlowChunksTests : IDisposable
{
    private const string Questions =
        """
        name: f
        fields: [n, extra?]
        variables: {word: ask}
        backends:
          model: {provider: given, max-attempts: 1}
        steps:
          - name: large
            filter: n >= 3
          - name: ask
            prompt: "{{word}} {{n}}"
          - name: reply
            complete: {backend: model, prompt: ask}
          - name: small
            filter: not (reply contains "9")
          - name: number
            parse: {from: reply, as: number}
          - name: right
            score: {of: number, reference: n, by: exact-match}
          - write: [n, number, right]
        """;

    private readonly TemporaryFolder folder = new();
    private int calls;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, null)]
    [InlineData(7, null)]
    [InlineData(7, 18L)]
    [InlineData(1000, null)]
    public async Task Rows_and_failures_are_those_of_a_run_in_one_piece(int lines, long? limit)
    {
        string input = folder.Write("data.jsonl", Encoding.UTF8.GetBytes(AwkwardData()));
        (FlowSummary whole, byte[] rows, byte[] failures, FlowFailure[] listed) = await RunWholeAsync(input, limit);
        (FlowSummary joined, byte[] joinedRows, byte[] joinedFailures, FlowFailure[] told) = await RunChunksAsync(Questions, input, lines, limit);
        Encoding.UTF8.GetString(joinedRows).ShouldBe(Encoding.UTF8.GetString(rows));
        Encoding.UTF8.GetString(joinedFailures).ShouldBe(Encoding.UTF8.GetString(failures));
        (joined.Lines, joined.Written, joined.Dropped, joined.Failed).ShouldBe((whole.Lines, whole.Written, whole.Dropped, whole.Failed));
        joined.Scores.ShouldBe(whole.Scores);
        told.ShouldBe(listed);
        Math.Min(joined.Written, Math.Min(joined.Dropped, joined.Failed)).ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task An_input_without_lines_has_no_chunks()
    {
        (FlowSummary summary, byte[] rows, _, _) = await RunChunksAsync(Questions, folder.Write("data.jsonl", "\n\n"), 5, null);
        (summary.Lines, rows.Length).ShouldBe((0, 0));
        summary.Scores.ShouldHaveSingleItem().Value.ShouldBe(double.NaN);
    }

    [Fact]
    public async Task What_was_paid_for_is_not_paid_again_by_another_run_with_other_chunks()
    {
        string input = folder.Write("data.jsonl", string.Concat(Enumerable.Range(10, 30).Select(i => $"{{\"n\": {i}}}\n")));
        await RunChunksAsync(Questions, input, 7, null);
        int paid = calls;
        (FlowSummary again, _, _, _) = await RunChunksAsync(Questions.Replace("as: number", "as: number, which: first", StringComparison.Ordinal), input, 4, null);

        // A call that failed has no reply, so it is made again, as by a run in one piece.
        (again.Calls, again.Cached).ShouldBe((3, 27));
        (calls - paid).ShouldBe(3);
    }

    [Fact]
    public void Any_process_makes_the_same_graph_unless_flow_or_lines_are_others()
    {
        string input = folder.Write("data.jsonl", "{\"n\": 1}\n{\"n\": 2}\n");
        string[] keys = Keys(Questions, input);
        string[] reopened = Use(Questions, (flow, backends) =>
        {
            FlowChunks made = FlowChunks.Create(flow, backends, Options(input, 1), folder.File("run"));
            return KeysOf(FlowChunks.Open(flow, backends, folder.File("run"), made.Chunks));
        });
        reopened.ShouldBe(keys);

        // Limits change no line; everything that a row or a failure is made of does.
        Keys(Questions.Replace("max-attempts: 1", "max-attempts: 2", StringComparison.Ordinal), input).ShouldBe(keys);
        foreach ((string from, string to) in new[]
        {
            ("{{word}} {{n}}", "{{word}}: {{n}}"), ("{word: ask}", "{word: say}"), ("extra?", "extra"), ("prompt: ask}", "prompt: ask, temperature: 0}"),
            ("name: small", "name: tiny"), ("n >= 3", "n >= 4"), ("by: exact-match", "by: contains"), ("write: [n, number, right]", "write: [number, n, right]"),
        })
        {
            string[] others = Keys(Questions.Replace(from, to, StringComparison.Ordinal), input);
            others.Intersect(keys).ShouldBeEmpty(from);
        }

        string[] changed = Keys(Questions, folder.Write("other.jsonl", "{\"n\": 1}\n{\"n\": 3}\n"));
        changed[0].ShouldBe(keys[0]);
        changed[1].ShouldNotBe(keys[1]);
    }

    [Fact]
    public async Task A_ceiling_that_is_reached_ends_the_run_and_a_higher_one_goes_on()
    {
        const string limits = "max-attempts: 1";
        string input = folder.Write("data.jsonl", string.Concat(Enumerable.Range(10, 8).Select(i => $"{{\"n\": {i}}}\n")));
        string priced = Questions.Replace(limits, limits + ", concurrency: 1, price: {input: 1000000, output: 1000000}, expected-tokens-out: 2, cost-ceiling: 20", StringComparison.Ordinal);
        (FlowSummary stopped, _, _, _) = await RunChunksAsync(priced, input, 4, null);
        stopped.StopReason.ShouldNotBeNull().ShouldContain("ceiling");
        int paid = calls;
        paid.ShouldBeInRange(1, 7);
        (FlowSummary done, byte[] rows, _, _) = await RunChunksAsync(priced.Replace("expected-tokens-out: 2, cost-ceiling: 20", "cost-ceiling: 900", StringComparison.Ordinal), input, 4, null);
        done.StopReason.ShouldBeNull();
        calls.ShouldBe(8);
        Encoding.UTF8.GetString(rows).ShouldStartWith("{\"n\":10,");
    }

    /// <summary>Lines of every kind: good ones, failing ones, blank ones, half-empty line ends and two byte order marks.</summary>
    private static string AwkwardData()
    {
        var text = new StringBuilder("\uFEFF\uFEFF{\"n\": 10}\n");
        for (int i = 0; i < 40; i++)
        {
            string line = (i % 10) switch
            {
                3 => "not JSON",
                4 => string.Create(CultureInfo.InvariantCulture, $"{{\"n\": {i},\r \"extra\": [\"\\u0041\", {{}}]}}\r"),
                5 => "",
                7 => "{\"n\": \"x\"}",
                _ => string.Create(CultureInfo.InvariantCulture, $"{{\"n\": {i}}}"),
            };
            text.Append(line).Append(i % 3 == 0 ? "\r\n" : "\n");
        }

        return text.Append("{\"n\": 77}").ToString();
    }

    private static FlowRunOptions Options(string input, int lines, long? limit = null) => new() { Input = input, WindowLines = lines, Limit = limit };

    private static string[] KeysOf(FlowChunks chunks) => [.. chunks.Outputs.Select(node => node.Key.ToString())];

    private string[] Keys(string yaml, string input) =>
        Use(yaml, (flow, backends) => KeysOf(FlowChunks.Create(flow, backends, Options(input, 1), folder.File("run"))));

    private T Use<T>(string yaml, Func<Flow, FlowBackends, T> use)
    {
        Flow flow = Flow.Parse(yaml, "f.yaml");
        using FlowBackends backends = Open(flow);
        return use(flow, backends);
    }

    private async Task<(FlowSummary Summary, byte[] Rows, byte[] Failures, FlowFailure[] Told)> RunWholeAsync(string input, long? limit)
    {
        Flow flow = Flow.Parse(Questions, "f.yaml");
        using FlowBackends backends = Open(flow);
        using var rows = new MemoryStream();
        using var failures = new MemoryStream();
        var told = new List<FlowFailure>();
        FlowSummary summary = await new FlowRunner(flow, backends).RunAsync(Options(input, 4096, limit) with { Failed = told.Add }, rows, failures);
        return (summary, rows.ToArray(), failures.ToArray(), [.. told]);
    }

    private async Task<(FlowSummary Summary, byte[] Rows, byte[] Failures, FlowFailure[] Told)> RunChunksAsync(
        string yaml, string input, int lines, long? limit)
    {
        Flow flow = Flow.Parse(yaml, "f.yaml");
        using FlowBackends backends = Open(flow);
        FlowChunks chunks = FlowChunks.Create(flow, backends, Options(input, lines, limit), folder.File("run"));
        GraphResult result = await new GraphRunner(new GraphRunnerOptions { Store = chunks.Store }).Start(chunks.Graph, chunks.Outputs).Completion;
        result.Failures.ShouldBeEmpty();
        using var rows = new MemoryStream();
        using var failures = new MemoryStream();
        var told = new List<FlowFailure>();
        FlowSummary summary = chunks.Join(result, rows, failures, told.Add);
        if (summary.StopReason is null)
        {
            chunks.RemoveWork();
        }

        return (summary, rows.ToArray(), failures.ToArray(), [.. told]);
    }

    private FlowBackends Open(Flow flow) => FlowBackends.Open(
        flow,
        new BackendOptions(),
        (backend, options) => new Backend("given", new Client(this), backend.Settings.Limits, options));

    /// <summary>Gives back the number of its prompt; of some numbers it refuses to speak.</summary>
    private sealed class Client(FlowChunksTests test) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref test.calls);
            string prompt = messages.Last().Text;
            return prompt.EndsWith('8') ? throw new BackendException("refused", isTransient: false) : Task.FromResult(
                new ChatResponse(new ChatMessage(ChatRole.Assistant, prompt)) { Usage = new UsageDetails { InputTokenCount = 2, OutputTokenCount = 2 } });
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // Holds nothing.
        }
    }
}
