namespace Portolan.Corpus.Readers;

/// <summary>A place in an archive that could not be read, or that contradicts itself.</summary>
/// <param name="File">The file or address.</param>
/// <param name="Offset">
/// Byte offset in the file as stored: of the compressed member for a compressed file, of the bytes themselves for a plain one.
/// </param>
/// <param name="Reason">What was found and what was expected, one line.</param>
public sealed record ArchiveDamage(string File, long Offset, string Reason)
{
    /// <summary>What sort of damage it is, for counting.</summary>
    public ArchiveDamageKind Kind { get; init; }
}
