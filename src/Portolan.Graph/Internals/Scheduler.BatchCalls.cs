namespace Portolan.Graph.Internals;

/// <summary>The calls of batches, outside the lock.</summary>
internal sealed partial class Scheduler
{
    private async ValueTask<BatchReply> TryBatchAsync(Batch batch)
    {
        Node[] nodes = Array.ConvertAll(batch.Positions, position => schedule[position]);
        OperationContext[] contexts = Array.ConvertAll(
            batch.Positions, position => new OperationContext(this, schedule[position], AttemptOf(position), options.TimeProvider));
        long start = options.TimeProvider.GetTimestamp();
        Attempt[] judged;
        try
        {
            BatchOutcome[] outcomes = await nodes[0].InvokeBatchAsync(nodes, contexts, stopToken).ConfigureAwait(false);
            judged = Judge(nodes, contexts, outcomes);
        }
        catch (OperationCanceledException) when (stopToken.IsCancellationRequested)
        {
            judged = Array.ConvertAll(nodes, _ => new Attempt(AttemptOutcome.Cancelled, null, null, default));
        }
        catch (Exception e)
        {
            judged = JudgeWhole(nodes, contexts, e);
        }
        finally
        {
            foreach (OperationContext context in contexts)
            {
                context.Close();
            }
        }

        TimeSpan duration = options.TimeProvider.GetElapsedTime(start);
        for (int i = 0; i < judged.Length; i++)
        {
            judged[i] = judged[i] with { Duration = duration };
        }

        return new BatchReply(judged, duration);
    }

    private Attempt[] Judge(Node[] nodes, OperationContext[] contexts, BatchOutcome[] outcomes)
    {
        Exception?[] faults = SaveAll(nodes, outcomes);
        var judged = new Attempt[nodes.Length];
        for (int i = 0; i < judged.Length; i++)
        {
            judged[i] = outcomes[i].Failure is not { } failure
                    ? faults[i] is { } fault ? new Attempt(AttemptOutcome.Failed, null, fault, default)
                    : new Attempt(AttemptOutcome.Completed, outcomes[i].Result, null, default)
                : failure is OperationCanceledException && stopToken.IsCancellationRequested ? new Attempt(AttemptOutcome.Cancelled, null, null, default)
                : outcomes[i].IsFinal ? new Attempt(AttemptOutcome.Failed, null, failure, default)
                : Classify(nodes[i], contexts[i].Attempt, failure);
        }

        return judged;
    }

    private Attempt[] JudgeWhole(Node[] nodes, OperationContext[] contexts, Exception exception)
    {
        Attempt first = Classify(nodes[0], contexts[0].Attempt, exception);
        if (nodes.Length > 1 && first.Outcome == AttemptOutcome.Failed && !IsSpent(nodes, contexts, exception))
        {
            first = first with { Outcome = AttemptOutcome.Divided };
        }

        var judged = new Attempt[nodes.Length];
        for (int i = 0; i < judged.Length; i++)
        {
            judged[i] = i == 0 || first.Outcome is AttemptOutcome.Divided or AttemptOutcome.Stopped ? first
                : Classify(nodes[i], contexts[i].Attempt, exception);
        }

        return judged;
    }

    /// <summary>Whether a batch failed because its tries are used up: then no item is to blame, and dividing it would only add calls.</summary>
    private bool IsSpent(Node[] nodes, OperationContext[] contexts, Exception exception)
    {
        try
        {
            return contexts.Any(context => context.Attempt >= options.Retry.MaxAttempts) && nodes[0].Operation.IsTransient(exception);
        }
        catch (Exception)
        {
            return false;
        }
    }

    private Exception?[] SaveAll(Node[] nodes, BatchOutcome[] outcomes)
    {
        var faults = new Exception?[nodes.Length];
        if (options.Store is not { } store || !nodes[0].Operation.Persist)
        {
            return faults;
        }

        var results = new List<KeyValuePair<Node, object?>>(nodes.Length);
        for (int i = 0; i < nodes.Length; i++)
        {
            if (outcomes[i].Failure is null)
            {
                results.Add(new(nodes[i], outcomes[i].Result));
            }
        }

        if (results.Count == 0)
        {
            return faults;
        }

        try
        {
            nodes[0].SaveAll(store, results);
        }
        catch (Exception)
        {
            // One by one, to find out which cannot be stored.
            for (int i = 0; i < nodes.Length; i++)
            {
                faults[i] = outcomes[i].Failure is null ? FaultOfSaving(nodes[i], outcomes[i].Result) : null;
            }
        }

        return faults;
    }

    private Exception? FaultOfSaving(Node node, object? result)
    {
        try
        {
            Save(node, result);
            return null;
        }
        catch (StoreFaultException e)
        {
            return e.InnerException;
        }
    }

    /// <summary>What a batch gave, in the order of its positions.</summary>
    private readonly record struct BatchReply(Attempt[] Attempts, TimeSpan Duration);
}
