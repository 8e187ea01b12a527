namespace Portolan.Corpus.Sources;

/// <summary>The bytes of one connection below HTTP, kept open a moment longer than HTTP wants.</summary>
/// <remarks>
/// The framework's client stops at Content-Length and hides what follows, so a server that announces too little would give a file that
/// is silently short. This stream counts the body bytes that pass, and after the response lets its owner look for more. One request a
/// connection; the owner releases it in every case.
/// </remarks>
internal sealed class WireStream(Stream inner, WireOwner owner) : Stream
{
    private enum Stage
    {
        StatusLine,
        Fields,
        Body,
    }

    private Stage stage;
    private int lineLength;
    private bool interim;
    private bool disposed;
    private volatile bool reading;

    /// <summary>Bytes after the final header that HTTP has taken so far.</summary>
    public long BodyByteCount { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Looks for bytes past the end of the response.</summary>
    /// <param name="expectedBodyByteCount">The announced Content-Length.</param>
    /// <param name="cancellationToken">Ends the wait for a server that keeps the connection open.</param>
    /// <returns>True when the server sent more.</returns>
    public async ValueTask<bool> HasExcessAsync(long expectedBodyByteCount, CancellationToken cancellationToken)
    {
        if (BodyByteCount > expectedBodyByteCount)
        {
            return true;
        }

        try
        {
            return await inner.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // A reset or silence after a complete body harms nobody.
            return false;
        }
    }

    /// <summary>Closes the connection for good.</summary>
    public void Release() => inner.Dispose();

    public override int Read(Span<byte> buffer)
    {
        int count = inner.Read(buffer);
        Count(buffer[..count]);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        reading = true;
        try
        {
            int count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            Count(buffer.Span[..count]);
            return count;
        }
        finally
        {
            reading = false;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => inner.Write(buffer);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        // HTTP cancels a read by disposing the stream under it, which must end that read. A connection without an owner is closed as
        // usual, and in any other case this is the end of a response, after which the owner still wants to look.
        if (disposing && !disposed && (reading || owner.Abandoned))
        {
            inner.Dispose();
        }

        disposed = true;
        base.Dispose(disposing);
    }

    private void Count(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            if (stage == Stage.Body)
            {
                BodyByteCount += bytes.Length - i;
                return;
            }

            byte value = bytes[i];
            if (value == (byte)'\n')
            {
                EndLine();
            }
            else if (value != (byte)'\r')
            {
                // "HTTP/1.1 1": the class of the status is the tenth character.
                if (stage == Stage.StatusLine && lineLength == 9)
                {
                    interim = value == (byte)'1';
                }

                lineLength++;
            }
        }
    }

    private void EndLine()
    {
        if (stage == Stage.StatusLine)
        {
            stage = Stage.Fields;
        }
        else if (lineLength == 0)
        {
            // After an interim answer (100, 103) comes another header.
            stage = interim ? Stage.StatusLine : Stage.Body;
        }

        lineLength = 0;
    }
}
