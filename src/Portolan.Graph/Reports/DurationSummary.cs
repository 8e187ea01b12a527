namespace Portolan.Graph.Reports;

/// <summary>Durations in seconds; all 0 when there was none.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Median">At most 9 % from the median: durations are counted in four bins to a factor of two.</param>
/// <param name="Percentile95">At most 9 % from the 95th percentile.</param>
/// <param name="Longest">The longest.</param>
public sealed record DurationSummary(double Mean, double Median, double Percentile95, double Longest);
