namespace Portolan.Graph.Slurm;

/// <summary>Ends a run that was started with <see cref="SlurmOptions.Detach"/>: its jobs are queued, and nobody waits for them here.</summary>
public sealed class SlurmDetachedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="nodes">Nodes that are queued or running.</param>
    /// <param name="directory">The run's directory.</param>
    public SlurmDetachedException(int nodes, string directory)
        : base($"{nodes} nodes are queued; start the same run again to follow it and to finish it")
    {
        Nodes = nodes;
        RunDirectory = directory;
    }

    /// <summary>Nodes that are queued or running.</summary>
    public int Nodes { get; }

    /// <summary>The run's directory, which <see cref="SlurmJobs"/> reads.</summary>
    public string RunDirectory { get; }
}
