namespace Portolan.Graph.Reports;

/// <summary>Keeps the longest items of a timeline.</summary>
internal sealed class LongestItems(int most)
{
    private readonly PriorityQueue<TimelineItem, double> kept = new();

    public long LeftOut { get; private set; }

    /// <summary>Adds an item, which is made only when it is kept.</summary>
    public void Add(double seconds, Func<TimelineItem> make)
    {
        if (kept.Count < most)
        {
            kept.Enqueue(make(), seconds);
            return;
        }

        LeftOut++;
        if (kept.TryPeek(out _, out double shortest) && seconds > shortest)
        {
            kept.DequeueEnqueue(make(), seconds);
        }
    }

    public TimelineItem[] ByStart() =>
        [.. kept.UnorderedItems.Select(pair => pair.Element).OrderBy(item => item.Start).ThenByDescending(item => item.Seconds).ThenBy(item => item.Label, StringComparer.Ordinal)];
}
