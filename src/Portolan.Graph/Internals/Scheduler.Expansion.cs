namespace Portolan.Graph.Internals;

/// <summary>Maps and conditionals: run once to expand, and once more to gather.</summary>
internal sealed partial class Scheduler
{
    private NodeScope? runScope;

    private Attempt TryExpanding(Node node, int position)
    {
        long start = options.TimeProvider.GetTimestamp();
        int[]? outputs;
        lock (gate)
        {
            outputs = schedule.OutputsOf(position);
            runScope ??= new NodeScope(node.Graph, outer: null);
        }

        try
        {
            return outputs is null
                ? new Attempt(AttemptOutcome.Expanded, Expand(node), null, default)
                : new Attempt(AttemptOutcome.Completed, node.Expanding!.Gather(OutcomesOf(outputs)), null, options.TimeProvider.GetElapsedTime(start));
        }
        catch (OperationCanceledException) when (stopToken.IsCancellationRequested)
        {
            return new Attempt(AttemptOutcome.Cancelled, null, null, default);
        }
        catch (Exception e)
        {
            return new Attempt(AttemptOutcome.Failed, null, e, default);
        }
    }

    private Expansion Expand(Node node)
    {
        var expansion = new Expansion(node, runScope!, ResultOf);
        node.Expanding!.Expand(expansion);
        lock (gate)
        {
            foreach (Expansion.Candidate candidate in expansion.Candidates)
            {
                candidate.Shared = schedule.Find(candidate.Node.Key) >= 0;
            }
        }

        expansion.Demand(options.Store, (candidate, reason) => events.TryWrite(new StoredResultRejected(candidate, reason)), stopToken);
        return expansion;
    }

    private BatchOutcome[] OutcomesOf(int[] outputs)
    {
        lock (gate)
        {
            return [.. outputs.Select(OutcomeOf)];
        }
    }

    private BatchOutcome OutcomeOf(int position) => schedule.StateOf(position) switch
    {
        NodeState.Failed => new BatchOutcome(null, failures[position].Exception),
        NodeState.Skipped => new BatchOutcome(null, failures[schedule.CauseOf(position)].Exception),
        _ => new BatchOutcome(schedule.ResultAt(position), null),
    };

    private void BookExpansion(int position, Expansion expansion)
    {
        int nodesBefore = schedule.Count;
        int toRunBefore = schedule.ToRun;
        int fromStoreBefore = schedule.FromStore;
        var skipped = new List<(int Position, int Cause)>();
        schedule.Expand(position, expansion, AssignQueue, makeReady, (node, cause) => skipped.Add((node, cause)));
        events.TryWrite(new NodeExpanded(
            schedule[position], expansion.Outputs.Count, schedule.ToRun - toRunBefore, schedule.FromStore - fromStoreBefore));
        foreach (Expansion.Candidate candidate in expansion.Candidates)
        {
            if (options.ReportNodes && candidate is { Needed: true, FromStore: true } && schedule.PositionOf(candidate.Node) >= nodesBefore)
            {
                events.TryWrite(new NodeCompleted(candidate.Node, TimeSpan.Zero, FromStore: true));
            }
        }

        skipped.ForEach(one => BookSkip(one.Position, one.Cause));
        FlushExhausted();
    }
}
