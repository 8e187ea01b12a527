using System.Globalization;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Graph;
using Portolan.Graph.Backends;
using Portolan.Graph.Backends.Cache;
using Portolan.Graph.Backends.Flows;
using Portolan.Graph.Reports;
using Portolan.Storage;

namespace Portolan.Cli.Commands;

/// <summary>Runs a flow, or estimates it, and renders what happens.</summary>
internal sealed class GraphFlowRun(CommandContext context, Flow flow, FlowRunOptions options)
{
    // What a person reads through on the screen; the file has the rest.
    private const int ShownFailures = 10;

    private readonly CommandOutput output = context.Output;

    /// <summary>Removes a SQLite file and its log.</summary>
    public static void DeleteDatabase(string path)
    {
        foreach (string part in (ReadOnlySpan<string>)["", "-wal", "-shm"])
        {
            File.Delete(path + part);
        }
    }

    public ExitCode Estimate(FlowBackends backends, SqliteResultStore? cache)
    {
        FlowEstimate estimate = new FlowRunner(flow, backends).Estimate(
            options, cache is null ? null : node => cache.Contains(ResultAddress.Of(node)), context.Cancellation);
        bool costKnown = estimate.Steps.All(step => step.Cost is not null);
        var summary = new FlowSummary
        {
            Lines = estimate.Lines,
            Failed = estimate.Unusable,
            Calls = estimate.Steps.Sum(step => step.Calls - step.Cached),
            Cached = estimate.Steps.Sum(step => step.Cached),
            TokensIn = estimate.Steps.Sum(step => step.TokensIn),
            TokensOut = estimate.Steps.Sum(step => step.TokensOut),
            Cost = (double)estimate.Steps.Sum(step => step.Cost ?? 0),
        };
        if (output.IsJson)
        {
            foreach (StepEstimate step in estimate.Steps)
            {
                GraphRunJson.Write(output.Json, step);
            }

            GraphRunJson.WriteSummary(output.Json, summary, costKnown, null);
            return ExitCode.Done;
        }

        TextWriter text = output.Text;
        text.Write($"{Quantity.Count(estimate.Lines)} lines" + (estimate.Unusable > 0 ? $", {Quantity.Count(estimate.Unusable)} of them cannot be used\n\n" : "\n\n"));
        text.Write($"{"step",-16}{"backend",-16}{"calls",10}{"cached",10}{"tokens in",12}{"tokens out",12}{"cost",16}\n");
        foreach (StepEstimate step in estimate.Steps)
        {
            string calls = Quantity.Count(step.Calls) + (step.Open > 0 ? "+" : "");
            text.Write($"{step.Step,-16}{step.Backend,-16}{calls,10}{Quantity.Count(step.Cached),10}{Quantity.Count(step.TokensIn),12}{Quantity.Count(step.TokensOut),12}{(step.Cost is { } cost ? GraphSettings.Money((double)cost) : "unknown"),16}\n");
        }

        text.Write($"\n{Quantity.Count(summary.Calls)} calls to make, at most about {Quantity.Count(summary.TokensIn + summary.TokensOut)} tokens and {GraphSettings.Money(summary.Cost)}{(costKnown ? "" : " for the models whose price is known")}\n");
        if (estimate.Steps.Any(step => step.Open > 0))
        {
            output.Note("calls with + are one for each item of lists that replies will give; they are counted once for each list");
        }

        if (!costKnown)
        {
            output.Note("give prices with --prices, or write 'price: {input: …, output: …}' into the flow's backend");
        }

        return ExitCode.Done;
    }

    /// <summary>Runs the flow in this process.</summary>
    public Task<ExitCode> RunAsync(FlowBackends backends, SqliteResultStore store, GraphRunFiles files) => RunAsync(
        backends,
        "calls",
        (own, rows, failed) => new FlowRunner(flow, backends).RunAsync(own with { Store = store }, rows, failed, context.Cancellation),
        files);

    /// <summary>Has the flow run by something that writes rows and failures.</summary>
    public async Task<ExitCode> RunAsync(
        FlowBackends backends, string unit, Func<FlowRunOptions, Stream, Stream, Task<FlowSummary>> work, GraphRunFiles files)
    {
        FlowSummary summary;
        int shown = 0;
        RunRecorder? recorder = files.Report is null ? null : new RunRecorder(new RunRecorderOptions { Title = flow.Name, TimeProvider = context.Time });
        using (AtomicFile rows = AtomicFile.Create(files.Output))
        using (AtomicFile failed = AtomicFile.Create(files.Failures))
        {
            using (ProgressBar progress = output.StartProgress(unit, null, ProgressUnit.Items))
            {
                var meter = new ProgressMeter(progress);
                summary = await work(
                    options with
                    {
                        Observer = happened =>
                        {
                            recorder?.Add(happened);
                            meter.See(happened);
                        },
                        Called = output.IsJson ? call => GraphRunJson.Write(output.Json, call) : null,
                        Failed = failure => ShowFailure(failure, ++shown),
                    },
                    rows.Stream,
                    failed.Stream).ConfigureAwait(false);
            }

            if (summary.StopReason is null)
            {
                Commit(rows, failed, summary);
            }
        }

        if (recorder is not null)
        {
            HtmlRunReport.Write(files.Report!, recorder.ToReport());
        }

        return Conclude(summary, backends, files);
    }

