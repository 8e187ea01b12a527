using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Corpus;
using Portolan.Corpus.Recipes;
using Portolan.Graph;
using Portolan.Graph.Slurm;

namespace Portolan.Cli.Commands;

/// <summary>The settings of a command whose graph can run on a Slurm cluster.</summary>
internal sealed class SlurmSettings
{
    private const string Slurm = "slurm";

    // A file system that is shared shows a new file within seconds; this is how many looks at it are waited for.
    private const int PollsBeforeLost = 6;

    private readonly Setting<string> executor = Setting.Choice("--executor", "Where the work is done: by this process, or by a cluster that 'sbatch' submits to.", ["local", Slurm], "local");
    private readonly Setting<string?> partition = Setting.Text("--partition", "name", "With --executor slurm: the partition to submit to.", "the cluster's own");
    private readonly Setting<string?> time = Setting.Text("--time", "duration", "With --executor slurm: longest run time of a task, as sbatch takes it.", "the cluster's own");
    private readonly Setting<string?> memory;
    private readonly Setting<int> arrayLimit = Setting.Integer("--array-limit", "count", "With --executor slurm: tasks in one job array.", 1000, 1, 1_000_000);
    private readonly Setting<int> nodesPerTask = Setting.Integer("--nodes-per-task", "count", "With --executor slurm: units of work that one task does.", 0, 1, 1_000_000, "as many as make each stage one job array");
    private readonly Setting<string[]> lines = Setting.Texts("--sbatch", "line", "With --executor slurm: a further line of the job scripts, such as '#SBATCH --account=name' or 'module load dotnet'; can be repeated.");
    private readonly Setting<string?> scratch = Setting.Text("--scratch", "directory", "With --executor slurm: a directory on each node's own disk for files being written; variables in it are the node's.", "$SLURM_TMPDIR where it is set");
    private readonly Setting<double> pollInterval = Setting.Number("--poll-interval", "seconds", "With --executor slurm: how often the queue is looked at.", 5, 0.1, 3600);
    private readonly Setting<bool> detach = Setting.Flag("--detach", "With --executor slurm: submit and leave; the same command without --detach follows and finishes.");

    private readonly string work;

    /// <param name="work">What the command calls what it does: <c>build</c> or <c>run</c>.</param>
    /// <param name="memoryUse">What is said of <c>--mem</c> besides.</param>
    public SlurmSettings(string work, string memoryUse = "")
    {
        this.work = work;
        memory = Setting.Text("--mem", "size", $"With --executor slurm: memory of a task, as sbatch takes it{memoryUse}.", "the cluster's own");
    }

