using Portolan.Vfs.Records;

namespace Portolan.Vfs.Indexing;

/// <summary>What was read from a file for one space: passages to encode, a picture's vector, or what became of it already.</summary>
internal sealed record FileReading(RawPath Path)
{
    /// <summary>What became of the file, when nothing has to be written for it any more.</summary>
    public IndexedFile? Done { get; init; }

    /// <summary>The state of the file that was read.</summary>
    public FileFingerprint Fingerprint { get; init; }

    /// <summary>Where the passages stand in the extracted text.</summary>
    public VectorWindow[] Windows { get; init; } = [];

    /// <summary>What the encoder is given, one a window.</summary>
    public IReadOnlyList<string> Passages { get; init; } = [];

    /// <summary>Vectors that need no encoding any more: a picture's, or those of another file with the same content; [count, dimensions].</summary>
    public float[]? Vectors { get; init; }
}
