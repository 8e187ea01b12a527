namespace Portolan.Graph.Slurm.Internals;

/// <summary>A job array that was submitted.</summary>
internal sealed class SubmittedArray(int number, int stage, string jobName, string? job)
{
    public int Number { get; } = number;

    public int Stage { get; } = stage;

    public string JobName { get; } = jobName;

    /// <summary>The job's number; null when the submitter was killed before it could write it down.</summary>
    public string? Job { get; set; } = job;

    /// <summary>What it was told to wait for.</summary>
    public List<string> After { get; init; } = [];

    public List<SubmittedTask> Tasks { get; } = [];

    public bool IsOpen => Tasks.Any(task => task.IsOpen);
}
