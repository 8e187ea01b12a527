namespace Portolan.Graph.Slurm.Internals;

/// <summary>What a task has reported so far.</summary>
internal sealed class TaskHistory
{
    private readonly Dictionary<int, (int Begun, string State, string? Message)> nodes = [];

    public string? Host { get; private set; }

    public bool HasEnd { get; private set; }

    /// <summary>Why the whole task ended without doing its work.</summary>
    public string? Refusal { get; private set; }

    public static TaskHistory Read(RunFiles files, int submission, int index)
    {
        var history = new TaskHistory();
        foreach (TaskEvent taskEvent in new TaskReportReader(files, submission, index).ReadNew())
        {
            history.Add(taskEvent);
        }

        return history;
    }

    /// <summary>How often a node was begun, the last thing that is known of it, and why.</summary>
    public (int Begun, string State, string? Message) Of(int place) => nodes.GetValueOrDefault(place, (0, "", null));

    private void Add(TaskEvent taskEvent)
    {
        switch (taskEvent.Type)
        {
            case TaskEvent.Begin:
                Host = taskEvent.Host;
                HasEnd = false;
                Refusal = null;
                break;
            case TaskEvent.End:
                HasEnd = true;
                Refusal = taskEvent.Outcome == TaskEvent.OutcomeRefused ? taskEvent.Message : null;
                break;
            case TaskEvent.Started or TaskEvent.Completed or TaskEvent.Failed or TaskEvent.Blocked or TaskEvent.Retried:
                int begun = Of(taskEvent.Node - 1).Begun + (taskEvent.Type == TaskEvent.Started ? 1 : 0);
                nodes[taskEvent.Node - 1] = (begun, taskEvent.Type, taskEvent.Message);
                break;
            default:
                break;
        }
    }
}
