namespace Portolan.Storage.Compression;

/// <summary>A forward reader over decompressed bytes that knows where in the stored file they come from.</summary>
/// <remarks>
/// The caller looks at <see cref="Window"/>, asks for more with <see cref="Ensure"/> and steps forward with
/// <see cref="Advance"/>; no byte is copied for him. Spans are valid until the next <see cref="Ensure"/>. Not thread-safe.
/// </remarks>
public abstract partial class ByteSource : IDisposable
{
    /// <summary>What the source is called in messages: a path or an address.</summary>
    public abstract string Name { get; }

    /// <summary>Decompressed bytes that were read and not yet consumed.</summary>
    public abstract ReadOnlySpan<byte> Window { get; }

    /// <summary>Offset of the first byte of <see cref="Window"/> in the decompressed stream.</summary>
    public abstract long Position { get; }

    /// <summary>
    /// Offset, in the file as stored, of the compressed member (gzip member, bzip2 stream, zstd or LZ4 frame) that the first byte of
    /// <see cref="Window"/> came from; for an uncompressed source the same as <see cref="Position"/>.
    /// </summary>
    public abstract long StoredOffset { get; }

    /// <summary>True when the first byte of <see cref="Window"/> is the first byte of a compressed member.</summary>
    public abstract bool AtMemberStart { get; }

    /// <summary>What is wrong with the compressed stream from the end of <see cref="Window"/> on, or null.</summary>
    public abstract SourceDamage? Damage { get; }

    /// <summary>Reads until <see cref="Window"/> holds at least <paramref name="count"/> bytes.</summary>
    /// <param name="count">Bytes wanted; at most <see cref="MaxWindow"/>.</param>
    /// <returns>False when the data ends or is damaged before that; <see cref="Window"/> then holds what there is.</returns>
    public abstract bool Ensure(int count);

    /// <summary>Consumes bytes from the start of <see cref="Window"/>.</summary>
    /// <param name="count">At most the length of <see cref="Window"/>.</param>
    public abstract void Advance(int count);

    /// <summary>After <see cref="Damage"/>: gives up the broken member and goes on at the next one that decodes.</summary>
    /// <returns>False when no later member exists; bytes of the broken member still in <see cref="Window"/> are dropped.</returns>
    public abstract bool SkipDamage();

    /// <summary>The largest count that <see cref="Ensure"/> takes: 64 MiB.</summary>
    public const int MaxWindow = 1 << 26;

    /// <inheritdoc/>
    public abstract void Dispose();
}
