namespace Portolan.Graph.Slurm;

/// <summary>How far a node of a run is.</summary>
public enum NodeState
{
    /// <summary>No task has begun it.</summary>
    Waiting,

    /// <summary>A task works on it.</summary>
    Running,

    /// <summary>Its result is there.</summary>
    Done,

    /// <summary>The last task that tried it did not bring it to an end, and no other has begun it.</summary>
    Failed,
}
