using System.CommandLine;
using Portolan.Cli.Settings;
using Portolan.Graph.Backends;
using Portolan.Graph.Backends.Cache;
using Portolan.Graph.Backends.Flows;
using Portolan.Graph.Slurm;
using Portolan.Storage;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan graph run</c>: a flow over the lines of a file.</summary>
internal sealed class GraphRunCommand : Verb
{
    private readonly Argument<string> flow = GraphSettings.Flow();
    private readonly Setting<string?> input = Setting.Text("--input", "file", "The data: JSON Lines, plain, gzip, bzip2, zstd or LZ4.", required: true);
    private readonly Setting<string?> output = Setting.Text("--output", "file", "Where the rows go, JSON Lines in the order of the input.");
    private readonly Setting<string?> failures = Setting.Text("--failures", "file", "Where lines that failed go, with the reason.", "OUTPUT.failures.jsonl");
    private readonly Setting<string[]> assignments = GraphSettings.Assignments();
    private readonly Setting<int> limit = Setting.Integer("--limit", "count", "Use only so many lines.", 0, 1, int.MaxValue, "all");
    private readonly Setting<bool> dryRun = Setting.Flag("--dry-run", "Call nothing: print how many calls there would be, and what they would cost.");
    private readonly Setting<string?> cache = Setting.Text("--cache", "file", "Where replies are kept; the next run takes them from there.", "OUTPUT.cache.sqlite");
    private readonly Setting<bool> noCache = Setting.Flag("--no-cache", "Keep no replies after the run, and use none of earlier runs.");
    private readonly Setting<bool> resume = Setting.Flag("--resume", "Go on where an earlier run stopped. It does so unless --no-cache is given.");
    private readonly Setting<int> concurrency = Setting.Integer("--concurrency", "count", "Requests in flight to each backend, instead of what the flow says.", 0, 1, 10_000, "as the flow says");
    private readonly Setting<string?> prices = GraphSettings.Prices();
    private readonly Setting<int> window = Setting.Integer("--window", "count", "Lines that are one graph, and with --executor slurm one unit of work; memory grows with it.", 4096, 1, 10_000_000);
    private readonly SlurmSettings slurm = new("run");
    private readonly Setting<string?> report = Setting.Text("--report", "file", "Write a report of the run: timeline, waits, retries and cost, one HTML file.");

    public GraphRunCommand()
        : base("run", "Runs a flow of prompts, models and checks over the lines of a file.")
    {
        Add(flow);
        Add(input);
        Add(output);
        Add(failures);
        Add(assignments);
        Add(limit);
        Add(dryRun);
        Add(cache);
        Add(noCache);
        Add(resume);
        Add(concurrency);
        Add(prices);
        Add(window);
        Add(report);
        slurm.AddTo(this);
    }

