using Portolan.Encoders;

namespace Portolan.Vfs.Records;

/// <summary>The vectors of one file in one space, before they are written to it.</summary>
public sealed class FileVectors
{
    /// <summary>Joins vectors and what they were made from; nothing is copied.</summary>
    /// <param name="space">Their space.</param>
    /// <param name="fingerprint">The state of the file they were made from.</param>
    /// <param name="vectors">[count, dimensions], row-major, at least one row.</param>
    /// <param name="windows">One a row.</param>
    /// <exception cref="ArgumentException">The lengths do not agree, or there is no vector.</exception>
    public FileVectors(EmbeddingSpace space, FileFingerprint fingerprint, ReadOnlyMemory<float> vectors, ReadOnlyMemory<VectorWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(space);
        if (windows.IsEmpty || vectors.Length != (long)windows.Length * space.Dimensions)
        {
            throw new ArgumentException($"{vectors.Length} numbers for {windows.Length} vectors of {space.Dimensions}", nameof(vectors));
        }

        Space = space;
        Fingerprint = fingerprint;
        Vectors = vectors;
        Windows = windows;
    }

    /// <summary>Their space.</summary>
    public EmbeddingSpace Space { get; }

    /// <summary>The state of the file they were made from.</summary>
    public FileFingerprint Fingerprint { get; }

    /// <summary>[count, dimensions], row-major.</summary>
    public ReadOnlyMemory<float> Vectors { get; }

    /// <summary>One a vector.</summary>
    public ReadOnlyMemory<VectorWindow> Windows { get; }

    /// <summary>Vectors.</summary>
    public int Count => Windows.Length;

    /// <summary>One vector.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<float> Row(int index) => Vectors.Span.Slice(index * Space.Dimensions, Space.Dimensions);
}
