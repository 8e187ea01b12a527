using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Settings;
using Portolan.Graph.Backends;
using Portolan.Graph.Backends.Cache;
using Portolan.Graph.Backends.Flows;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan graph replay</c>: the proof that a result follows from flow, data and cache alone.</summary>
internal sealed class GraphReplayCommand : Verb
{
    private readonly Argument<string> flow = GraphSettings.Flow();
    private readonly Setting<string?> input = Setting.Text("--input", "file", "The data of the earlier run.", required: true);
    private readonly Setting<string?> output = Setting.Text("--output", "file", "What the earlier run wrote; it is read and not changed.", required: true);
    private readonly Setting<string?> cache = Setting.Text("--cache", "file", "The replies of the earlier run.", "OUTPUT.cache.sqlite");
    private readonly Setting<string[]> assignments = GraphSettings.Assignments();
    private readonly Setting<int> limit = Setting.Integer("--limit", "count", "As in the earlier run.", 0, 1, int.MaxValue, "all");

    public GraphReplayCommand()
        : base("replay", "Runs a flow again from the cache alone and compares the result byte for byte.")
    {
        Add(flow);
        Add(input);
        Add(output);
        Add(cache);
        Add(assignments);
        Add(limit);
    }

    public override string Details =>
        "No backend is called and no key is needed. A reply that the cache does not have is an error that names the step and the line. When the result "
        + "is the same, its SHA-256 is printed and the exit code is 0; when it differs, the first different line, and 1.";

    public override IReadOnlyList<CommandExample> Examples =>
        [new("Is it still what the replies give?", "portolan graph replay samples/flows/harbour.yaml --input samples/flows/harbour.jsonl --output answers.jsonl")];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("failure", ["line", "step", "reason", "attempts"], "for each line that fails again, in the order of the input"),
        new("summary", ["same", "sha256", "different_line", "lines", "written", "dropped", "failed", "cached", "seconds"], "at the end; `different_line` is null when the result is the same"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        Flow read = Flow.Load(context.Value(flow), context.Value(assignments));
        string rows = context.Value(output)!;
        using FlowBackends backends = GraphSettings.OpenOffline(read, PriceTable.Empty, context.Time);
        using SqliteResultStore store = GraphSettings.OpenCache(
            context.IsGiven(cache) ? context.Value(cache)! : rows + ".cache.sqlite", PriceTable.Empty, backends, context.Time, mustExist: true, countUses: false);
        using var compared = new ReplayStream(rows);
        FlowSummary summary = await new FlowRunner(read, backends).RunAsync(
            new FlowRunOptions
            {
                Input = context.Value(input)!,
                Limit = context.IsGiven(limit) ? context.Value(limit) : null,
                Store = store,
                CacheOnly = true,
                Failed = context.Output.IsJson ? failure => GraphRunJson.Write(context.Output.Json, failure) : null,
                TimeProvider = context.Time,
            },
            compared,
            null,
            context.Cancellation).ConfigureAwait(false);
        string digest = compared.Finish();
        Render(context, summary, digest, compared.DifferentLine, rows);
        return compared.DifferentLine is null ? ExitCode.Done : ExitCode.No;
    }

    private static void Render(CommandContext context, FlowSummary summary, string digest, long? differentLine, string rows)
    {
        if (context.Output.IsJson)
        {
            Utf8JsonWriter writer = context.Output.Json.BeginSummary();
            writer.WriteBoolean("same"u8, differentLine is null);
            writer.WriteString("sha256"u8, digest);
            if (differentLine is { } line)
            {
                writer.WriteNumber("different_line"u8, line);
            }
            else
            {
                writer.WriteNull("different_line"u8);
            }

            writer.WriteNumber("lines"u8, summary.Lines);
            writer.WriteNumber("written"u8, summary.Written);
            writer.WriteNumber("dropped"u8, summary.Dropped);
            writer.WriteNumber("failed"u8, summary.Failed);
            writer.WriteNumber("cached"u8, summary.Cached);
            writer.WriteNumber("seconds"u8, summary.Duration.TotalSeconds);
            context.Output.Json.End();
            return;
        }

        context.Output.Text.Write(differentLine is null
            ? $"the same: {Quantity.Count(summary.Written)} lines from {Quantity.Count(summary.Cached)} replies, no backend was called\nsha256  {digest}\n"
            : $"not the same: {rows} differs from the replay at line {Quantity.Plain(differentLine.Value)}\nsha256  {digest}  (of the replay)\n");
    }
}