    public override string Details =>
        "All calls of the lines are one lazy graph: equal ones are made once, calls of one model share batches, and each backend is kept within its "
        + "limits. Every reply is in the cache before anything else happens with it, so a run that was stopped or killed goes on where it was when the "
        + "same command is given again, and pays for nothing twice. A line that fails is listed with its reason, and the exit code is then 1. "
        + "A cost ceiling that is reached ends the run with exit code 2; its replies are kept.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("A flow that needs no network", "portolan graph run samples/flows/harbour.yaml --input samples/flows/harbour.jsonl --output answers.jsonl"),
        new("What would it cost?", "portolan graph run samples/flows/harbour.yaml --input samples/flows/harbour.jsonl --dry-run"),
        new("On a cluster, see docs/guide/slurm.md", "portolan graph run flow.yaml --input /shared/data.jsonl --output /shared/out.jsonl --executor slurm --time 02:00:00"),
        new("Another model, by its address", "portolan graph run flow.yaml --input data.jsonl --output out.jsonl --set backends.model.address=http://localhost:11434/v1"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput => GraphRunJson.Shapes;

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        bool isDry = context.Value(dryRun);
        if (context.Value(noCache) && (context.IsGiven(cache) || context.Value(resume)))
        {
            throw new UsageException($"--no-cache and {(context.Value(resume) ? "--resume" : "--cache")} exclude each other", "leave one of them away");
        }

        string? rows = context.Value(output);
        if (rows is null && !isDry)
        {
            throw new UsageException("--output is missing", "add --output <file>, or --dry-run to see what a run would do");
        }

        bool isCluster = slurm.IsGiven(context);
        if (isCluster && (context.Value(noCache) || context.IsGiven(cache)))
        {
            throw new UsageException(
                $"{(context.Value(noCache) ? "--no-cache" : "--cache")} does not go with --executor slurm", "replies are kept under OUTPUT.slurm, where all nodes of the cluster see them");
        }

        Flow read = Flow.Load(context.Value(flow), context.Value(assignments));
        PriceTable table = GraphSettings.LoadPrices(context.Value(prices));
        var run = new GraphFlowRun(context, read, new FlowRunOptions
        {
            Input = context.Value(input)!,
            Limit = context.IsGiven(limit) ? context.Value(limit) : null,
            WindowLines = context.Value(window),
            TimeProvider = context.Time,
        });
        string? failuresPath = context.IsGiven(failures) ? context.Value(failures) : rows is null ? null : rows + ".failures.jsonl";
        string? cachePath = isCluster ? null : context.IsGiven(cache) ? context.Value(cache) : rows is null ? null : rows + ".cache.sqlite";
        using FlowBackends backends = isDry
            ? GraphSettings.OpenOffline(read, table, context.Time)
            : GraphSettings.OpenBackends(read, table, context.Time, context.IsGiven(concurrency) ? context.Value(concurrency) : null);
        if (isDry)
        {
            bool hasCache = cachePath is not null && !context.Value(noCache) && File.Exists(cachePath);
            using SqliteResultStore? known = hasCache ? GraphSettings.OpenCache(cachePath!, table, backends, context.Time, mustExist: true) : null;
            return run.Estimate(backends, known);
        }

        if (isCluster)
        {
            return await RunOnClusterAsync(context, read, run, backends, rows!, failuresPath!).ConfigureAwait(false);
        }

        // Equal calls of different windows meet in the store, so there is one in any case.
        string temporary = rows + ".cache.tmp";
        bool keep = !context.Value(noCache);
        try
        {
            if (!keep)
            {
                GraphFlowRun.DeleteDatabase(temporary);
            }

            using SqliteResultStore store = GraphSettings.OpenCache(keep ? cachePath! : temporary, table, backends, context.Time, mustExist: false);
            return await run.RunAsync(backends, store, new GraphRunFiles(
                rows!,
                failuresPath!,
                keep ? cachePath : null,
                context.Value(report))).ConfigureAwait(false);
        }
        finally
        {
            if (!keep)
            {
                GraphFlowRun.DeleteDatabase(temporary);
            }
        }
    }

    private async Task<ExitCode> RunOnClusterAsync(CommandContext context, Flow read, GraphFlowRun run, FlowBackends backends, string rows, string failuresPath)
    {
        string directory = rows + ".slurm";
        using DirectoryLock held = DirectoryLock.Acquire(directory);
        var cluster = new GraphClusterRun(context, read, backends, slurm, new GraphFlowPlan(
            Path.GetFullPath(directory),
            context.Value(flow),
            context.Value(assignments),
            context.Value(prices),
            context.IsGiven(concurrency) ? context.Value(concurrency) : null,
            []));
        try
        {
            ExitCode code = await run.RunAsync(
                backends, "chunks", cluster.RunAsync, new GraphRunFiles(rows, failuresPath, Path.Combine(directory, "replies"), context.Value(report))).ConfigureAwait(false);
            cluster.RemoveWork();
            return code;
        }
        catch (SlurmDetachedException detached)
        {
            return slurm.Render(detached, directory, context.Output);
        }
    }
}
