namespace Portolan.Graph.Backends.Flows;

/// <summary>Makes the events of several windows look like those of one run: counts grow, and numbers of batches go on.</summary>
internal sealed class WindowEvents
{
    private RunStarted started = new(0, 0, 0, 0);
    private RunCompleted completed = new(RunOutcome.Succeeded, 0, 0, 0, 0, TimeSpan.Zero);
    private int batchesBefore;
    private int batches;

    public GraphEvent Continue(GraphEvent happened)
    {
        switch (happened)
        {
            case RunStarted window:
                batchesBefore = batches;
                return started = new RunStarted(
                    started.NodesBeforePasses + window.NodesBeforePasses,
                    started.NodesAfterPasses + window.NodesAfterPasses,
                    started.NodesFromStore + window.NodesFromStore,
                    started.NodesToRun + window.NodesToRun);
            case BatchStarted batch:
                batches = Math.Max(batches, batchesBefore + batch.Batch);
                return batch with { Batch = batchesBefore + batch.Batch };
            case BatchCompleted batch:
                return batch with { Batch = batchesBefore + batch.Batch };
            case RunCompleted window:
                return completed = new RunCompleted(
                    completed.Outcome == RunOutcome.Succeeded ? window.Outcome : completed.Outcome,
                    completed.Executed + window.Executed,
                    completed.FromStore + window.FromStore,
                    completed.Failed + window.Failed,
                    completed.NotRun + window.NotRun,
                    completed.Duration + window.Duration);
            default:
                return happened;
        }
    }
}
