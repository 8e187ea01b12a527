namespace Portolan.Graph.Internals;

internal sealed partial class Scheduler
{
    private const int None = -1;

    private void WakeWorkers()
    {
        bool pulse = false;
        foreach (Lane lane in lanes)
        {
            if (lane.Ready.Count == 0)
            {
                continue;
            }

            pulse |= lane.Idle > 0;
            while (lane.Workers < lane.Limit && lane.Launching + lane.Idle < lane.Ready.Count)
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
            int position = FirstOrWait(lane);
            while (position != None)
            {
                ValueTask<Attempt> call = TryNodeAsync(position);
                Attempt attempt = call.IsCompleted ? call.Result : call.AsTask().GetAwaiter().GetResult();
                position = BookAndTake(lane, position, attempt, wait: true);
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
            int position = FirstOrLeave(lane);
            while (position != None)
            {
                Attempt attempt = await TryNodeAsync(position).ConfigureAwait(false);
                position = BookAndTake(lane, position, attempt, wait: false);
            }
        }
        catch (Exception e)
        {
            Crash(e);
        }
    }

    private int FirstOrWait(Lane lane)
    {
        lock (gate)
        {
            lane.Launching--;
            return Wait(lane);
        }
    }

    private int FirstOrLeave(Lane lane)
    {
        lock (gate)
        {
            lane.Launching--;
            int position = Take(lane);
            if (position == None)
            {
                lane.Workers--;
            }

            return position;
        }
    }

    private int BookAndTake(Lane lane, int position, Attempt attempt, bool wait)
    {
        if (attempt.Outcome == AttemptOutcome.Failed && options.FailurePolicy == FailurePolicy.Stop)
        {
            StopAll();
        }

        int next;
        lock (gate)
        {
            Book(position, attempt);
            next = Take(lane);
            AfterChange();
            if (next == None && !wait)
            {
                lane.Workers--;
            }
        }

        if (attempt.Outcome == AttemptOutcome.Transient)
        {
            ScheduleRetry(position);
        }

        if (next == None && wait)
        {
            lock (gate)
            {
                return Wait(lane);
            }
        }

        return next;
    }

    /// <summary>Within the lock: the first ready node of the lane, booked as running, or <see cref="None"/>.</summary>
    private int Take(Lane lane)
    {
        // The token is cancelled before the failure is booked: a node that ends in between must not make room for another.
        if (stopping || ended || lane.Ready.Count == 0 || stopToken.IsCancellationRequested)
        {
            return None;
        }

        int position = lane.Ready.TakeFirst();
        ready--;
        running++;
        schedule.Start(position);
        if (options.ReportNodes)
        {
            events.TryWrite(new NodeStarted(schedule[position], AttemptOf(position)));
        }

        return position;
    }

    /// <summary>Within the lock: sleeps until there is work or the run has ended.</summary>
    private int Wait(Lane lane)
    {
        while (!ended)
        {
            int position = Take(lane);
            if (position != None)
            {
                return position;
            }

            lane.Idle++;
            Monitor.Wait(gate);
            lane.Idle--;
        }

        return None;
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

    private async ValueTask<Attempt> TryNodeAsync(int position)
    {
        Node node = schedule[position];
        int attempt = AttemptOf(position);
        var context = new OperationContext(this, node, attempt, options.TimeProvider);
        long start = options.TimeProvider.GetTimestamp();
        try
        {
            object? result = await node.InvokeAsync(context, stopToken).ConfigureAwait(false);
            Save(node, result);
            return new Attempt(AttemptOutcome.Completed, result, null, options.TimeProvider.GetElapsedTime(start));
        }
        catch (OperationCanceledException) when (stopToken.IsCancellationRequested)
        {
            return new Attempt(AttemptOutcome.Cancelled, null, null, default);
        }
        catch (Exception e)
        {
            return Classify(node, attempt, e);
        }
        finally
        {
            context.Close();
        }
    }

    private void Save(Node node, object? result)
    {
        if (options.Store is not { } store || !node.Operation.Persist)
        {
            return;
        }

        try
        {
            node.Save(store, result);
        }
        catch (Exception e)
        {
            // Wrapped, so that an operation which calls I/O faults transient is not run again because the store's disk is full.
            throw new GraphException($"the result of {node} could not be stored: {e.Message}", node, e);
        }
    }

    private Attempt Classify(Node node, int attempt, Exception exception)
    {
        try
        {
            bool again = attempt < options.Retry.MaxAttempts && !stopToken.IsCancellationRequested && node.Operation.IsTransient(exception);
            return new Attempt(again ? AttemptOutcome.Transient : AttemptOutcome.Failed, null, exception, default);
        }
        catch (Exception e)
        {
            return new Attempt(AttemptOutcome.Failed, null, new AggregateException(exception, e), default);
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
