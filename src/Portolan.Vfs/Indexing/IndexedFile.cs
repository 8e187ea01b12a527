namespace Portolan.Vfs.Indexing;

/// <summary>What became of one file in one space.</summary>
/// <param name="Path">The root as given, then names.</param>
/// <param name="Space">The space, or null when the file was turned down before one was chosen.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Reason">Why it was skipped or failed, or what is remarkable about its record; null when there is nothing to say.</param>
/// <param name="Vectors">Vectors in its record; 0 when it has none.</param>
public sealed record IndexedFile(RawPath Path, string? Space, IndexStatus Status, string? Reason = null, int Vectors = 0);
