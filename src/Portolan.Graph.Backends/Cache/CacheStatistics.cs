namespace Portolan.Graph.Backends.Cache;

/// <summary>What is in a cache.</summary>
/// <param name="FileBytes">The size of the database file and its log.</param>
/// <param name="Groups">By operation, version and model, in that order.</param>
public sealed record CacheStatistics(long FileBytes, IReadOnlyList<CacheGroup> Groups)
{
    /// <summary>Entries in all.</summary>
    public long Entries => Groups.Sum(group => group.Entries);

    /// <summary>Bytes of results in all.</summary>
    public long Bytes => Groups.Sum(group => group.Bytes);
}
