namespace Portolan.Graph.Internals;

internal enum NodeState : byte
{
    /// <summary>Only stored results need it.</summary>
    NotNeeded,
    Pending,
    Started,
    Completed,
    Failed,
    Skipped,
}
