using System.Security.Cryptography;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Takes what a replay writes and compares it with what an earlier run wrote, byte for byte.</summary>
public sealed class ReplayStream : Stream
{
    private readonly FileStream earlier;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] read = new byte[1 << 16];
    private long length;
    private long lines = 1;

    /// <summary>Compares with a file.</summary>
    /// <param name="path">What the earlier run wrote.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ReplayStream(string path) => earlier = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);

    /// <summary>The line of the first difference, from 1; null while there is none.</summary>
    public long? DifferentLine { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => length;
        set => throw new NotSupportedException();
    }

    /// <summary>Says that all was written.</summary>
    /// <returns>The SHA-256 of what was written, 64 lower-case hexadecimal digits.</returns>
    public string Finish()
    {
        if (DifferentLine is null && earlier.ReadByte() >= 0)
        {
            DifferentLine = lines;
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        hash.AppendData(buffer);
        length += buffer.Length;
        if (DifferentLine is not null)
        {
            return;
        }

        if (read.Length < buffer.Length)
        {
            read = new byte[buffer.Length];
        }

        int count = earlier.ReadAtLeast(read.AsSpan(0, buffer.Length), buffer.Length, throwOnEndOfStream: false);
        int common = buffer.CommonPrefixLength(read.AsSpan(0, count));
        lines += buffer[..common].Count((byte)'\n');
        if (common < buffer.Length)
        {
            DifferentLine = lines;
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is kept back.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            earlier.Dispose();
            hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
