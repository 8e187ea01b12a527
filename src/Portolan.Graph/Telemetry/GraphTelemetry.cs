using System.Diagnostics;
using System.Threading.Channels;

namespace Portolan.Graph.Telemetry;

/// <summary>Spans and metrics of runs, for whoever listens to the <see cref="ActivitySource"/> and the meter of this name.</summary>
/// <remarks>
/// Listeners are looked for when a run starts; a run that starts without any is not touched. What is written is told in the room's README.
/// </remarks>
public static class GraphTelemetry
{
    /// <summary>The name of the activity source and of the meter: <c>Portolan.Graph</c>.</summary>
    public const string Name = "Portolan.Graph";

    internal static ActivitySource Source { get; } = new(Name);

    /// <summary>To be called by an executor when a run starts: events written to what it gives are also told to listeners.</summary>
    /// <param name="events">Where the executor's events go, from <see cref="RunStarted"/> to <see cref="RunCompleted"/>.</param>
    /// <param name="timeProvider">The clock of the run.</param>
    /// <returns>A writer in front of <paramref name="events"/>, or <paramref name="events"/> itself when nobody listens.</returns>
    public static ChannelWriter<GraphEvent> Observe(ChannelWriter<GraphEvent> events, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(timeProvider);
        return Source.HasListeners() || GraphMeters.AnyEnabled ? new TelemetryWriter(events, timeProvider) : events;
    }
}
