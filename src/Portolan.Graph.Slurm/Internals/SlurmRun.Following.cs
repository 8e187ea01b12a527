namespace Portolan.Graph.Slurm.Internals;

internal sealed partial class SlurmRun
{
    private async Task FollowAsync()
    {
        if (!arrays.Exists(array => array.IsOpen))
        {
            return;
        }

        IReadOnlyList<QueuedTask> queue;
        try
        {
            queue = await slurm.QueueAsync([.. arrays.Where(array => array.IsOpen).Select(array => array.JobName)], cancellationToken).ConfigureAwait(false);
            silentSince = null;
        }
        catch (SlurmException) when (!IsTooLong(ref silentSince))
        {
            // A controller that restarts says nothing of the tasks, which go on.
            return;
        }

        // The queue is read first: a task that is missing there has written all that it is going to write.
        Dictionary<(string, int), QueuedTask> queued = queue.DistinctBy(task => (task.JobName, task.Index)).ToDictionary(task => (task.JobName, task.Index));
        foreach (SubmittedTask task in arrays.SelectMany(array => array.Tasks).Where(task => task.IsOpen).ToList())
        {
            QueuedTask? live = queued.GetValueOrDefault((task.Array.JobName, task.Index));
            await FollowAsync(task, live).ConfigureAwait(false);
        }
    }

    private async Task FollowAsync(SubmittedTask task, QueuedTask? live)
    {
        if (live is { IsPending: true, IsHeldAfterFailure: false } && !task.Reader.Exists)
        {
            task.MissingSince = null;
            return;
        }

        foreach (TaskEvent taskEvent in task.Reader.ReadNew())
        {
            Apply(task, taskEvent);
        }

        // On a dead node a task that was killed is completing until the node is mended.
        bool isGone = live is null || live.IsCompleting;
        if (live is { IsHeldAfterFailure: true })
        {
            await CancelHeldAsync(task, live).ConfigureAwait(false);
        }
        else if (!isGone)
        {
            task.MissingSince = null;
        }
        else if (task.HasEnd)
        {
            Close(task);
        }
        else if (task.MissingSince is not { } since)
        {
            task.MissingSince = time.GetTimestamp();
        }
        else if (time.GetElapsedTime(since) >= options.LostAfter)
        {
            Lose(task, task.Host is { } host ? $"its task on {host} vanished without a word" : "its task was never heard of");
        }
    }

    private async Task CancelHeldAsync(SubmittedTask task, QueuedTask live)
    {
        try
        {
            await slurm.CancelAsync([FormattableString.Invariant($"{live.Job}_{live.Index}")], cancellationToken).ConfigureAwait(false);
            Lose(task, "Slurm could not launch it on a node");
        }
        catch (SlurmException)
        {
            // It is held as well at the next look.
        }
    }

    private void Apply(SubmittedTask task, TaskEvent taskEvent)
    {
        if (taskEvent.Type == TaskEvent.Begin)
        {
            BeginAgain(task, taskEvent);
            return;
        }

        if (taskEvent.Type == TaskEvent.End)
        {
            End(task, taskEvent);
            return;
        }

        if (taskEvent.Node < 1 || taskEvent.Node > grouping.Nodes[task.Array.Stage].Count)
        {
            return;
        }

        Node node = grouping.Nodes[task.Array.Stage][taskEvent.Node - 1];
        int position = positions[node];
        if (states[position] != WorkState.Waiting)
        {
            // Done by another task already, or skipped.
            task.Ended.Add(position);
            return;
        }

        switch (taskEvent.Type)
        {
            case TaskEvent.Started:
                task.Begun.Add(position);
                events.TryWrite(new NodeStarted(node, attempts[position] + Math.Max(1, taskEvent.Attempt)));
                break;
            case TaskEvent.Progress:
                events.TryWrite(new NodeProgress(node, taskEvent.Done, taskEvent.Total, taskEvent.Unit ?? ""));
                break;
            case TaskEvent.Waited:
                events.TryWrite(new NodeWaited(node, taskEvent.Message ?? "", TimeSpan.FromSeconds(taskEvent.Seconds)));
                break;
            case TaskEvent.Metered:
                events.TryWrite(new NodeMetered(node, taskEvent.Unit ?? "", taskEvent.Amount));
                break;
            case TaskEvent.Retried:
                events.TryWrite(new NodeRetried(node, attempts[position] + taskEvent.Attempt, Reason(task, taskEvent), TimeSpan.FromSeconds(taskEvent.Seconds)));
                break;
            case TaskEvent.Completed:
                Complete(task, position, TimeSpan.FromSeconds(taskEvent.Seconds));
                break;
            case TaskEvent.Failed:
                task.Ended.Add(position);
                FailAttempt(position, Reason(task, taskEvent), TimeSpan.Zero);
                break;
            case TaskEvent.Blocked:
                task.Ended.Add(position);
                Block(task, position, taskEvent);
                break;
            default:
                // A newer version may have more to tell.
                break;
        }
    }

