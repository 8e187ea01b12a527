namespace Portolan.Graph.Slurm.Internals;

/// <summary>What is known of a node from all tasks that had it, oldest first.</summary>
internal sealed class NodeHistory
{
    public NodeState State { get; private set; } = NodeState.Waiting;

    public int Attempts { get; private set; }

    public string? Host { get; private set; }

    public string? Reason { get; private set; }

    public void Add(TaskHistory task, int place, QueuedTask? live)
    {
        (int begun, string last, string? message) = task.Of(place);
        Attempts += begun;
        Host = begun > 0 ? task.Host : Host;
        bool isBegun = begun > 0 && last is TaskEvent.Started or TaskEvent.Retried;
        if (live is { IsPending: true })
        {
            State = NodeState.Waiting;
            Reason = live.Reason is "None" or "" ? null : live.Reason;
        }
        else if (live is not null && isBegun && !task.HasEnd)
        {
            State = NodeState.Running;
            Reason = null;
        }
        else if (last == TaskEvent.Failed || (task.Refusal is not null && last != TaskEvent.Completed))
        {
            State = NodeState.Failed;
            Reason = message ?? task.Refusal;
        }
        else if (isBegun && live is null)
        {
            State = NodeState.Failed;
            Reason = task.HasEnd ? "its task was stopped" : "its task vanished without a word";
        }
        else if (last == TaskEvent.Blocked)
        {
            State = NodeState.Waiting;
            Reason = message;
        }
    }
}
