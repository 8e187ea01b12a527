namespace Portolan.Graph.Reports;

/// <summary>How many batches had a size.</summary>
/// <param name="From">Least number of calls. Sizes up to 64 are counted each for itself, larger ones by powers of two.</param>
/// <param name="To">Greatest number of calls.</param>
/// <param name="Batches">Batches of these sizes.</param>
public sealed record BatchSizeCount(int From, int To, long Batches);
