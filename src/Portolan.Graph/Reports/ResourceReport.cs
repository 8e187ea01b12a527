namespace Portolan.Graph.Reports;

/// <summary>What one resource did over time.</summary>
/// <param name="Resource">Its name.</param>
/// <param name="BusySeconds">Sum over tries and batches.</param>
/// <param name="WaitSeconds">Sum over waits.</param>
/// <param name="Meters">What its operations metered, by name.</param>
/// <param name="Busy">For each bin of the timeline how many tries and batches ran on average.</param>
/// <param name="Waiting">For each bin how many of them waited on average.</param>
/// <param name="Retries">For each bin how many tries failed and were repeated.</param>
/// <param name="Failures">For each bin how many nodes failed for good.</param>
public sealed record ResourceReport(
    string Resource,
    double BusySeconds,
    double WaitSeconds,
    IReadOnlyDictionary<string, double> Meters,
    IReadOnlyList<double> Busy,
    IReadOnlyList<double> Waiting,
    IReadOnlyList<double> Retries,
    IReadOnlyList<double> Failures);
