namespace Portolan.Graph.Reports;

/// <summary>The batches of one operation.</summary>
/// <param name="Count">Batches that were sent.</param>
/// <param name="Items">Calls in them.</param>
/// <param name="FailedItems">Calls that came back failed, for good or to be tried again.</param>
/// <param name="Smallest">Calls in the smallest.</param>
/// <param name="Largest">Calls in the largest.</param>
/// <param name="Triggers">Batches by why they were sent, in lower case.</param>
/// <param name="Sizes">Batches by size, smallest size first.</param>
/// <param name="Durations">How long they took.</param>
public sealed record BatchReport(
    long Count,
    long Items,
    long FailedItems,
    int Smallest,
    int Largest,
    IReadOnlyDictionary<string, long> Triggers,
    IReadOnlyList<BatchSizeCount> Sizes,
    DurationSummary Durations);
