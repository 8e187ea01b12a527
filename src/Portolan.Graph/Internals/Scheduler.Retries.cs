namespace Portolan.Graph.Internals;

internal sealed partial class Scheduler
{
    // Nodes between two tries. The timer is null from the failure until the timer exists.
    private readonly Dictionary<int, ITimer?> waiting = [];

    /// <summary>Outside the lock, because a clock may call back at once.</summary>
    private void ScheduleRetry(int position)
    {
        ITimer? timer = options.TimeProvider.CreateTimer(_ => TryAgain(position), null, RetryDelay(position), Timeout.InfiniteTimeSpan);
        lock (gate)
        {
            // A clock that called back already has removed the entry.
            if (waiting.ContainsKey(position))
            {
                waiting[position] = timer;
                timer = null;
            }
        }

        timer?.Dispose();
    }

    private TimeSpan RetryDelay(int position) => options.Retry.DelayAfter(schedule[position].Key, AttemptOf(position));

    private void TryAgain(int position)
    {
        ITimer? timer;
        lock (gate)
        {
            if (!waiting.Remove(position, out timer))
            {
                return;
            }

            attempts[position] = AttemptOf(position) + 1;
            MakeReady(position);
            AfterChange();
        }

        timer?.Dispose();
    }

    private void DropRetries()
    {
        foreach (ITimer? timer in waiting.Values)
        {
            timer?.Dispose();
        }

        waiting.Clear();
    }
}
