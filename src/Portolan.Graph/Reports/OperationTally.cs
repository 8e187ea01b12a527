namespace Portolan.Graph.Reports;

/// <summary>Sums over the nodes of one operation.</summary>
internal sealed class OperationTally(string name, ResourceTally resource)
{
    // Sizes up to here are counted each for itself.
    private const int ExactSizes = 64;

    private readonly SortedDictionary<string, double> meters = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> triggers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, long> sizes = [];
    private readonly DurationBins batchDurations = new();
    private long batches, items, failedItems;
    private int smallest = int.MaxValue, largest;

    public string Name => name;

    public ResourceTally Resource => resource;

    public long Executed { get; set; }

    public long FromStore { get; set; }

    public long Failed { get; set; }

    public long Skipped { get; set; }

    public long Retries { get; set; }

    public double BusySeconds { get; private set; }

    public double WaitSeconds { get; set; }

    public DurationBins Durations { get; } = new();

    public void Busy(double from, double seconds)
    {
        BusySeconds += seconds;
        resource.BusySeconds += seconds;
        resource.Busy.AddSpan(from, seconds);
    }

    public void Meter(string meter, double amount) => meters[meter] = meters.GetValueOrDefault(meter) + amount;

    public void Send(BatchStarted batch)
    {
        int size = batch.Nodes.Length;
        batches++;
        items += size;
        smallest = Math.Min(smallest, size);
        largest = Math.Max(largest, size);
        string trigger = batch.Trigger.ToString().ToLowerInvariant();
        triggers[trigger] = triggers.GetValueOrDefault(trigger) + 1;
        int bin = size <= ExactSizes ? size : Math.Max(ExactSizes + 1, 1 << (31 - int.LeadingZeroCount(size)));
        sizes[bin] = sizes.GetValueOrDefault(bin) + 1;
    }

    public void Return(BatchCompleted batch)
    {
        failedItems += batch.Failed;
        batchDurations.Add(batch.Duration.TotalSeconds);
    }

    public OperationReport ToReport() => new(
        name,
        resource.Name,
        Executed,
        FromStore,
        Failed,
        Skipped,
        Retries,
        Durations.ToSummary(),
        RunTally.Rounded(BusySeconds),
        RunTally.Rounded(WaitSeconds),
        batches == 0 ? null : new BatchReport(
            batches,
            items,
            failedItems,
            smallest,
            largest,
            new SortedDictionary<string, long>(triggers, StringComparer.Ordinal),
            [.. sizes.Select(size => new BatchSizeCount(size.Key, LastOf(size.Key), size.Value))],
            batchDurations.ToSummary()),
        new SortedDictionary<string, double>(meters.ToDictionary(meter => meter.Key, meter => Math.Round(meter.Value, 9)), StringComparer.Ordinal));

    private static int LastOf(int bin) => bin <= ExactSizes ? bin : (int)Math.Min(int.MaxValue, (2L << (31 - int.LeadingZeroCount(bin))) - 1);
}
