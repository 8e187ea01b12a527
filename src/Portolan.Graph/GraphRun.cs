using System.Threading.Channels;

namespace Portolan.Graph;

/// <summary>A run that was started.</summary>
public sealed class GraphRun
{
    internal GraphRun(ChannelReader<GraphEvent> events, Task<GraphResult> completion)
    {
        Events = events.ReadAllAsync();
        Completion = completion;
    }

    /// <summary>What happens, from <see cref="RunStarted"/> to <see cref="RunCompleted"/>; ends normally however the run ends.</summary>
    /// <remarks>
    /// Nothing is dropped and the run never waits for a reader: events are kept until they are read. To be enumerated once. Leaving
    /// the enumeration does not cancel the run.
    /// </remarks>
    public IAsyncEnumerable<GraphEvent> Events { get; }

    /// <summary>The results, when nothing runs any more.</summary>
    /// <remarks>
    /// Failed nodes do not make it throw, see <see cref="GraphResult.Failures"/>. It throws
    /// <see cref="OperationCanceledException"/> when the caller cancelled before everything was done.
    /// </remarks>
    public Task<GraphResult> Completion { get; }
}
