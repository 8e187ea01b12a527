namespace Portolan.Graph.Slurm.Internals;

/// <summary>What is handed to sbatch.</summary>
/// <param name="Name">The job's name, by which it is found in the queue.</param>
/// <param name="TaskCount">Indices are from 0 to one less.</param>
/// <param name="After">Jobs that must have ended before.</param>
/// <param name="ScriptPath">The job script.</param>
/// <param name="LogPattern">Where output goes; <c>%a</c> is the index.</param>
/// <param name="WorkingDirectory">Where tasks start.</param>
/// <param name="Partition">The partition, or null.</param>
/// <param name="Resources">What a task asks for.</param>
internal sealed record JobArray(
    string Name, int TaskCount, IReadOnlyList<string> After, string ScriptPath, string LogPattern, string WorkingDirectory, string? Partition, JobResources Resources);
