namespace Portolan.Graph.Reports;

/// <summary>What the nodes of one operation did.</summary>
/// <param name="Operation">Name of the operation.</param>
/// <param name="Resource">Name of its resource.</param>
/// <param name="Executed">Nodes that ran and have a result.</param>
/// <param name="FromStore">Nodes whose stored results were used.</param>
/// <param name="Failed">Nodes that failed for good.</param>
/// <param name="Skipped">Nodes that something they need made impossible.</param>
/// <param name="Retries">Tries that failed and were repeated.</param>
/// <param name="Durations">Of the nodes that were executed; a node in a batch has the duration of the batch.</param>
/// <param name="BusySeconds">Sum over tries and batches, so that a batch counts once.</param>
/// <param name="WaitSeconds">Sum over waits that the operation reported.</param>
/// <param name="Batches">What became of it in batches, or null when it never was in one.</param>
/// <param name="Meters">What it metered, by name.</param>
public sealed record OperationReport(
    string Operation,
    string Resource,
    long Executed,
    long FromStore,
    long Failed,
    long Skipped,
    long Retries,
    DurationSummary Durations,
    double BusySeconds,
    double WaitSeconds,
    BatchReport? Batches,
    IReadOnlyDictionary<string, double> Meters);
