namespace Portolan.Graph.Internals;

/// <summary>Batch calls that are ready gather in their groups until something speaks for sending them.</summary>
internal sealed partial class Scheduler
{
    // Costs are booked in portions, so that the first batches leave while the rest is still being weighed.
    private const int WeighedAtOnce = 128;

    private readonly Errands<Pause> errands = new();
    private readonly List<Cohort> cohorts = [];

    // Position in cohorts plus one; empty when nothing is planned.
    private int[] cohortOf = [];
    private int batches;

    private void AssignQueues()
    {
        for (int position = 0; position < schedule.Count; position++)
        {
            AssignQueue(position);
        }

        if (plan.Batches.IsEmpty)
        {
            return;
        }

        cohortOf = new int[schedule.Count];
        var places = new Dictionary<(BatchGroup, int), int>();
        foreach (PlannedBatch batch in plan.Batches)
        {
            foreach (Node node in batch.Nodes)
            {
                int position = schedule.PositionOf(node);
                if (schedule.StateOf(position) != NodeState.Pending || queues.GroupOf(position) is not { } group)
                {
                    continue;
                }

                if (!places.TryGetValue((group, batch.Level), out int cohort))
                {
                    cohorts.Add(new Cohort());
                    places.Add((group, batch.Level), cohort = cohorts.Count);
                }

                cohortOf[position] = cohort;
                cohorts[cohort - 1].Expected++;
            }
        }
    }

    private void AssignQueue(int position)
    {
        queues.Assign(position, schedule[position]);
        if (schedule.StateOf(position) == NodeState.Pending && queues.GroupOf(position) is { } group)
        {
            group.Expected++;
        }
    }

    private void MakeBatchCallReady(BatchGroup group, int position)
    {
        if (group.HasCosts)
        {
            errands.Calls.Add(position);
            errands.Weighing++;
            errands.Note();
        }
        else
        {
            Gather(group, position, cost: 0);
        }
    }

    private void Gather(BatchGroup group, int position, long cost)
    {
        group.Add(position, cost, options.TimeProvider.GetTimestamp());
        if (AttemptOf(position) == 1)
        {
            Arrive(group, position);
        }
        else if (group.IsExhausted)
        {
            group.Flush(BatchTrigger.Idle);
        }

        Reconsider(group);
    }

    /// <summary>A call is ready for the first time, or never will be.</summary>
    private void Arrive(BatchGroup group, int position)
    {
        group.Expected--;
        if (position < cohortOf.Length && cohortOf[position] > 0 && --cohorts[cohortOf[position] - 1].Expected == 0)
        {
            group.Flush(BatchTrigger.Complete);
        }

        if (group.IsExhausted)
        {
            group.Flush(BatchTrigger.Idle);
        }
    }

    private void ForgetBatchCall(int position)
    {
        if (queues.GroupOf(position) is { } group)
        {
            Arrive(group, position);
            Reconsider(group);
        }

        if (schedule[position].Expanding is not null)
        {
            FlushExhausted();
        }
    }

    /// <summary>Lines a group up when it has something to send; otherwise sees to it that a timer looks after it.</summary>
    private void Reconsider(BatchGroup group)
    {
        if (group.Count > 0 && group.Limits.Linger == TimeSpan.Zero)
        {
            group.Flush(BatchTrigger.Linger);
        }

        if (group.IsDue)
        {
            if (!group.IsQueued)
            {
                group.IsQueued = true;
                group.Lane.Due.Enqueue(group, group.FirstPosition);
                queues.Sendable++;
            }
        }
        else if (group.Count > 0 && group.Watch is null && group.Limits.Linger != Timeout.InfiniteTimeSpan)
        {
            group.Watch = new Watch(group);
            errands.Watches.Add(group.Watch);
            errands.Note();
        }
    }

    private bool FlushAll(BatchTrigger trigger)
    {
        bool any = false;
        foreach (BatchGroup group in queues.Groups)
        {
            if (group.Count > 0)
            {
                group.Flush(trigger);
                Reconsider(group);
                any = true;
            }
        }

        return any;
    }

    private void FlushExhausted()
    {
        foreach (BatchGroup group in queues.Groups)
        {
            if (group.Count > 0 && group.IsExhausted)
            {
                group.Flush(BatchTrigger.Idle);
                Reconsider(group);
            }
        }
    }

    private Work TakeBatch(Lane lane)
    {
        queues.Sendable--;
        if (!lane.Parts.TryDequeue(out Batch? batch))
        {
            BatchGroup group = lane.Due.Dequeue();
            group.IsQueued = false;
            batch = group.Take();
            Reconsider(group);
            foreach (int position in batch.Positions)
            {
                schedule.Start(position);
                if (options.ReportNodes)
                {
                    events.TryWrite(new NodeStarted(schedule[position], AttemptOf(position)));
                }
            }
        }

        batch.Number = ++batches;
        running++;
        events.TryWrite(new BatchStarted(batch.Number, [.. batch.Positions.Select(position => schedule[position])], batch.Trigger));
        return new Work(-1, batch);
    }

    private void BookBatch(Batch batch, in BatchReply reply)
    {
        running--;
        events.TryWrite(new BatchCompleted(batch.Number, reply.Attempts.Count(attempt => attempt.Exception is not null), reply.Duration));
        if (reply.Attempts[0].Outcome == AttemptOutcome.Divided)
        {
            int half = batch.Positions.Length / 2;
            Lane lane = queues.LaneOf(batch.Positions[0]);
            lane.Parts.Enqueue(batch.Part(..half));
            lane.Parts.Enqueue(batch.Part(half..));
            queues.Sendable += 2;
            return;
        }

        var again = new List<int>();
        for (int i = 0; i < batch.Positions.Length; i++)
        {
            if (reply.Attempts[i].Outcome == AttemptOutcome.Transient)
            {
                again.Add(i);
            }
            else
            {
                Book(batch.Positions[i], reply.Attempts[i]);
            }
        }

        if (again.Count > 0)
        {
            Attempt[] tries = reply.Attempts;
            BookRetry(
                [.. again.Select(i => batch.Positions[i])],
                again.Max(i => tries[i].Delay),
                [.. again.Select(i => tries[i].Exception!)]);
        }
    }

    /// <summary>Calls of one group and level; when none is still to come, nobody planned could join them.</summary>
    private sealed class Cohort
    {
        public int Expected { get; set; }
    }
}
