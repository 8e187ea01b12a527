using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Portolan.Storage.Compression;

/// <summary>The symbol loops: a fast one while input and output have slack, a careful one for the last bytes of the input.</summary>
internal sealed unsafe partial class Inflater
{
    // Input bytes that the fast loop may read behind the place where it stops: three refills, each at most 7 further on.
    private const int InputSlack = 24;

    private const ulong LiteralMask = (1UL << LiteralBits) - 1;
    private const ulong DistanceMask = (1UL << DistanceBits) - 1;

    // Pairing costs about 2 microseconds; a block earns that back after a few KiB of text.
    private const int PairAfter = 6 << 10;

    private InflateResult? ReadSymbols(ref byte* input, byte* inputEnd, byte* floor, ref byte* output, byte* outputEnd)
    {
        byte* outputStart = output;
        InflateResult? result = null;
        while (result is null && state == State.Symbols)
        {
            if (outputEnd - output < OutputSlack)
            {
                result = InflateResult.NeedOutput;
                break;
            }

            if (inputEnd - input >= InputSlack)
            {
                byte* outputStop = outputEnd;
                if (!paired)
                {
                    int before = outputInBlock + (int)(output - outputStart);
                    if (before >= PairAfter)
                    {
                        literals.PairLiterals();
                        paired = true;
                    }
                    else
                    {
                        // Written so that the fast loop stops soon after the threshold.
                        outputStop = (byte*)Math.Min((nuint)outputEnd, (nuint)(output + (PairAfter - before) + OutputSlack));
                    }
                }

                result = Fast(ref input, inputEnd - InputSlack, floor, ref output, outputStop - OutputSlack);
            }
            else
            {
                result = Careful(ref input, inputEnd, floor, ref output);
            }
        }

        outputInBlock = (int)Math.Min(PairAfter, outputInBlock + (output - outputStart));
        return result;
    }

    /// <summary>Decodes while <c>input &lt;= inputStop</c> and <c>output &lt;= outputStop</c>.</summary>
    /// <remarks>
    /// Bounds. Input: a round refills at most twice, 8 bytes at <c>input</c> and 8 at most 7 further, so 16 bytes behind inputStop
    /// suffice; the caller has checked both conditions for the first round, whose extra refill comes out of the second one's
    /// slack: InputSlack is 24. Output: three literal entries write at most 2 bytes each, or two of them and a match of 258 bytes
    /// with an overrun of at most 31, below OutputSlack. Matches: a distance is compared with the bytes since floor before use.
    /// Bits: a round starts with at least 56 in the buffer. Two literal entries take 22, a linked length 15 + 5: 14 are left for
    /// the 8 of the distance index. The refill leaves 56 for a distance of 15 + 13, and 28 for the index of the next symbol.
    /// </remarks>
    private InflateResult? Fast(ref byte* inputReference, byte* inputStop, byte* floor, ref byte* outputReference, byte* outputStop)
    {
        byte* input = inputReference;
        byte* output = outputReference;
        ulong buffer = bits;

        // Only the low six bits of count mean anything: subtracting whole entries saves a mask per symbol.
        uint count = (uint)bitCount;
        uint* literalTable = literals.Entries;
        uint* distanceTable = distances.Entries;
        InflateResult? result = null;

        Refill(ref buffer, ref count, ref input);
        uint entry = literalTable[buffer & LiteralMask];
        do
        {
            if ((int)entry < 0)
            {
                output = PutLiterals(entry, output, ref buffer, ref count);
                entry = literalTable[buffer & LiteralMask];
                if ((int)entry < 0)
                {
                    output = PutLiterals(entry, output, ref buffer, ref count);
                    entry = literalTable[buffer & LiteralMask];
                    if ((int)entry < 0)
                    {
                        output = PutLiterals(entry, output, ref buffer, ref count);
                        Refill(ref buffer, ref count, ref input);
                        entry = literalTable[buffer & LiteralMask];
                        continue;
                    }
                }
            }

            if ((entry & HuffmanTable.Exceptional) != 0)
            {
                if ((entry & HuffmanTable.Link) != 0)
                {
                    buffer >>= LiteralBits;
                    count -= LiteralBits;
                    entry = FollowLink(literalTable, entry, buffer);
                    if ((int)entry < 0)
                    {
                        output = PutLiterals(entry, output, ref buffer, ref count);
                        Refill(ref buffer, ref count, ref input);
                        entry = literalTable[buffer & LiteralMask];
                        continue;
                    }
                }

                if ((entry & HuffmanTable.Exceptional) != 0)
                {
                    if ((entry & HuffmanTable.EndOfBlock) != 0)
                    {
                        buffer >>= (int)entry;
                        count -= entry;
                        state = State.BlockHeader;
                    }
                    else
                    {
                        result = Fail("a bit pattern that is no literal or length code");
                    }

                    break;
                }
            }

            uint length = Value(entry, buffer);
            buffer >>= (int)entry;
            count -= entry;

            entry = distanceTable[buffer & DistanceMask];
            Refill(ref buffer, ref count, ref input);
            if ((entry & HuffmanTable.Exceptional) != 0)
            {
                if ((entry & HuffmanTable.Link) != 0)
                {
                    buffer >>= DistanceBits;
                    count -= DistanceBits;
                    entry = FollowLink(distanceTable, entry, buffer);
                }

                if ((entry & HuffmanTable.Exceptional) != 0)
                {
                    result = Fail("a bit pattern that is no distance code");
                    break;
                }
            }

            uint distance = Value(entry, buffer);
            buffer >>= (int)entry;
            count -= entry;
            if (distance > output - floor)
            {
                result = Fail("a match that starts before the first byte");
                break;
            }

            // The look-up of the next symbol runs while the match is copied.
            entry = literalTable[buffer & LiteralMask];
            Refill(ref buffer, ref count, ref input);
            Match.Copy(output, distance, length);
            output += length;
        }
        while (input <= inputStop && output <= outputStop);

        inputReference = input;
        outputReference = output;

        // Above count the buffer may hold bits of bytes that were not taken yet; they come again with those.
        bitCount = (int)(count & 63);
        bits = buffer & ((1UL << bitCount) - 1);
        return result;
    }

