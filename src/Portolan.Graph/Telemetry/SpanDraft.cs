using System.Diagnostics;

namespace Portolan.Graph.Telemetry;

/// <summary>What is known of a try or a batch while it runs; its span is made when it is over.</summary>
internal sealed class SpanDraft(DateTimeOffset start, int attempt)
{
    // A span is read by a person; what a node meters and waits is bounded by nothing.
    private const int MostWaits = 16;

    private Dictionary<string, double>? meters;
    private List<ActivityEvent>? waits;

    public DateTimeOffset Start => start;

    public int Attempt => attempt;

    /// <summary>The batch that the node is in, or null.</summary>
    public BatchStarted? Batch { get; init; }

    /// <summary>The draft of <see cref="Batch"/>.</summary>
    public SpanDraft? BatchDraft { get; init; }

    /// <summary>Of a batch: its span, once it is there.</summary>
    public ActivityContext Context { get; set; }

    public void Meter(string meter, double amount)
    {
        meters ??= [];
        meters[meter] = meters.GetValueOrDefault(meter) + amount;
    }

    public void Wait(DateTimeOffset at, string reason, TimeSpan duration)
    {
        waits ??= [];
        if (waits.Count < MostWaits)
        {
            waits.Add(new ActivityEvent("wait", at, new ActivityTagsCollection
            {
                ["portolan.graph.wait.reason"] = reason,
                ["portolan.graph.wait.duration"] = duration.TotalSeconds,
            }));
        }
    }

    public void Finish(Activity span)
    {
        foreach ((string meter, double amount) in meters ?? [])
        {
            // Token counts are integers in the conventions.
            bool isWhole = amount == Math.Floor(amount) && Math.Abs(amount) < 1e15;
            span.SetTag(GraphTags.OfMeter(meter), isWhole ? (long)amount : (object)amount);
        }

        foreach (ActivityEvent wait in waits ?? [])
        {
            span.AddEvent(wait);
        }
    }
}
