using ICSharpCode.SharpZipLib.BZip2;

namespace Portolan.Storage.Compression;

/// <summary>bzip2, one stream or many after each other as Wikipedia's multistream dumps are.</summary>
/// <remarks>
/// Decoded by SharpZipLib, which reads no byte beyond the end of a stream. What follows a stream must be another stream or the end of
/// the file. An empty stream (no block) is only known within a file that begins with a block.
/// </remarks>
internal sealed class Bzip2Source(StoredInput input) : WindowedSource(input)
{
    /// <summary>Bytes that tell a bzip2 stream from text: <c>BZh</c>, the block size 1 to 9, and the block magic.</summary>
    public const int SignatureLength = 10;

    private const int HeaderLength = 4;

    private BZip2InputStream? stream;
    private long streamOffset;

    /// <inheritdoc/>
    protected override int History => 0;

    /// <summary>Whether bytes begin as a bzip2 stream with at least one block does.</summary>
    public static bool IsSignature(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= SignatureLength && IsHeader(bytes) && bytes[HeaderLength..].StartsWith(BlockMagic);

    /// <inheritdoc/>
    public override void Dispose()
    {
        EndStream();
        base.Dispose();
    }

    /// <summary>Fuzz target: decodes arbitrary bytes to the end, going on behind each damage.</summary>
    internal static long Fuzz(ReadOnlySpan<byte> bytes) => DecodeAll(bytes, static input => new Bzip2Source(input));

    /// <inheritdoc/>
    protected override void Decode()
    {
        try
        {
            if (stream is null)
            {
                BeginStream();
                return;
            }

            int before = DecodedEnd;
            int read = stream.Read(Buffer, before, DecodeLimit - before);
            if (read <= 0)
            {
                EndStream();
            }
            else
            {
                Append(read);
            }
        }
        catch (Exception e) when (e is BZip2Exception or IndexOutOfRangeException or EndOfStreamException)
        {
            // The decoder indexes its tables with what the file says; that it says nonsense shows as an index out of range.
            EndStream();
            string reason = Input.Available == 0 && !Input.Fill() ? "the file ends inside" : "damaged block in";
            ReportDamage(Input.Offset, $"{reason} the bzip2 stream at {streamOffset}");
        }
    }

    /// <inheritdoc/>
    protected override bool Resynchronise()
    {
        EndStream();
        Input.Rewind(streamOffset + 1);
        while (Input.Ensure(SignatureLength))
        {
            int at = Input.Window.IndexOf(BlockMagic);
            if (at >= HeaderLength && IsHeader(Input.Window[(at - HeaderLength)..]))
            {
                Input.Skip(at - HeaderLength);
                return true;
            }

            // The last nine bytes may be the beginning of a signature.
            Input.Skip(at >= 0 ? Math.Max(1, at - HeaderLength + 1) : Input.Available - SignatureLength + 1);
        }

        return false;
    }

    private static ReadOnlySpan<byte> BlockMagic => [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];

    private static bool IsHeader(ReadOnlySpan<byte> bytes) => bytes.StartsWith("BZh"u8) && bytes[3] is >= (byte)'1' and <= (byte)'9';

    private void BeginStream()
    {
        Input.KeepFrom = long.MaxValue;
        if (!Input.Ensure(1))
        {
            EndSource();
            return;
        }

        streamOffset = Input.Offset;
        if (!Input.Ensure(HeaderLength) || !IsHeader(Input.Window))
        {
            ReportDamage(streamOffset, $"found {Convert.ToHexStringLower(Input.Window[..Math.Min(HeaderLength, Input.Available)])}, expected a bzip2 stream (BZh1 to BZh9) or the end of the file");
            return;
        }

        Input.KeepFrom = streamOffset;
        BeginMember(streamOffset);
        stream = new BZip2InputStream(new StoredBytes(Input)) { IsStreamOwner = false };
    }

    private void EndStream()
    {
        stream?.Dispose();
        stream = null;
    }

    /// <summary>The stored bytes as the decoder reads them: one at a time.</summary>
    private sealed class StoredBytes(StoredInput input) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => input.Offset;
            set => throw new NotSupportedException();
        }

        public override int ReadByte()
        {
            if (input.Available == 0 && !input.Fill())
            {
                return -1;
            }

            byte value = input.Window[0];
            input.Skip(1);
            return value;
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int value = count > 0 ? ReadByte() : -1;
            if (value < 0)
            {
                return 0;
            }

            buffer[offset] = (byte)value;
            return 1;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