    /// <summary>Fills the bit buffer to 56 to 63 bits without a branch: ORs in bytes that may partly be there already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refill(ref ulong buffer, ref uint count, ref byte* input)
    {
        buffer |= *(ulong*)input << (int)count;
        input += (~count >> 3) & 7;
        count |= 56;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* PutLiterals(uint entry, byte* output, ref ulong buffer, ref uint count)
    {
        buffer >>= (int)entry;
        count -= entry;
        *(ushort*)output = (ushort)(entry >> 8);
        return output + ((entry >> 24) & 3);
    }

    /// <summary>Base plus extra bits; the extra bits follow the code, and bits 8 to 13 of the entry are exactly a shift count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Value(uint entry, ulong buffer)
    {
        // Bits 6 and 7 of the entry are zero, so its low byte is the bit count that the instruction takes.
        ulong taken = Bmi2.X64.IsSupported ? Bmi2.X64.ZeroHighBits(buffer, entry) : buffer & ((1UL << (int)entry) - 1);
        return (entry >> HuffmanTable.BaseShift) + (uint)(taken >> (int)(entry >> 8));
    }

    /// <summary>The entry in a sub-table; the main table's bits are already dropped from the buffer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint FollowLink(uint* table, uint link, ulong buffer) =>
        table[((link >> HuffmanTable.BaseShift) & 0x1FFF) + (buffer & ((1UL << (int)(link >> 8)) - 1))];

    /// <summary>One symbol at a time, each only when all its bits are there. The caller has checked the room.</summary>
    private InflateResult? Careful(ref byte* input, byte* inputEnd, byte* floor, ref byte* output)
    {
        Refill(ref input, inputEnd);
        ulong buffer = bits;
        uint entry = literals.Entries[buffer & LiteralMask];
        int used = 0;
        if ((entry & (HuffmanTable.Literal | HuffmanTable.Link)) == HuffmanTable.Link)
        {
            used = LiteralBits;
            buffer >>= LiteralBits;
            entry = FollowLink(literals.Entries, entry, buffer);
        }

        int taken = (int)(entry & 63);
        if ((int)entry < 0)
        {
            bool both = ((entry >> 24) & 3) == 2;
            if (used + taken > bitCount && both)
            {
                // The second literal of a pair may be cut off; the first still counts.
                both = false;
                taken = (int)((entry >> 26) & 15);
            }

            if (used + taken > bitCount)
            {
                return InflateResult.NeedInput;
            }

            *output++ = (byte)(entry >> 8);
            if (both)
            {
                *output++ = (byte)(entry >> 16);
            }

            Drop(used + taken);
            return null;
        }

        if (used + taken > bitCount)
        {
            return InflateResult.NeedInput;
        }

        if ((entry & HuffmanTable.Exceptional) != 0)
        {
            if ((entry & HuffmanTable.EndOfBlock) == 0)
            {
                return bitCount >= HuffmanTable.MaxCodeLength ? Fail("a bit pattern that is no literal or length code") : InflateResult.NeedInput;
            }

            Drop(used + taken);
            state = State.BlockHeader;
            return null;
        }

        uint length = Value(entry, buffer);
        buffer >>= taken;
        used += taken;
        return CarefulDistance(buffer, used, length, floor, ref output);
    }

    private InflateResult? CarefulDistance(ulong buffer, int used, uint length, byte* floor, ref byte* output)
    {
        uint entry = distances.Entries[buffer & DistanceMask];
        if ((entry & HuffmanTable.Link) != 0)
        {
            used += DistanceBits;
            buffer >>= DistanceBits;
            entry = FollowLink(distances.Entries, entry, buffer);
        }

        int taken = (int)(entry & 63);
        if ((entry & HuffmanTable.Exceptional) != 0)
        {
            return bitCount >= used + HuffmanTable.MaxCodeLength ? Fail("a bit pattern that is no distance code") : InflateResult.NeedInput;
        }

        if (used + taken > bitCount)
        {
            return InflateResult.NeedInput;
        }

        uint distance = Value(entry, buffer);
        if (distance > output - floor)
        {
            return Fail("a match that starts before the first byte");
        }

        Match.Copy(output, distance, length);
        output += length;
        Drop(used + taken);
        return null;
    }
}
