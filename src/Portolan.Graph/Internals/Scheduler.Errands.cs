namespace Portolan.Graph.Internals;

/// <summary>Costs and timers, outside the lock.</summary>
internal sealed partial class Scheduler
{
    /// <summary>To be called after the lock was left, by whoever changed anything.</summary>
    private void RunErrands()
    {
        while (errands.Any)
        {
            (List<int> calls, List<Watch> watches, List<Pause> pauses) taken;
            lock (gate)
            {
                taken = errands.Take();
            }

            taken.pauses.ForEach(StartPause);
            taken.watches.ForEach(StartWatch);
            for (int start = 0; start < taken.calls.Count; start += WeighedAtOnce)
            {
                Weigh(taken.calls[start..Math.Min(taken.calls.Count, start + WeighedAtOnce)]);
            }
        }
    }

    private void Weigh(List<int> positions)
    {
        var costs = new long[positions.Count];
        var faults = new Attempt?[positions.Count];
        for (int i = 0; i < costs.Length; i++)
        {
            Node node = schedule[positions[i]];
            int attempt = AttemptOf(positions[i]);
            var context = new OperationContext(this, node, attempt, options.TimeProvider);
            try
            {
                costs[i] = node.CostWith(context);
            }
            catch (Exception e)
            {
                faults[i] = Classify(node, attempt, e);
            }
            finally
            {
                context.Close();
            }
        }

        StopOnFailure(faults.Any(fault => fault is { Outcome: AttemptOutcome.Failed }));
        lock (gate)
        {
            for (int i = 0; i < costs.Length; i++)
            {
                errands.Weighing--;
                BatchGroup group = queues.GroupOf(positions[i])!;
                if (faults[i] is { } fault)
                {
                    if (AttemptOf(positions[i]) == 1)
                    {
                        Arrive(group, positions[i]);
                        Reconsider(group);
                    }

                    BookOne(positions[i], fault);
                }
                else
                {
                    Gather(group, positions[i], costs[i]);
                }
            }

            AfterChange();
        }
    }

    private void BookOne(int position, in Attempt attempt)
    {
        if (attempt.Outcome == AttemptOutcome.Transient)
        {
            BookRetry([position], attempt.Delay, [attempt.Exception!]);
        }
        else
        {
            Book(position, attempt);
        }
    }

    private void StartWatch(Watch watch)
    {
        TimeSpan left;
        lock (gate)
        {
            // What is due needs no timer; whoever takes it sees to what is left.
            left = ended || watch.Group.Count == 0 || watch.Group.IsDue ? TimeSpan.Zero : LeftToLinger(watch.Group);
        }

        if (left <= TimeSpan.Zero)
        {
            EndWatch(watch);
            return;
        }

        ITimer? timer = options.TimeProvider.CreateTimer(_ => EndWatch(watch), null, left, Timeout.InfiniteTimeSpan);
        lock (gate)
        {
            // A clock that called back already has ended the watch; so has the end of the run.
            if (ReferenceEquals(watch.Group.Watch, watch) && !ended)
            {
                watch.Timer = timer;
                timer = null;
            }
        }

        timer?.Dispose();
    }

    private void EndWatch(Watch watch)
    {
        BatchGroup group = watch.Group;
        lock (gate)
        {
            if (!ReferenceEquals(group.Watch, watch))
            {
                return;
            }

            group.Watch = null;
            if (ended)
            {
                return;
            }

            if (group.Count > 0 && !group.IsDue && LeftToLinger(group) <= TimeSpan.Zero)
            {
                group.Flush(BatchTrigger.Linger);
            }

            Reconsider(group);
            AfterChange();
        }

        watch.Timer?.Dispose();
        RunErrands();
    }

    private TimeSpan LeftToLinger(BatchGroup group)
    {
        TimeSpan left = group.Limits.Linger - options.TimeProvider.GetElapsedTime(group.OldestReadyAt(), options.TimeProvider.GetTimestamp());

        // The system's timers count whole milliseconds; a rest below one would come back at once again and again.
        return left > TimeSpan.Zero && left < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : left;
    }
}
