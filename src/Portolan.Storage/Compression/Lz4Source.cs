using System.Buffers;
using System.Buffers.Binary;

namespace Portolan.Storage.Compression;

/// <summary>The LZ4 frame format 1.6: linked and independent blocks, all checksums, concatenated and skippable frames.</summary>
/// <remarks>Specified in <c>doc/lz4_Frame_format.md</c> of github.com/lz4/lz4. Legacy frames and preset dictionaries are refused as damage.</remarks>
internal sealed unsafe class Lz4Source(StoredInput input) : WindowedSource(input)
{
    /// <summary>The first four bytes of a frame, little-endian.</summary>
    public const uint FrameMagic = 0x184D2204;

    private const int MinimumHeader = 7;
    private const uint StoredPlain = 1u << 31;

    private byte[]? block;
    private long frameOffset;
    private long framePosition;
    private bool inFrame;
    private bool linked;
    private bool blockChecksums;
    private bool contentChecksum;
    private long contentSize;
    private int blockLimit;
    private XxHash32 hash;

    /// <inheritdoc/>
    protected override int History => 1 << 16;

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (block is not null)
        {
            ArrayPool<byte>.Shared.Return(block);
            block = null;
        }

        base.Dispose();
    }

    /// <summary>Fuzz target: decodes arbitrary bytes to the end, going on behind each damage.</summary>
    internal static long Fuzz(ReadOnlySpan<byte> bytes) => DecodeAll(bytes, static input => new Lz4Source(input));

    /// <inheritdoc/>
    protected override void Decode()
    {
        if (inFrame)
        {
            ReadBlock();
        }
        else
        {
            ReadHeader();
        }
    }

    /// <inheritdoc/>
    protected override bool Resynchronise()
    {
        inFrame = false;
        Input.Rewind(frameOffset + 1);
        while (FrameFormats.FindMagic(Input, FrameMagic))
        {
            if (Input.Offset > frameOffset && TryReadDescriptor(out _, out _))
            {
                return true;
            }

            Input.Skip(1);
        }

        return false;
    }

    private void ReadHeader()
    {
        Input.KeepFrom = long.MaxValue;
        if (!Input.Ensure(1))
        {
            EndSource();
            return;
        }

        frameOffset = Input.Offset;
        if (!Input.Ensure(MinimumHeader))
        {
            Truncated("header");
            return;
        }

        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(Input.Window);
        if (FrameFormats.IsSkippable(magic))
        {
            if (!Input.Ensure(FrameFormats.SkippableHeaderLength)
                || !FrameFormats.TrySkip(Input, FrameFormats.SkippableHeaderLength + (long)BinaryPrimitives.ReadUInt32LittleEndian(Input.Window[4..])))
            {
                Truncated("skippable content");
            }

            return;
        }

        if (magic != FrameMagic)
        {
            ReportDamage(frameOffset, $"found {magic:x8}, expected an LZ4 frame ({FrameMagic:x8}) or the end of the file");
            return;
        }

        if (!TryReadDescriptor(out int length, out string? reason))
        {
            if (reason is null)
            {
                Truncated("header");
            }
            else
            {
                ReportDamage(frameOffset, reason);
            }

            return;
        }

        Input.Skip(length);
        Input.KeepFrom = frameOffset;
        BeginMember(frameOffset);
        framePosition = DecodedPosition;
        hash = new XxHash32();
        inFrame = true;
    }

    /// <summary>Reads the frame descriptor that the input stands at, consuming nothing.</summary>
    private bool TryReadDescriptor(out int length, out string? reason)
    {
        reason = null;
        length = MinimumHeader;
        if (!Input.Ensure(MinimumHeader))
        {
            return false;
        }

        int flags = Input.Window[4];
        int size = Input.Window[5];
        length += ((flags & 8) != 0 ? 8 : 0) + ((flags & 1) != 0 ? 4 : 0);
        if (!Input.Ensure(length))
        {
            return false;
        }

        uint expected = (XxHash32.Compute(Input.Window[4..(length - 1)]) >> 8) & 0xFF;
        uint found = Input.Window[length - 1];
        int sizeCode = (size >> 4) & 7;
        if (flags >> 6 != 1 || (flags & 2) != 0 || (size & 0x8F) != 0 || sizeCode < 4)
        {
            reason = $"LZ4 frame with flags {flags:x2} and block descriptor {size:x2}, expected version 1, no reserved bit and block size 4 to 7";
        }
        else if (found != expected)
        {
            reason = $"LZ4 header checksum {found:x2}, expected {expected:x2}";
        }
        else if ((flags & 1) != 0)
        {
            reason = "LZ4 frame that needs a dictionary";
        }

        linked = (flags & 0x20) == 0;
        blockChecksums = (flags & 0x10) != 0;
        contentChecksum = (flags & 4) != 0;
        contentSize = (flags & 8) != 0 ? BinaryPrimitives.ReadInt64LittleEndian(Input.Window[6..]) : -1;
        blockLimit = 1 << (8 + (2 * sizeCode));
        return reason is null;
    }

    private void ReadBlock()
    {
        if (!Input.Ensure(4))
        {
            Truncated("block size");
            return;
        }

        long blockOffset = Input.Offset;
        uint field = BinaryPrimitives.ReadUInt32LittleEndian(Input.Window);
        Input.Skip(4);
        if (field == 0)
        {
            ReadEnd();
            return;
        }

        int size = (int)(field & ~StoredPlain);
        if (size > blockLimit)
        {
            ReportDamage(blockOffset, $"LZ4 block of {size} stored bytes, expected at most {blockLimit}");
            return;
        }

        if (block is null || block.Length < size)
        {
            byte[]? old = block;
            block = ArrayPool<byte>.Shared.Rent(blockLimit);
            if (old is not null)
            {
                ArrayPool<byte>.Shared.Return(old);
            }
        }

        Span<byte> stored = block.AsSpan(0, size);
        if (!FrameFormats.TryRead(Input, stored) || (blockChecksums && !Input.Ensure(4)))
        {
            Truncated("block");
            return;
        }

        if (blockChecksums)
        {
            uint expected = XxHash32.Compute(stored);
            uint found = BinaryPrimitives.ReadUInt32LittleEndian(Input.Window);
            Input.Skip(4);
            if (found != expected)
            {
                ReportDamage(blockOffset, $"LZ4 block checksum {expected:x8}, expected {found:x8}");
                return;
            }
        }

        DecodeBlock(stored, (field & StoredPlain) != 0, blockOffset);
    }

    private void DecodeBlock(ReadOnlySpan<byte> stored, bool plain, long blockOffset)
    {
        // MakeRoom leaves MinimumRoom bytes more than asked for, far more than Match.Overrun.
        MakeRoom(blockLimit);
        int before = DecodedEnd;
        int written = stored.Length;
        string? error = null;
        if (plain)
        {
            stored.CopyTo(Buffer.AsSpan(before));
        }
        else
        {
            fixed (byte* from = stored)
            fixed (byte* decoded = Buffer)
            {
                byte* to = decoded + before;
                byte* floor = linked ? to - Math.Min(before, DecodedPosition - framePosition) : to;
                error = Lz4Block.Decode(from, from + stored.Length, floor, to, to + blockLimit, out written);
            }
        }

        if (contentChecksum)
        {
            hash.Append(Buffer.AsSpan(before, written));
        }

        Append(written);
        if (error is not null)
        {
            ReportDamage(blockOffset, $"LZ4 frame at {frameOffset}: {error}");
        }
    }

    private void ReadEnd()
    {
        inFrame = false;
        long length = DecodedPosition - framePosition;
        if (contentSize >= 0 && contentSize != length)
        {
            ReportDamage(Input.Offset, $"LZ4 frame at {frameOffset}: {length} bytes, expected {contentSize}");
            return;
        }

        if (!contentChecksum)
        {
            return;
        }

        if (!Input.Ensure(4))
        {
            Truncated("content checksum");
            return;
        }

        uint found = BinaryPrimitives.ReadUInt32LittleEndian(Input.Window);
        if (found != hash.Current())
        {
            ReportDamage(Input.Offset, $"LZ4 frame at {frameOffset}: content checksum {hash.Current():x8}, expected {found:x8}");
        }

        Input.Skip(4);
    }

    private void Truncated(string place) =>
        ReportDamage(Input.Offset + Input.Available, $"the file ends inside the {place} of the LZ4 frame at {frameOffset}");
}
