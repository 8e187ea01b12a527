using System.Diagnostics.Tracing;

namespace Portolan.Cli.Telemetry;

/// <summary>Hears what the OpenTelemetry SDK says of its own errors; it says them nowhere else.</summary>
internal sealed class ExportFaults : EventListener
{
    private string? first;

    /// <summary>The first error, or null.</summary>
    public string? First => Volatile.Read(ref first);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name.StartsWith("OpenTelemetry-", StringComparison.Ordinal))
        {
            EnableEvents(eventSource, EventLevel.Error);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
        Interlocked.CompareExchange(ref first, eventData.EventName ?? "error", null);
}
