namespace Portolan.Graph.Slurm.Internals;

/// <summary>The four things that a run asks of Slurm. Each throws <see cref="SlurmException"/> when Slurm refuses or does not answer.</summary>
internal interface ISlurm
{
    /// <summary>Indices of an array are below this.</summary>
    Task<int> MaxArraySizeAsync(CancellationToken cancellationToken);

    /// <returns>The job's number.</returns>
    Task<string> SubmitAsync(JobArray array, CancellationToken cancellationToken);

    /// <summary>All tasks of jobs with these names that wait, run or complete.</summary>
    Task<IReadOnlyList<QueuedTask>> QueueAsync(IReadOnlyCollection<string> jobNames, CancellationToken cancellationToken);

    /// <summary>Cancels jobs, such as <c>12</c>, or tasks, such as <c>12_3</c>; those that are gone already are none of its business.</summary>
    Task CancelAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellationToken);

    /// <summary>Lets a job that waits wait for others instead; one that has started is left alone.</summary>
    Task ChangeDependencyAsync(string job, IReadOnlyCollection<string> after, CancellationToken cancellationToken);
}
