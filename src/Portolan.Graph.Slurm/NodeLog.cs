namespace Portolan.Graph.Slurm;

/// <summary>What a task printed that had a node.</summary>
/// <param name="Label">The node's label.</param>
/// <param name="Attempt">Which task it was, counted from 1.</param>
/// <param name="Host">Where it ran; null when that is not known.</param>
/// <param name="Path">The file. Other nodes of the task print into the same one.</param>
public sealed record NodeLog(string Label, int Attempt, string? Host, string Path);