    // It had to be passed over, because what it needs is not there yet. Where it is there and that node does not see it, tries are bounded.
    private void Block(SubmittedTask task, int position, TaskEvent taskEvent)
    {
        var known = new Dictionary<Node, bool>();
        if (plan.InputsOf(plan.Nodes[position]).All(input => IsThere(input, known)))
        {
            FailAttempt(position, Reason(task, taskEvent), TimeSpan.Zero);
        }
        else
        {
            isCovered[position] = false;
        }
    }

    private void Complete(SubmittedTask task, int position, TimeSpan duration)
    {
        task.Ended.Add(position);
        states[position] = WorkState.Done;
        executed++;
        events.TryWrite(new NodeCompleted(plan.Nodes[position], duration, FromStore: false));
    }

    private void BeginAgain(SubmittedTask task, TaskEvent begin)
    {
        task.HasEnd = false;
        foreach (int position in task.Begun.Where(position => !task.Ended.Contains(position)))
        {
            events.TryWrite(new NodeRetried(
                plan.Nodes[position], attempts[position] + 1, new SlurmException($"Slurm has put it back into the queue after it ran on {task.Host}"), TimeSpan.Zero));
        }

        task.Begun.Clear();
        task.Ended.Clear();
        task.Host = begin.Host;
    }

    private void End(SubmittedTask task, TaskEvent end)
    {
        task.HasEnd = true;
        if (end.Outcome != TaskEvent.OutcomeRefused)
        {
            return;
        }

        // The graph made there is not this one, or its models are missing: another try on that node would end in the same way.
        foreach (int position in task.Positions.Where(position => !task.Ended.Contains(position) && states[position] == WorkState.Waiting))
        {
            task.Ended.Add(position);
            FailAttempt(position, Reason(task, end), TimeSpan.Zero);
        }
    }

    private static SlurmException Reason(SubmittedTask task, TaskEvent taskEvent) =>
        new(task.Host is { } host ? $"{taskEvent.Message} (on {host})" : taskEvent.Message ?? "no reason was given", taskEvent.Hint);

    /// <summary>The task has said that it ended: what it did not get to is free again.</summary>
    private void Close(SubmittedTask task)
    {
        task.IsOpen = false;
        Release(task, "its task was stopped: its time was over, it was preempted, or somebody cancelled it");
    }

    private void Lose(SubmittedTask task, string reason)
    {
        task.IsOpen = false;
        Release(task, reason);
    }

    private void Release(SubmittedTask task, string reason)
    {
        foreach (int position in task.Positions)
        {
            if (states[position] != WorkState.Waiting || task.Ended.Contains(position))
            {
                continue;
            }

            Node node = plan.Nodes[position];
            if (node.Find(store).Found)
            {
                // It had the time to keep its result, and not to say so.
                Complete(task, position, TimeSpan.Zero);
            }
            else if (task.Begun.Contains(position) || !task.Reader.Exists)
            {
                FailAttempt(position, new SlurmException($"{node.Label}: {reason}", $"'portolan jobs logs' shows what it printed"), TimeSpan.Zero);
            }
            else
            {
                isCovered[position] = false;
            }
        }
    }

    private bool IsTooLong(ref long? since)
    {
        since ??= time.GetTimestamp();
        return time.GetElapsedTime(since.Value) >= options.OutageLimit;
    }

    private async Task CancelJobsAsync()
    {
        using var limit = new CancellationTokenSource(LeavingLimit, time);
        try
        {
            await LeaveQueueAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SlurmException or OperationCanceledException)
        {
            // The caller wants to stop; whatever is left ends by itself, and a run that is started again takes it over.
        }
    }

    /// <summary>Nothing of the run may write any more when it has ended: its files may be removed then.</summary>
    private async Task LeaveQueueAsync(CancellationToken token)
    {
        SubmittedArray[] open = [.. arrays.Where(array => array.IsOpen)];
        if (open.Length > 0)
        {
            await slurm.CancelAsync([.. open.Select(array => array.Job!)], token).ConfigureAwait(false);
        }

        if (arrays.Count > 0)
        {
            await WaitUntilGoneAsync([.. arrays.Select(array => array.JobName)], token).ConfigureAwait(false);
        }
    }

    private async Task WaitUntilGoneAsync(string[] names, CancellationToken token)
    {
        if (names.Length == 0)
        {
            return;
        }

        long start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < LeavingLimit)
        {
            IReadOnlyList<QueuedTask> queue = await slurm.QueueAsync(names, token).ConfigureAwait(false);

            // A task on a dead node is completing until somebody mends the node.
            if (queue.All(task => task.IsCompleting))
            {
                return;
            }

            await Task.Delay(options.PollInterval, time, token).ConfigureAwait(false);
        }
    }
}
