using System.Buffers;
using System.Buffers.Binary;

namespace Portolan.Storage.Compression;

/// <summary>gzip (RFC 1952): any number of members, zero padding between and after them.</summary>
internal sealed unsafe class GzipSource(StoredInput input) : WindowedSource(input)
{
    private const int TrailerLength = 8;

    // A candidate for resynchronisation must decode this far, or to a correct end.
    private const int TrialInput = 1 << 14;
    private const int TrialOutput = 1 << 16;

    // A candidate with a longer header is not believed; header and trial together stay below StoredInput.Retained.
    private const int TrialHeader = 1 << 12;

    private readonly Inflater inflater = new();
    private State state;
    private long memberOffset;
    private long bodyOffset;
    private long memberPosition;
    private uint checksum;
    private long resumeAt;

    private enum State
    {
        BetweenMembers,
        Body,
        Trailer,
    }

    private static ReadOnlySpan<byte> Magic => [0x1f, 0x8b, 0x08];

    /// <inheritdoc/>
    protected override int History => 1 << 15;

    /// <inheritdoc/>
    protected override void Decode()
    {
        switch (state)
        {
            case State.BetweenMembers:
                ReadHeader();
                break;
            case State.Body:
                ReadBody();
                break;
            default:
                ReadTrailer();
                break;
        }
    }

    /// <inheritdoc/>
    protected override bool Resynchronise()
    {
        state = State.BetweenMembers;
        if (Input.Offset == resumeAt && AtNextMember())
        {
            return true;
        }

        Input.Rewind(resumeAt);
        while (FindMagic())
        {
            if (TryDecodeHere())
            {
                return true;
            }

            Input.Skip(1);
        }

        Input.KeepFrom = long.MaxValue;
        return false;
    }

    /// <summary>Fuzz target: decodes arbitrary bytes to the end, going on behind each damage.</summary>
    internal static long Fuzz(ReadOnlySpan<byte> bytes) => DecodeAll(bytes, static input => new GzipSource(input));

    private void ReadHeader()
    {
        if (!SkipZeros())
        {
            EndSource();
            return;
        }

        memberOffset = Input.Offset;
        if (!GzipHeader.TryRead(Input, out int length, out string? reason))
        {
            resumeAt = memberOffset + 1;
            long end = reason is null ? Input.Offset + Input.Available : memberOffset;
            ReportDamage(end, reason ?? $"the file ends inside the header of the gzip member at {memberOffset}");
            return;
        }

        Input.Skip(length);
        bodyOffset = Input.Offset;
        Input.KeepFrom = bodyOffset;
        BeginMember(memberOffset);
        memberPosition = DecodedPosition;
        checksum = 0;
        inflater.Reset();
        state = State.Body;
    }

    private void ReadBody()
    {
        InflateResult result;
        int before = DecodedEnd;
        int inputStart = Input.Start;
        int written;
        int consumed;
        fixed (byte* stored = Input.Buffer)
        fixed (byte* decoded = Buffer)
        {
            byte* from = stored + inputStart;
            byte* to = decoded + before;

            // Everything since the member's start may be referred to, as far as the buffer still has it: 32 KiB at the least.
            byte* floor = to - Math.Min(before, DecodedPosition - memberPosition);
            result = inflater.Inflate(ref from, stored + Input.End, floor, ref to, decoded + DecodeLimit);
            consumed = (int)(from - stored) - inputStart;
            written = (int)(to - decoded) - before;
        }

        checksum = Crc32.Append(checksum, Buffer.AsSpan(before, written));
        Append(written);
        Input.Skip(consumed);
        Input.KeepFrom = bodyOffset + inflater.PreviousBlock;
        switch (result)
        {
            case InflateResult.Done:
                state = State.Trailer;
                break;
            case InflateResult.Invalid:
                FailBody(Input.Offset, $"gzip member at {memberOffset}: {inflater.Error}");
                break;
            case InflateResult.NeedInput when !Input.Fill():
                FailBody(Input.Offset + Input.Available, $"the file ends inside the gzip member at {memberOffset}");
                break;
        }
    }

