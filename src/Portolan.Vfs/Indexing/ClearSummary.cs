using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Indexing;

/// <summary>What <see cref="TreeClearing"/> did.</summary>
/// <param name="Files">Files looked at.</param>
/// <param name="Cleared">Records removed.</param>
/// <param name="Failures">Records that could not be removed, and what could not be read.</param>
public sealed record ClearSummary(long Files, long Cleared, IReadOnlyList<WalkProblem> Failures);
