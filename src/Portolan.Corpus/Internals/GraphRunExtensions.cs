using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>How this room runs graphs: under a lock of the output directory, which no work may outlive.</summary>
internal static class GraphRunExtensions
{
    /// <summary>The run's events; leaving the enumeration early cancels the run and waits until nothing of it runs any more.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stop">The source of the token that the run was started with.</param>
    public static async IAsyncEnumerable<GraphEvent> FollowAsync(this GraphRun run, CancellationTokenSource stop)
    {
        bool isOver = false;
        try
        {
            await foreach (GraphEvent graphEvent in run.Events.ConfigureAwait(false))
            {
                yield return graphEvent;
            }

            isOver = true;
        }
        finally
        {
            // A caller that leaves early must not leave workers behind that go on writing without the directory's lock.
            if (!isOver)
            {
                await stop.CancelAsync().ConfigureAwait(false);
                await ((Task)run.Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>What made the node fail: for a result that could not be stored the device's fault, whatever the graph adds to it.</summary>
    public static Exception Cause(this NodeFailure failure) =>
        failure.Exception is GraphException { InnerException: { } cause } && cause is IOException or UnauthorizedAccessException ? cause : failure.Exception;
}