    private void ReadTrailer()
    {
        if (!Input.Ensure(TrailerLength))
        {
            FailBody(Input.Offset + Input.Available, $"the file ends inside the trailer of the gzip member at {memberOffset}");
            return;
        }

        long trailerOffset = Input.Offset;
        uint storedChecksum = BinaryPrimitives.ReadUInt32LittleEndian(Input.Window);
        uint storedLength = BinaryPrimitives.ReadUInt32LittleEndian(Input.Window[4..]);
        uint length = (uint)(DecodedPosition - memberPosition);
        Input.Skip(TrailerLength);
        if (storedChecksum != checksum || storedLength != length)
        {
            string reason = storedChecksum != checksum
                ? $"gzip member at {memberOffset}: checksum {checksum:x8}, expected {storedChecksum:x8}"
                : $"gzip member at {memberOffset}: {length} bytes modulo 2^32, expected {storedLength}";
            ReportDamage(trailerOffset, reason);

            // Usually a flipped bit: the next member follows here. If not, data of the next one was taken for this one's.
            resumeAt = AtNextMember() ? Input.Offset : bodyOffset + inflater.PreviousBlock;
            return;
        }

        Input.KeepFrom = long.MaxValue;
        state = State.BetweenMembers;
    }

    private void FailBody(long offset, string reason)
    {
        // The decoder may have run across the start of the next member before it noticed, but not across two block starts.
        resumeAt = bodyOffset + inflater.PreviousBlock;
        ReportDamage(offset, reason);
    }

    private bool AtNextMember() => Input.Ensure(4) && GzipHeader.IsPlausible(Input.Window);

    /// <summary>Consumes zero bytes; false when nothing else follows.</summary>
    private bool SkipZeros()
    {
        while (Input.Available > 0 || Input.Fill())
        {
            int other = Input.Window.IndexOfAnyExcept((byte)0);
            Input.Skip(other < 0 ? Input.Available : other);
            if (other >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Consumes up to the next plausible member start; false when there is none.</summary>
    private bool FindMagic()
    {
        Input.KeepFrom = long.MaxValue;
        while (Input.Ensure(4))
        {
            int at = Input.Window.IndexOf(Magic);
            if (at < 0)
            {
                // The last three bytes may be the beginning of a magic number.
                Input.Skip(Input.Available - 3);
                continue;
            }

            Input.Skip(at);
            if (AtNextMember())
            {
                return true;
            }

            Input.Skip(1);
        }

        return false;
    }

    /// <summary>Decodes a little from here and comes back.</summary>
    private bool TryDecodeHere()
    {
        long candidate = Input.Offset;
        Input.KeepFrom = candidate;
        if (!GzipHeader.TryRead(Input, out int length, out _) || length > TrialHeader)
        {
            return false;
        }

        byte[] scratch = ArrayPool<byte>.Shared.Rent(TrialOutput + Inflater.OutputSlack);
        try
        {
            Input.Skip(length);
            return TryInflate(scratch);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
            Input.Rewind(candidate);
        }
    }

    private bool TryInflate(byte[] scratch)
    {
        inflater.Reset();
        int written = 0;
        while (true)
        {
            InflateResult result;
            int start = Input.Start;
            int consumed;
            int before = written;
            fixed (byte* stored = Input.Buffer)
            fixed (byte* decoded = scratch)
            {
                byte* from = stored + start;
                byte* to = decoded + written;
                result = inflater.Inflate(ref from, stored + Math.Min(Input.End, start + TrialInput), decoded, ref to, decoded + scratch.Length);
                consumed = (int)(from - stored) - start;
                written = (int)(to - decoded);
            }

            Input.Skip(consumed);
            switch (result)
            {
                case InflateResult.Invalid:
                    return false;
                case InflateResult.NeedOutput:
                    return true;
                case InflateResult.Done:
                    return Input.Ensure(TrailerLength)
                        && BinaryPrimitives.ReadUInt32LittleEndian(Input.Window) == Crc32.Compute(scratch.AsSpan(0, written));
                case InflateResult.NeedInput when inflater.BytesRead >= TrialInput - 8:
                    return true;
                case InflateResult.NeedInput when !Input.Fill():
                    // A last member that is cut off is still worth reading, if it has anything.
                    return written > 0;
            }
        }
    }
}
