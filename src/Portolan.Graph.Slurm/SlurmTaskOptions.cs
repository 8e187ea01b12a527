using System.Text.Json;

namespace Portolan.Graph.Slurm;

/// <summary>Which task to run, and how its graph is made again.</summary>
public sealed record SlurmTaskOptions
{
    /// <summary>The plan file, as the job script was given it.</summary>
    public required string PlanPath { get; init; }

    /// <summary>The submission that the task belongs to.</summary>
    public required int Submission { get; init; }

    /// <summary>The task's index in its job array.</summary>
    public required int Index { get; init; }

    /// <summary>Makes the graph from <see cref="SlurmOptions.Kind"/> and <see cref="SlurmOptions.Settings"/>.</summary>
    public required Func<string, JsonElement, PlannedGraph> Open { get; init; }

    /// <summary>What failed and what to do about it, in the words that the user would see if it had failed in front of him.</summary>
    public required Func<Exception, (string Message, string? Hint)> Describe { get; init; }

    /// <summary>Reads an environment variable of the task, such as <c>SLURM_RESTART_COUNT</c>.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Told in words what happens to each node, for the task's log.</summary>
    /// <value>Default null: nobody.</value>
    public Action<string>? Note { get; init; }

    /// <summary>A directory on this node's own disk.</summary>
    /// <value>Default null: the one that <c>SLURM_TMPDIR</c> names, if it does.</value>
    public string? ScratchDirectory { get; init; }

    /// <summary>The clock.</summary>
    /// <value>Default <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
