namespace Portolan.Vfs.Dumps;

/// <summary>What became of one record.</summary>
/// <param name="Path">The file, relative to the root: the one that has the content, which may have moved.</param>
/// <param name="Space">The name of the space.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Reason">Why, where there is something to say.</param>
public sealed record RestoredRecord(RawPath Path, string Space, RestoreStatus Status, string? Reason = null);
