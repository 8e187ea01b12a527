namespace Portolan.Graph.Backends.Cache;

/// <summary>What a pruning removed.</summary>
/// <param name="Entries">Entries removed.</param>
/// <param name="Bytes">Bytes of their results.</param>
/// <param name="EntriesLeft">Entries that stay.</param>
/// <param name="Compacted">Whether the file was made smaller; false while another process reads it, and the space is used again then.</param>
public sealed record PrunedEntries(long Entries, long Bytes, long EntriesLeft, bool Compacted);
