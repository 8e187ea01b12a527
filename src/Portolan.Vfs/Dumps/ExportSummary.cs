using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Dumps;

/// <summary>What <see cref="VectorExport"/> wrote.</summary>
/// <param name="Files">Files whose vectors are in it.</param>
/// <param name="Rows">Vectors.</param>
/// <param name="Dimensions">Numbers of a vector.</param>
/// <param name="Stale">Files left out because their records were made from another content.</param>
/// <param name="Problems">What could not be read.</param>
public sealed record ExportSummary(long Files, long Rows, int Dimensions, long Stale, IReadOnlyList<WalkProblem> Problems);
