namespace Portolan.Graph.Slurm.Internals;

/// <summary>A task that was submitted and is followed until it is known to have ended.</summary>
internal sealed class SubmittedTask(SubmittedArray array, int index, IReadOnlyList<int> positions, TaskReportReader reader)
{
    public SubmittedArray Array { get; } = array;

    public int Index { get; } = index;

    /// <summary>Its nodes, as positions in the run.</summary>
    public IReadOnlyList<int> Positions { get; } = positions;

    public TaskReportReader Reader { get; } = reader;

    /// <summary>Nodes that it has begun and not ended.</summary>
    public HashSet<int> Begun { get; } = [];

    /// <summary>Nodes that it has ended in any way.</summary>
    public HashSet<int> Ended { get; } = [];

    public string? Host { get; set; }

    /// <summary>Its report says that it has ended.</summary>
    public bool HasEnd { get; set; }

    /// <summary>When it was first missing from the queue, as a timestamp.</summary>
    public long? MissingSince { get; set; }

    public bool IsOpen { get; set; } = true;
}
