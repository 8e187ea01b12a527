namespace Portolan.Graph.Internals;

/// <summary>The calls that workers make, outside the lock.</summary>
internal sealed partial class Scheduler
{
    private async ValueTask<Attempt> TryNodeAsync(int position)
    {
        Node node = schedule[position];
        if (node.Expanding is not null)
        {
            return TryExpanding(node, position);
        }

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
            throw new StoreFaultException(new GraphException($"the result of {node} could not be stored: {e.Message}", node, e));
        }
    }

    private Attempt Classify(Node node, int attempt, Exception exception)
    {
        if (exception is StoreFaultException fault)
        {
            return new Attempt(AttemptOutcome.Failed, null, fault.InnerException, default);
        }

        if (exception is StopRunException)
        {
            stopRequested = true;
            return new Attempt(AttemptOutcome.Stopped, null, exception, default);
        }

        try
        {
            return attempt < options.Retry.MaxAttempts && !stopToken.IsCancellationRequested && node.Operation.IsTransient(exception)
                ? new Attempt(AttemptOutcome.Transient, null, exception, default, DelayAfter(node, attempt, exception))
                : new Attempt(AttemptOutcome.Failed, null, exception, default);
        }
        catch (Exception e)
        {
            return new Attempt(AttemptOutcome.Failed, null, new AggregateException(exception, e), default);
        }
    }

    private TimeSpan DelayAfter(Node node, int attempt, Exception exception)
    {
        TimeSpan delay = options.Retry.DelayAfter(node.Key, attempt);
        TimeSpan least = node.Operation.RetryAfter(exception) ?? TimeSpan.Zero;
        return least <= delay ? delay : least < BatchLimits.MaxTimer ? least : BatchLimits.MaxTimer;
    }

    /// <summary>Carries a fault of the store past the operation's own judgement of exceptions.</summary>
    private sealed class StoreFaultException(GraphException fault) : Exception(fault.Message, fault);
}
