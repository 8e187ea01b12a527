namespace Portolan.Graph.Slurm;

/// <summary>What a task asks of the cluster; null leaves it to the cluster.</summary>
/// <param name="Time">Longest run time as <c>sbatch --time</c> takes it, such as <c>02:00:00</c>.</param>
/// <param name="Memory">Memory of the task as <c>sbatch --mem</c> takes it, such as <c>4G</c>.</param>
/// <param name="Processors">Processor cores; null is one. Nodes of a task run on so many cores at once.</param>
public sealed record JobResources(string? Time = null, string? Memory = null, int? Processors = null);
