namespace Portolan.Graph.Internals;

internal sealed partial class Scheduler
{
    private void WakeWorkers()
    {
        bool pulse = false;
        foreach (Lane lane in queues.Lanes)
        {
            if (lane.Available == 0)
            {
                continue;
            }

            pulse |= lane.Idle > 0;
            while (lane.Workers < lane.Limit && lane.Launching + lane.Idle < lane.Available)
            {
                lane.Workers++;
                lane.Launching++;
                Launch(lane);
            }
        }

        if (pulse)
        {
            Monitor.PulseAll(gate);
        }
    }

    private void Launch(Lane lane)
    {
        if (lane.OwnThreads)
        {
            var thread = new Thread(() => WorkOnThread(lane)) { IsBackground = true, Name = lane.ThreadName };
            thread.UnsafeStart();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(static pair => _ = pair.Self.WorkAsync(pair.Lane), (Self: this, Lane: lane), preferLocal: false);
        }
    }

    /// <summary>A thread that may block: it waits for work until the run ends.</summary>
    private void WorkOnThread(Lane lane)
    {
        try
        {
            Work work = FirstOrWait(lane);
            while (!work.IsNone)
            {
                if (work.Batch is { } batch)
                {
                    ValueTask<BatchReply> call = TryBatchAsync(batch);
                    work = BookAndTake(lane, batch, call.IsCompleted ? call.Result : call.AsTask().GetAwaiter().GetResult(), wait: true);
                }
                else
                {
                    ValueTask<Attempt> call = TryNodeAsync(work.Position);
                    work = BookAndTake(lane, work.Position, call.IsCompleted ? call.Result : call.AsTask().GetAwaiter().GetResult(), wait: true);
                }
            }
        }
        catch (Exception e)
        {
            Crash(e);
        }
    }

    /// <summary>A loop on the thread pool: it goes when there is no work, and another is launched when there is.</summary>
    private async Task WorkAsync(Lane lane)
    {
        try
        {
            Work work = FirstOrLeave(lane);
            while (!work.IsNone)
            {
                work = work.Batch is { } batch
                    ? BookAndTake(lane, batch, await TryBatchAsync(batch).ConfigureAwait(false), wait: false)
                    : BookAndTake(lane, work.Position, await TryNodeAsync(work.Position).ConfigureAwait(false), wait: false);
            }
        }
        catch (Exception e)
        {
            Crash(e);
        }
    }

    private Work FirstOrWait(Lane lane)
    {
        Work work;
        lock (gate)
        {
            lane.Launching--;
            work = Wait(lane);
        }

        RunErrands();
        return work;
    }

    private Work FirstOrLeave(Lane lane)
    {
        Work work;
        lock (gate)
        {
            lane.Launching--;
            work = TakeOrLeave(lane, wait: false);
        }

        RunErrands();
        return work;
    }

    private Work BookAndTake(Lane lane, int position, in Attempt attempt, bool wait)
    {
        StopOnFailure(attempt.Outcome == AttemptOutcome.Failed);
        Work next = Work.None;
        bool deferred;
        lock (gate)
        {
            running--;
            BookOne(position, attempt);
            deferred = errands.Any;
            if (!deferred)
            {
                next = TakeOrLeave(lane, wait);
            }
            else
            {
                AfterChange();
            }
        }

        if (deferred || (next.IsNone && wait))
        {
            return TakeLater(lane, wait);
        }

        RunErrands();
        return next;
    }

    private Work BookAndTake(Lane lane, Batch batch, in BatchReply reply, bool wait)
    {
        StopOnFailure(reply.Attempts.Any(attempt => attempt.Outcome == AttemptOutcome.Failed));
        lock (gate)
        {
            BookBatch(batch, reply);
            AfterChange();
        }

        return TakeLater(lane, wait);
    }

    /// <summary>Runs errands first: what is ready may depend on them.</summary>
    private Work TakeLater(Lane lane, bool wait)
    {
        RunErrands();
        Work next;
        lock (gate)
        {
            next = wait ? Wait(lane) : TakeOrLeave(lane, wait);
        }

        // Of what was left in its group.
        RunErrands();
        return next;
    }

    /// <summary>Within the lock: takes work, lets others see what is left, and says goodbye to the lane when there is none.</summary>
    private Work TakeOrLeave(Lane lane, bool wait)
    {
        Work next = Take(lane);
        AfterChange();
        if (next.IsNone && !wait)
        {
            lane.Workers--;
        }

        return next;
    }

    /// <summary>Within the lock: the first thing that the lane has to send, booked as running.</summary>
    private Work Take(Lane lane)
    {
        // The token is cancelled before the failure is booked: a node that ends in between must not make room for another.
        if (stopping || ended || lane.Available == 0 || stopRequested || stopToken.IsCancellationRequested)
        {
            return Work.None;
        }

        if (lane.Parts.Count > 0
            || (lane.Due.TryPeek(out _, out int firstDue) && (lane.Ready.Count == 0 || firstDue < lane.Ready.First)))
        {
            return TakeBatch(lane);
        }

        int position = lane.Ready.TakeFirst();
        queues.Sendable--;
        running++;
        schedule.Start(position);
        if (options.ReportNodes && schedule.OutputsOf(position) is null)
        {
            events.TryWrite(new NodeStarted(schedule[position], AttemptOf(position)));
        }

        return new Work(position, null);
    }

    /// <summary>Within the lock: sleeps until there is work or the run has ended.</summary>
    private Work Wait(Lane lane)
    {
        while (!ended)
        {
            Work work = Take(lane);
            if (!work.IsNone)
            {
                // What is left of a batch group may be work for another.
                if (work.Batch is not null)
                {
                    AfterChange();
                }

                return work;
            }

            lane.Idle++;
            Monitor.Wait(gate);
            lane.Idle--;
        }

        return Work.None;
    }

    private void StopOnFailure(bool failed)
    {
        if (failed && options.FailurePolicy == FailurePolicy.Stop)
        {
            StopAll();
        }
    }

    /// <summary>Cancels what runs. The caller's own node still counts as running, so the run cannot end meanwhile.</summary>
    private void StopAll()
    {
        try
        {
            stop.Cancel();
        }
        catch (AggregateException)
        {
            // A cancellation callback of some operation failed; that operation still ends by itself, and is still awaited.
        }
    }

    private void Crash(Exception exception)
    {
        lock (gate)
        {
            stopping = true;
            ended = true;
            Monitor.PulseAll(gate);
        }

        finished.TrySetException(exception);
    }
}
