using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Graph.Backends.Flows;

namespace Portolan.Cli.Commands;

/// <summary>What <c>graph run --json</c> prints.</summary>
internal static class GraphRunJson
{
    public static IReadOnlyList<JsonShape> Shapes { get; } =
    [
        new("node", ["step", "key", "status", "attempts"], "for each distinct call of a model, when it ends, but not with `--executor slurm`; `status` is `done`, `cached` or `failed`, `attempts` counts requests"),
        new("failure", ["line", "step", "reason", "attempts"], "for each line that failed, in the order of the input"),
        new("plan", ["step", "backend", "calls", "cached", "open", "tokens_in", "tokens_out", "cost"], "with `--dry-run`, for each step that calls a model; `open` calls stand for a list whose length is not known, `cost` is null where no price is known"),
        new("queued", ["nodes", "directory"], "with `--detach`, in place of all others; the directory is the one that `portolan jobs` takes"),
        new("summary", ["calls", "batches", "cached", "failed", "tokens_in", "tokens_out", "cost", "seconds", "cost_known", "lines", "written", "dropped", "scores", "stopped", "output", "failures", "cache", "report"], "at the end; `failed` counts lines, `cost` is in US dollars and leaves out models without a price, `stopped` is the reason of an early end or null. With `--dry-run` it counts calls that would be made"),
    ];

    public static void Write(JsonLinesWriter json, FlowCall call)
    {
        Utf8JsonWriter writer = json.Begin("node");
        writer.WriteString("step"u8, call.Step);
        writer.WriteString("key"u8, call.Key.ToString());
        writer.WriteString("status"u8, call.Status switch { FlowCallStatus.Done => "done"u8, FlowCallStatus.Cached => "cached"u8, _ => "failed"u8 });
        writer.WriteNumber("attempts"u8, call.Attempts);
        json.End();
    }

    public static void Write(JsonLinesWriter json, FlowFailure failure)
    {
        Utf8JsonWriter writer = json.Begin("failure");
        writer.WriteNumber("line"u8, failure.Line);
        writer.WriteString("step"u8, failure.Step);
        writer.WriteString("reason"u8, failure.Reason);
        writer.WriteNumber("attempts"u8, failure.Attempts);
        json.End();
    }

    public static void Write(JsonLinesWriter json, StepEstimate step)
    {
        Utf8JsonWriter writer = json.Begin("plan");
        writer.WriteString("step"u8, step.Step);
        writer.WriteString("backend"u8, step.Backend);
        writer.WriteNumber("calls"u8, step.Calls);
        writer.WriteNumber("cached"u8, step.Cached);
        writer.WriteNumber("open"u8, step.Open);
        writer.WriteNumber("tokens_in"u8, step.TokensIn);
        writer.WriteNumber("tokens_out"u8, step.TokensOut);
        if (step.Cost is { } cost)
        {
            writer.WriteNumber("cost"u8, cost);
        }
        else
        {
            writer.WriteNull("cost"u8);
        }

        json.End();
    }

    public static void WriteSummary(JsonLinesWriter json, FlowSummary summary, bool costKnown, GraphRunFiles? files)
    {
        Utf8JsonWriter writer = json.BeginSummary();
        writer.WriteNumber("calls"u8, summary.Calls);
        writer.WriteNumber("batches"u8, summary.Batches);
        writer.WriteNumber("cached"u8, summary.Cached);
        writer.WriteNumber("failed"u8, summary.Failed);
        writer.WriteNumber("tokens_in"u8, summary.TokensIn);
        writer.WriteNumber("tokens_out"u8, summary.TokensOut);
        writer.WriteNumber("cost"u8, summary.Cost);
        writer.WriteNumber("seconds"u8, summary.Duration.TotalSeconds);
        writer.WriteBoolean("cost_known"u8, costKnown);
        writer.WriteNumber("lines"u8, summary.Lines);
        writer.WriteNumber("written"u8, summary.Written);
        writer.WriteNumber("dropped"u8, summary.Dropped);
        writer.WriteStartObject("scores"u8);
        foreach ((string name, double mean) in summary.Scores)
        {
            if (double.IsNaN(mean))
            {
                writer.WriteNull(name);
            }
            else
            {
                writer.WriteNumber(name, mean);
            }
        }

        writer.WriteEndObject();
        writer.WriteString("stopped"u8, summary.StopReason);
        writer.WriteString("output"u8, summary.StopReason is null ? files?.Output : null);
        writer.WriteString("failures"u8, summary.Failed > 0 && summary.StopReason is null ? files?.Failures : null);
        writer.WriteString("cache"u8, files?.Cache);
        writer.WriteString("report"u8, files?.Report);
        json.End();
    }
}
