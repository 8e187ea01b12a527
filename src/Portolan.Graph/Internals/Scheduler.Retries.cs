namespace Portolan.Graph.Internals;

internal sealed partial class Scheduler
{
    // Nodes between two tries.
    private readonly HashSet<Pause> waiting = [];

    /// <summary>Books that nodes are to be tried again; those of one batch together, so that they can share the next one.</summary>
    private void BookRetry(int[] positions, TimeSpan delay, ReadOnlySpan<Exception> reasons)
    {
        for (int i = 0; i < positions.Length; i++)
        {
            schedule.Retry(positions[i]);
            events.TryWrite(new NodeRetried(schedule[positions[i]], AttemptOf(positions[i]), reasons[i], delay));
        }

        var pause = new Pause(positions, delay);
        waiting.Add(pause);
        errands.Pauses.Add(pause);
        errands.Note();
    }

    /// <summary>Outside the lock, because a clock may call back at once.</summary>
    private void StartPause(Pause pause)
    {
        ITimer? timer = options.TimeProvider.CreateTimer(_ => TryAgain(pause), null, pause.Delay, Timeout.InfiniteTimeSpan);
        lock (gate)
        {
            // A clock that called back already has removed the entry; so has the end of the run.
            if (waiting.Contains(pause))
            {
                pause.Timer = timer;
                timer = null;
            }
        }

        timer?.Dispose();
    }

    private void TryAgain(Pause pause)
    {
        lock (gate)
        {
            if (!waiting.Remove(pause))
            {
                return;
            }

            foreach (int position in pause.Positions)
            {
                attempts[position] = AttemptOf(position) + 1;
                MakeReady(position);
            }

            AfterChange();
        }

        pause.Timer?.Dispose();
        RunErrands();
    }

    private void DropTimers()
    {
        foreach (Pause pause in waiting)
        {
            pause.Timer?.Dispose();
        }

        waiting.Clear();
        foreach (BatchGroup group in queues.Groups)
        {
            group.Watch?.Timer?.Dispose();
        }
    }

    /// <summary>The wait before another try; its timer is null until it exists.</summary>
    private sealed class Pause(int[] positions, TimeSpan delay)
    {
        public int[] Positions { get; } = positions;

        public TimeSpan Delay { get; } = delay;

        public ITimer? Timer { get; set; }
    }
}
