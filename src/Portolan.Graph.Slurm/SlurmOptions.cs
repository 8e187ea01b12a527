using System.Collections.Immutable;
using System.Text.Json;

namespace Portolan.Graph.Slurm;

/// <summary>How a graph is run by Slurm. Nothing here changes results or keys.</summary>
public sealed record SlurmOptions
{
    /// <summary>Where plan, submissions, logs and the tasks' own reports are kept; on a file system that all nodes share.</summary>
    public required string RunDirectory { get; init; }

    /// <summary>Which kind of plan it is: what a task uses to find the code that makes the graph again.</summary>
    public required string Kind { get; init; }

    /// <summary>What that code needs; written into the plan file, so no secrets.</summary>
    public required JsonElement Settings { get; init; }

    /// <summary>The command that runs a task; <c>--plan FILE --submission N --index I</c> are added, and <c>--scratch</c> where it is given.</summary>
    public required IReadOnlyList<string> TaskCommand { get; init; }

    /// <summary>Version of the program, for messages when tasks run another one.</summary>
    /// <value>Default empty.</value>
    public string ProgramVersion { get; init; } = "";

    /// <summary>The directory that tasks start in.</summary>
    /// <value>Default the current one, so that relative paths mean the same.</value>
    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>The partition to submit to.</summary>
    /// <value>Default null: the cluster's default partition.</value>
    public string? Partition { get; init; }

    /// <summary>What a task asks for, unless <see cref="StageResources"/> says more.</summary>
    /// <value>Default nothing but one core.</value>
    public JobResources Resources { get; init; } = new();

    /// <summary>What tasks of a stage ask for, by the last part of the operation's name, such as <c>gather</c>.</summary>
    /// <value>Default empty. What a stage leaves open comes from <see cref="Resources"/>.</value>
    public IReadOnlyDictionary<string, JobResources> StageResources { get; init; } = ImmutableDictionary<string, JobResources>.Empty;

    /// <summary>Further lines for the job scripts: options of sbatch (<c>--account=x</c>, <c>#SBATCH --qos=y</c>) or commands (<c>module load dotnet</c>).</summary>
    /// <value>Default empty.</value>
    public IReadOnlyList<string> ScriptLines { get; init; } = [];

    /// <summary>Tasks in one job array.</summary>
    /// <value>Default 1,000; at least 1. The cluster's MaxArraySize is respected in any case.</value>
    public int ArrayLimit { get; init; } = 1000;

    /// <summary>Nodes that one task runs, one after the other per core.</summary>
    /// <value>Default 0: as many as it takes for each stage to be one job array.</value>
    public int NodesPerTask { get; init; }

    /// <summary>Tries of a node in all, where a task that was lost counts as a try of the node it was at.</summary>
    /// <value>Default 3; at least 1. What Slurm requeues by itself is not counted.</value>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>How often the queue and the tasks' reports are looked at.</summary>
    /// <value>Default 5 seconds.</value>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a task may be missing from the queue without having reported its end, before it is taken for lost.</summary>
    /// <value>Default 30 seconds; network file systems show new files late.</value>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long Slurm may not answer before the run is given up.</summary>
    /// <value>Default 30 minutes. What runs on the cluster goes on meanwhile.</value>
    public TimeSpan OutageLimit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A directory on each node's own disk for files that are being written; the task's shell expands variables in it.</summary>
    /// <value>Default null: the directory that <c>SLURM_TMPDIR</c> names on the node, if it does, else none.</value>
    public string? ScratchDirectory { get; init; }

    /// <summary>Whether to submit everything and leave.</summary>
    /// <value>Default false. When true, the run ends with a <see cref="SlurmDetachedException"/>.</value>
    public bool Detach { get; init; }

    internal JobResources ResourcesOf(string stage)
    {
        JobResources own = StageResources.GetValueOrDefault(stage) ?? new JobResources();
        return new JobResources(own.Time ?? Resources.Time, own.Memory ?? Resources.Memory, own.Processors ?? Resources.Processors);
    }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(RunDirectory);
        ArgumentException.ThrowIfNullOrEmpty(Kind);
        ArgumentOutOfRangeException.ThrowIfZero(TaskCommand.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(ArrayLimit, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(NodesPerTask);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(PollInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(LostAfter, TimeSpan.Zero);
        if (ScriptLines.FirstOrDefault(line => line.AsSpan().ContainsAny('\r', '\n', '\0')) is { } broken)
        {
            throw new ArgumentException($"'{broken}' is more than one line", nameof(ScriptLines));
        }
    }
}