    private static void Commit(AtomicFile rows, AtomicFile failed, FlowSummary summary)
    {
        if (summary.Failed > 0)
        {
            failed.Commit();
        }
        else
        {
            // Failures of an earlier run are mended.
            File.Delete(failed.Path);
        }

        rows.Commit();
    }

    private ExitCode Conclude(FlowSummary summary, FlowBackends backends, GraphRunFiles files)
    {
        bool costKnown = backends.All.All(backend => backend.Price is not null);
        if (output.IsJson)
        {
            GraphRunJson.WriteSummary(output.Json, summary, costKnown, files);
        }
        else if (summary.StopReason is null)
        {
            Render(summary, costKnown, files);
        }

        if (summary.StopReason is { } reason)
        {
            throw new FlowException(reason, hint: files.Cache is null
                ? "raise the ceiling with --set backends.NAME.cost-ceiling=…; nothing was kept because of --no-cache"
                : $"what was paid is kept in {files.Cache}: raise the ceiling with --set backends.NAME.cost-ceiling=… and run the same command again");
        }

        if (summary.Failed > ShownFailures && !output.IsJson)
        {
            output.Warn($"{Quantity.Count(summary.Failed - ShownFailures)} more lines failed; {files.Failures} lists them");
        }

        return summary.Failed > 0 ? ExitCode.No : ExitCode.Done;
    }

    private void ShowFailure(FlowFailure failure, int number)
    {
        if (output.IsJson)
        {
            GraphRunJson.Write(output.Json, failure);
        }
        else if (number <= ShownFailures)
        {
            output.Warn($"{options.Input}, line {failure.Line}: step {failure.Step}: {failure.Reason.ReplaceLineEndings(" ")}");
        }
    }

    private void Render(FlowSummary summary, bool costKnown, GraphRunFiles files)
    {
        TextWriter text = output.Text;
        text.Write($"{Quantity.Count(summary.Lines)} {(summary.Lines == 1 ? "line" : "lines")} read, {Quantity.Count(summary.Written)} written, {Quantity.Count(summary.Dropped)} dropped, {Quantity.Count(summary.Failed)} failed\n");
        text.Write($"{Quantity.Count(summary.Calls)} {(summary.Calls == 1 ? "call" : "calls")} in {Quantity.Count(summary.Batches)} {(summary.Batches == 1 ? "batch" : "batches")}, {Quantity.Count(summary.Cached)} more from the cache\n");
        text.Write($"{Quantity.Count(summary.TokensIn)} tokens in, {Quantity.Count(summary.TokensOut)} out, {(costKnown ? GraphSettings.Money(summary.Cost) : "price unknown")}, {Quantity.Duration(summary.Duration)}\n");
        foreach ((string name, double mean) in summary.Scores)
        {
            text.Write(string.Create(CultureInfo.InvariantCulture, $"{name,-10}{(double.IsNaN(mean) ? "–" : mean.ToString("0.####", CultureInfo.InvariantCulture))}\n"));
        }

        text.Write($"output    {files.Output}\n");
        if (summary.Failed > 0)
        {
            text.Write($"failures  {files.Failures}\n");
        }

        if (files.Cache is not null)
        {
            text.Write($"cache     {files.Cache}\n");
        }

        if (files.Report is not null)
        {
            text.Write($"report    {files.Report}\n");
        }
    }

    /// <summary>Counts calls, tokens and money for the bar.</summary>
    private sealed class ProgressMeter(ProgressBar bar)
    {
        private double tokens;
        private double cost;

        public void See(GraphEvent happened)
        {
            switch (happened)
            {
                case NodeCompleted { Node.Operation.Persist: true } or NodeFailed { Failure.Node.Operation.Persist: true }:
                    bar.Advance(1);
                    break;
                case NodeMetered { Meter: "tokens_in" or "tokens_out" } metered:
                    tokens += metered.Amount;
                    Show();
                    break;
                case NodeMetered { Meter: "cost" } metered:
                    cost += metered.Amount;
                    Show();
                    break;
            }
        }

        private void Show() => bar.Detail = $"{Quantity.Count((long)tokens)} tokens, {GraphSettings.Money(cost)}";
    }
}
