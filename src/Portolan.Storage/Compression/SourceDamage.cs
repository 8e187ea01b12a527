namespace Portolan.Storage.Compression;

/// <summary>A place where a compressed stream cannot be decoded.</summary>
/// <param name="Offset">Byte offset in the file as stored.</param>
/// <param name="Reason">What was found and what was expected, one line.</param>
public sealed record SourceDamage(long Offset, string Reason);
