using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Searching;

/// <summary>What a search gave.</summary>
/// <param name="Spaces">One for each query, in their order; scores of different spaces are not comparable.</param>
/// <param name="Walk">What was walked.</param>
/// <param name="Problems">Files and places that could not be used, in the order of their paths, the first <see cref="VectorSearch.MaxProblems"/> met.</param>
public sealed record SearchResult(IReadOnlyList<SpaceResult> Spaces, WalkCounts Walk, IReadOnlyList<SearchProblem> Problems);
