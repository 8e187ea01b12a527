using Portolan.Graph.Slurm.Internals;

namespace Portolan.Graph.Slurm;

/// <summary>A run as its directory and the queue show it, to anybody who can read them.</summary>
/// <remarks>Nothing here needs the process that submits; it may be gone.</remarks>
public sealed class SlurmJobs
{
    private readonly RunFiles files;
    private readonly PlanFile plan;
    private readonly ISlurm slurm;
    private readonly List<SubmissionFile> submissions;

    private SlurmJobs(RunFiles files, ISlurm slurm)
    {
        this.files = files;
        this.slurm = slurm;
        plan = PlanFile.Read(files.Plan);
        submissions = [.. files.Submissions().Select(number => SubmissionFile.Read(files.Submission(number), plan))];
    }

    /// <summary>Opens a run.</summary>
    /// <param name="runDirectory">As <see cref="SlurmOptions.RunDirectory"/>.</param>
    /// <exception cref="SlurmException">There is no run, or its files are of another version or damaged.</exception>
    public static SlurmJobs Open(string runDirectory) => Open(runDirectory, new SlurmCommands());

    internal static SlurmJobs Open(string runDirectory, ISlurm slurm)
    {
        ArgumentException.ThrowIfNullOrEmpty(runDirectory);
        return new SlurmJobs(new RunFiles(Path.GetFullPath(runDirectory)), slurm);
    }

    /// <summary>How far each node is, by stages in their order.</summary>
    /// <param name="cancellationToken">Ends waiting for Slurm.</param>
    /// <exception cref="SlurmException">Slurm does not answer.</exception>
    public async Task<IReadOnlyList<NodeStatus>> StatusAsync(CancellationToken cancellationToken = default)
    {
        ILookup<(string, int), QueuedTask> queue = (await QueueAsync(cancellationToken).ConfigureAwait(false)).ToLookup(task => (task.JobName, task.Index));
        var histories = new Dictionary<(int Stage, int Place), NodeHistory>();
        foreach (SubmissionFile submission in submissions)
        {
            for (int index = 0; index < submission.Tasks.Count; index++)
            {
                QueuedTask? live = queue[(submission.JobName, index)].FirstOrDefault();
                TaskHistory task = TaskHistory.Read(files, submission.Number, index);
                foreach (int place in submission.Tasks[index])
                {
                    if (!histories.TryGetValue((submission.Stage, place), out NodeHistory? history))
                    {
                        histories.Add((submission.Stage, place), history = new NodeHistory());
                    }

                    history.Add(task, place, live);
                }
            }
        }

        var statuses = new List<NodeStatus>();
        for (int stage = 0; stage < plan.Stages.Count; stage++)
        {
            for (int place = 0; place < plan.Stages[stage].Nodes.Count; place++)
            {
                PlannedNode node = plan.Stages[stage].Nodes[place];
                NodeHistory history = histories.GetValueOrDefault((stage, place)) ?? new NodeHistory();
                bool isDone = File.Exists(Path.Combine(plan.Results, node.Key + ".json"));
                statuses.Add(new NodeStatus(
                    plan.Stages[stage].Name,
                    node.Label,
                    NodeKey.Parse(node.Key),
                    isDone ? NodeState.Done : history.State,
                    history.Attempts,
                    history.Host,
                    isDone ? null : history.Reason));
            }
        }

        return statuses;
    }

    /// <summary>Cancels everything that waits or runs. Finished nodes stay finished.</summary>
    /// <param name="cancellationToken">Ends waiting for Slurm.</param>
    /// <returns>How many nodes waited or ran.</returns>
    /// <exception cref="SlurmException">Slurm does not answer.</exception>
    public async Task<int> CancelAsync(CancellationToken cancellationToken = default)
    {
        IReadOnlyList<QueuedTask> queue = [.. (await QueueAsync(cancellationToken).ConfigureAwait(false)).Where(task => !task.IsCompleting)];
        Dictionary<string, SubmissionFile> byName = submissions.ToDictionary(submission => submission.JobName, StringComparer.Ordinal);
        int nodes = queue.Sum(task => task.Index < byName[task.JobName].Tasks.Count ? byName[task.JobName].Tasks[task.Index].Count : 0);
        if (queue.Count > 0)
        {
            await slurm.CancelAsync([.. queue.Select(task => task.Job).Distinct()], cancellationToken).ConfigureAwait(false);
        }

        return nodes;
    }

    /// <summary>What was printed by the tasks that had a node, first try first.</summary>
    /// <param name="node">Its label, or the first digits of its key.</param>
    /// <exception cref="SlurmException">No node or more than one is called so.</exception>
    public IReadOnlyList<NodeLog> Logs(string node)
    {
        ArgumentException.ThrowIfNullOrEmpty(node);
        (int stage, int place) = Find(node);
        var logs = new List<NodeLog>();
        foreach (SubmissionFile submission in submissions.Where(submission => submission.Stage == stage))
        {
            for (int index = 0; index < submission.Tasks.Count; index++)
            {
                string path = files.Log(submission.Number, index);
                if (submission.Tasks[index].Contains(place) && File.Exists(path))
                {
                    logs.Add(new NodeLog(plan.Stages[stage].Nodes[place].Label, logs.Count + 1, TaskHistory.Read(files, submission.Number, index).Host, path));
                }
            }
        }

        return logs;
    }

    private Task<IReadOnlyList<QueuedTask>> QueueAsync(CancellationToken cancellationToken) =>
        submissions.Count == 0 ? Task.FromResult<IReadOnlyList<QueuedTask>>([]) : slurm.QueueAsync([.. submissions.Select(submission => submission.JobName)], cancellationToken);

    private (int Stage, int Place) Find(string node)
    {
        List<(int Stage, int Place)> found =
        [
            .. from stage in Enumerable.Range(0, plan.Stages.Count)
            from place in Enumerable.Range(0, plan.Stages[stage].Nodes.Count)
            where plan.Stages[stage].Nodes[place] is var planned && (planned.Label == node || planned.Key.StartsWith(node, StringComparison.Ordinal))
            select (stage, place),
        ];
        return found.Count switch
        {
            1 => found[0],
            0 => throw new SlurmException($"there is no node '{node}' in this run", "'portolan jobs status DIR --all' lists them; give a label or the first digits of a key"),
            _ => throw new SlurmException($"{found.Count} nodes are called '{node}'", "give the first digits of the key instead; 'portolan jobs status DIR --all --json' shows it"),
        };
    }
}