    /// <summary>Where a build's run lies under its output directory.</summary>
    public static string RunDirectoryOf(string output) => Path.Combine(output, "work", "slurm");

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { executor, partition, time, memory, arrayLimit, nodesPerTask, lines, scratch, pollInterval, detach })
        {
            command.Add(option);
        }
    }

    /// <summary>Memory of a task in bytes, or 0 when the cluster decides.</summary>
    /// <exception cref="UsageException">It is no amount that sbatch takes.</exception>
    public long TaskMemoryBytes(CommandContext context)
    {
        if (context.Value(executor) != Slurm || !context.IsGiven(memory))
        {
            return 0;
        }

        // sbatch: megabytes, or a suffix K, M, G or T; all powers of 1024. 0 is the whole node.
        string text = context.Value(memory)!;
        int power = "KMGT".IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal);
        string digits = power < 0 ? text : text[..^1];
        return text.Length > 0 && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long amount) && amount < 1L << 20
            ? amount << (10 * (power < 0 ? 2 : power + 1))
            : throw new UsageException($"--mem: '{text}' is not an amount of memory that sbatch takes", "write megabytes, or a number with K, M, G or T, such as 4G");
    }

    /// <summary>What runs a build's graph, or null for this process.</summary>
    /// <exception cref="UsageException">A setting of the cluster is given, but not the cluster.</exception>
    public Func<GraphRunnerOptions, IGraphExecutor>? ExecutorOf(CommandContext context, CorpusBuildOptions build)
    {
        if (IsGiven(context))
        {
            return runner => new SlurmExecutor(
                OptionsOf(context, RunDirectoryOf(build.Output), PlanKinds.CorpusBuild, CorpusBuildDescription.Write(build)) with { StageResources = Resources(build.Recipe) }, runner);
        }

        return null;
    }

    /// <summary>Whether a cluster does the work.</summary>
    /// <exception cref="UsageException">A setting of the cluster is given, but not the cluster.</exception>
    public bool IsGiven(CommandContext context)
    {
        if (context.Value(executor) == Slurm)
        {
            return true;
        }

        Option[] own = [partition, time, memory, arrayLimit, nodesPerTask, lines, scratch, pollInterval, detach];
        return own.FirstOrDefault(context.IsGiven) is { } given
            ? throw new UsageException($"{given.Name} goes with --executor slurm", "add --executor slurm, or leave it out")
            : false;
    }

    /// <summary>The settings for a graph of any kind.</summary>
    public SlurmOptions OptionsOf(CommandContext context, string runDirectory, string kind, JsonElement settings) => new()
    {
        RunDirectory = runDirectory,
        Kind = kind,
        Settings = settings,
        TaskCommand = TaskCommand(),
        ProgramVersion = $"portolan {Application.Version}",
        Partition = context.IsGiven(partition) ? context.Value(partition) : null,
        Resources = new JobResources(context.IsGiven(time) ? context.Value(time) : null, context.IsGiven(memory) ? context.Value(memory) : null),
        ScriptLines = context.Value(lines),
        ArrayLimit = context.Value(arrayLimit),
        NodesPerTask = context.IsGiven(nodesPerTask) ? context.Value(nodesPerTask) : 0,
        PollInterval = TimeSpan.FromSeconds(context.Value(pollInterval)),
        LostAfter = TimeSpan.FromSeconds(context.Value(pollInterval) * PollsBeforeLost),
        ScratchDirectory = context.IsGiven(scratch) ? context.Value(scratch) : null,
        Detach = context.Value(detach),
    };

    /// <summary>Says that everything is queued.</summary>
    public ExitCode Render(SlurmDetachedException detached, string output, CommandOutput to)
    {
        if (to.IsJson)
        {
            Utf8JsonWriter line = to.Json.Begin("queued");
            line.WriteNumber("nodes"u8, detached.Nodes);
            line.WriteString("directory"u8, output);
            to.Json.End();
        }

        to.Note($"{Quantity.Count(detached.Nodes)} units of work are queued; 'portolan jobs status {output}' shows them, and the same command without {detach.Name} finishes the {work}");
        return ExitCode.Done;
    }

    // Tasks run this very program: the launcher would look for changed sources in each of them.
    private static string[] TaskCommand()
    {
        string process = Environment.ProcessPath ?? throw new InvalidOperationException("the path of this process is not known");
        bool isHost = Path.GetFileNameWithoutExtension(process) == "dotnet";
        return isHost ? [process, Path.Combine(AppContext.BaseDirectory, "portolan.dll"), NodeCommand.CommandName] : [process, NodeCommand.CommandName];
    }

    private static Dictionary<string, JobResources> Resources(Recipe recipe)
    {
        StageResources? others = recipe.Resources.GetValueOrDefault("default");
        var resources = new Dictionary<string, JobResources>(StringComparer.Ordinal);
        foreach (string name in StageResources.Names)
        {
            StageResources? own = recipe.Resources.GetValueOrDefault(name);
            long? bytes = own?.MemoryBytes ?? others?.MemoryBytes;
            resources[name] = new JobResources(
                own?.Time ?? others?.Time,
                bytes is { } some ? string.Create(CultureInfo.InvariantCulture, $"{(some + (1 << 20) - 1) >> 20}M") : null,
                own?.Processors ?? others?.Processors);
        }

        return resources;
    }
}
