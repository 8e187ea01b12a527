namespace Portolan.Graph.Slurm;

/// <summary>A graph that a task has made again from the settings of a plan.</summary>
/// <param name="Graph">The graph; its keys must equal those of the process that wrote the plan.</param>
/// <param name="Store">The store that both share.</param>
/// <param name="Owner">What is disposed when the task has ended; null for nothing.</param>
public sealed record PlannedGraph(TaskGraph Graph, FileResultStore Store, IDisposable? Owner = null);
