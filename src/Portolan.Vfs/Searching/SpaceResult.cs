using Portolan.Encoders;

namespace Portolan.Vfs.Searching;

/// <summary>What was found in one space.</summary>
/// <param name="Space">The space.</param>
/// <param name="Hits">The files, best first, of equal scores in the order of their paths.</param>
/// <param name="Counts">What all files had.</param>
public sealed record SpaceResult(EmbeddingSpace Space, IReadOnlyList<SearchHit> Hits, SearchCounts Counts);
