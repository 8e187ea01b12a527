namespace Portolan.Graph.Slurm.Internals;

internal enum WorkState : byte
{
    /// <summary>Only stored results need it.</summary>
    NotNeeded,

    /// <summary>It is to run; whether a task has it is another question.</summary>
    Waiting,
    Done,
    Failed,
    Skipped,
}
