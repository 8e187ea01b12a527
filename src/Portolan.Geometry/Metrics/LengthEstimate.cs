namespace Portolan.Geometry;

/// <summary>A length under several metrics that could each be the true one.</summary>
/// <param name="Mean">The mean of the lengths.</param>
/// <param name="StandardDeviation">Their standard deviation, with n − 1 in the denominator; 0 for a single one.</param>
/// <param name="Lengths">The length under each member.</param>
public sealed record LengthEstimate(double Mean, double StandardDeviation, IReadOnlyList<double> Lengths);
