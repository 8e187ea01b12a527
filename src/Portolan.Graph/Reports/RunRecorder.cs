using System.Globalization;
using System.Runtime.CompilerServices;

namespace Portolan.Graph.Reports;

/// <summary>Reads the events of a run as they pass and makes a <see cref="RunReport"/> of them.</summary>
/// <remarks>
/// Memory depends on the number of operations, reasons and nodes that run at the same time, not on the number of nodes. The times of
/// the timeline are those at which events are read, so read without delay; durations are the scheduler's own. One recorder for each
/// run; not thread-safe.
/// </remarks>
public sealed class RunRecorder
{
    private readonly RunRecorderOptions options;
    private readonly RunTally tally;

    /// <summary>A recorder with default options.</summary>
    public RunRecorder()
        : this(new RunRecorderOptions())
    {
    }

    /// <summary>A recorder.</summary>
    /// <param name="options">What to keep.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or something in it is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is negative.</exception>
    public RunRecorder(RunRecorderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Title);
        ArgumentNullException.ThrowIfNull(options.TimeProvider);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxTimelineItems);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxFailures);
        this.options = options;
        tally = new RunTally(options);
    }

    /// <summary>Passes events on as they come, and records each one before.</summary>
    /// <param name="events">The events of a run, from its start.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public async IAsyncEnumerable<GraphEvent> Watch(
        IAsyncEnumerable<GraphEvent> events, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        await foreach (GraphEvent happened in events.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            Add(happened);
            yield return happened;
        }
    }

    /// <summary>Records an event that happened now.</summary>
    /// <param name="happened">The next event of the run.</param>
    public void Add(GraphEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        tally.Add(happened);
    }

    /// <summary>The report of what was read so far.</summary>
    public RunReport ToReport() => tally.ToReport(
        options.Title, tally.Started.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
