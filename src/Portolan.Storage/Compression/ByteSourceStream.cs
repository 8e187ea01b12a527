namespace Portolan.Storage.Compression;

/// <summary>A source's bytes as a stream, for libraries that read streams.</summary>
/// <remarks>Forward only. Does not own the source. Reading into a damaged place throws, so that it is never taken for the end.</remarks>
public sealed class ByteSourceStream : Stream
{
    private readonly ByteSource source;

    /// <summary>A stream over what the source has not yet given.</summary>
    /// <param name="source">Read from where it stands; disposed by its owner.</param>
    public ByteSourceStream(ByteSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        this.source = source;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => source.Position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    /// <exception cref="StorageException">The compressed data is damaged here.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (!source.Ensure(1))
        {
            return source.Damage is { } damage ? throw new StorageException($"{source.Name}: {damage.Reason}", source.Name, damage.Offset) : 0;
        }

        int count = Math.Min(buffer.Length, source.Window.Length);
        source.Window[..count].CopyTo(buffer);
        source.Advance(count);
        return count;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
