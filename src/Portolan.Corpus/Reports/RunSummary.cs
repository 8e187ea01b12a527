namespace Portolan.Corpus.Reports;

/// <summary>What differs from run to run of the same build.</summary>
/// <param name="StartedUtc">Start, ISO 8601, UTC.</param>
/// <param name="Seconds">Wall-clock seconds.</param>
/// <param name="Workers">Shards worked on at once.</param>
/// <param name="MemoryBytes">The bound that was asked for.</param>
/// <param name="PeakMemoryBytes">Largest resident set of the process.</param>
/// <param name="AllocatedBytesPerDocument">Managed bytes allocated per document read, a measure of garbage.</param>
/// <param name="ResumedNodes">Units of work taken over from an earlier, interrupted run.</param>
/// <param name="Version">Version of Portolan.</param>
public sealed record RunSummary(
    string StartedUtc,
    double Seconds,
    int Workers,
    long MemoryBytes,
    long PeakMemoryBytes,
    double AllocatedBytesPerDocument,
    int ResumedNodes,
    string Version);
