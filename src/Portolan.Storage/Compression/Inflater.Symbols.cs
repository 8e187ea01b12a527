using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Portolan.Storage.Compression;

/// <summary>The symbol loops: a fast one while input and output have slack, a careful one for the last bytes of the input.</summary>
internal sealed unsafe partial class Inflater
{
    // Input bytes that the fast loop may read per round: two refills of 8 bytes, the second at most 7 further on.
    private const int InputSlack = 16;

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
    /// Bounds. Input: a round reads 8 bytes at <c>input</c> and 8 at most 7 further, so 16 bytes behind inputStop suffice. Output: two
    /// literal entries write at most 2 bytes each, a match 258 bytes and an overrun of at most 31, together below OutputSlack; a
    /// linked literal or the end of the block write less. Matches: a distance is compared with the bytes since floor before use.
    /// Bits: a refill leaves at least 56; two literal entries take 22, a linked length 15 + 5; a second refill leaves 56 for a
    /// distance of 15 + 13 and for the look-up of the next entry.
    /// </remarks>
    private InflateResult? Fast(ref byte* inputReference, byte* inputStop, byte* floor, ref byte* outputReference, byte* outputStop)
    {
        byte* input = inputReference;
        byte* output = outputReference;
        ulong buffer = bits;
        int count = bitCount;
        uint* literalTable = literals.Entries;
        uint* distanceTable = distances.Entries;
        InflateResult? result = null;

        while (input <= inputStop && output <= outputStop)
        {
            buffer |= *(ulong*)input << count;
            input += (63 - count) >> 3;
            count |= 56;

            uint entry = literalTable[buffer & ((1 << LiteralBits) - 1)];
            if ((int)entry < 0)
            {
                buffer >>= (int)entry;
                count -= (int)(entry & 63);
                *(ushort*)output = (ushort)(entry >> 8);
                output += (entry >> 24) & 3;
                entry = literalTable[buffer & ((1 << LiteralBits) - 1)];
                if ((int)entry < 0)
                {
                    buffer >>= (int)entry;
                    count -= (int)(entry & 63);
                    *(ushort*)output = (ushort)(entry >> 8);
                    output += (entry >> 24) & 3;
                    entry = literalTable[buffer & ((1 << LiteralBits) - 1)];
                    if ((int)entry < 0)
                    {
                        // 56 - 22 = 34 bits are left, so a third fits too: 6 bytes written are still below the slack.
                        buffer >>= (int)entry;
                        count -= (int)(entry & 63);
                        *(ushort*)output = (ushort)(entry >> 8);
                        output += (entry >> 24) & 3;
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
                    entry = literalTable[((entry >> 12) & 0x1FFF) + (buffer & ((1UL << (int)((entry >> 8) & 15)) - 1))];
                    if ((int)entry < 0)
                    {
                        buffer >>= (int)entry;
                        count -= (int)(entry & 63);
                        *output++ = (byte)(entry >> 8);
                        continue;
                    }
                }

                if ((entry & HuffmanTable.Exceptional) != 0)
                {
                    if ((entry & HuffmanTable.EndOfBlock) != 0)
                    {
                        buffer >>= (int)entry;
                        count -= (int)(entry & 63);
                        state = State.BlockHeader;
                    }
                    else
                    {
                        result = Fail("a bit pattern that is no literal or length code");
                    }

                    break;
                }
            }

            uint length = ((entry >> 12) & 0x1FF) + (uint)((buffer & ((1UL << (int)entry) - 1)) >> (int)((entry >> 8) & 15));
            buffer >>= (int)entry;
            count -= (int)(entry & 63);

            buffer |= *(ulong*)input << count;
            input += (63 - count) >> 3;
            count |= 56;

            entry = distanceTable[buffer & ((1 << DistanceBits) - 1)];
            if ((entry & HuffmanTable.Exceptional) != 0)
            {
                if ((entry & HuffmanTable.Link) != 0)
                {
                    buffer >>= DistanceBits;
                    count -= DistanceBits;
                    entry = distanceTable[((entry >> 12) & 0x1FFF) + (buffer & ((1UL << (int)((entry >> 8) & 15)) - 1))];
                }

                if ((entry & HuffmanTable.Exceptional) != 0)
                {
                    result = Fail("a bit pattern that is no distance code");
                    break;
                }
            }

            uint distance = ((entry >> 12) & 0x7FFF) + (uint)((buffer & ((1UL << (int)entry) - 1)) >> (int)((entry >> 8) & 15));
            buffer >>= (int)entry;
            count -= (int)(entry & 63);
            if (distance > output - floor)
            {
                result = Fail("a match that starts before the first byte");
                break;
            }

            Match.Copy(output, distance, length);
            output += length;
        }

        inputReference = input;
        outputReference = output;

        // Above count the buffer may hold bits of bytes that were not taken yet; they come again with those.
        bits = buffer & ((1UL << count) - 1);
        bitCount = count;
        return result;
    }

    /// <summary>One symbol at a time, each only when all its bits are there. The caller has checked the room.</summary>
    private InflateResult? Careful(ref byte* input, byte* inputEnd, byte* floor, ref byte* output)
    {
        Refill(ref input, inputEnd);
        ulong buffer = bits;
        uint entry = literals.Entries[buffer & ((1 << LiteralBits) - 1)];
        int used = 0;
        if ((entry & (HuffmanTable.Literal | HuffmanTable.Link)) == HuffmanTable.Link)
        {
            used = LiteralBits;
            buffer >>= LiteralBits;
            entry = literals.Entries[((entry >> 12) & 0x1FFF) + (buffer & ((1UL << (int)((entry >> 8) & 15)) - 1))];
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

        uint length = ((entry >> 12) & 0x1FF) + (uint)((buffer & ((1UL << taken) - 1)) >> (int)((entry >> 8) & 15));
        buffer >>= taken;
        used += taken;
        return CarefulDistance(buffer, used, length, floor, ref output);
    }

    private InflateResult? CarefulDistance(ulong buffer, int used, uint length, byte* floor, ref byte* output)
    {
        uint entry = distances.Entries[buffer & ((1 << DistanceBits) - 1)];
        if ((entry & HuffmanTable.Link) != 0)
        {
            used += DistanceBits;
            buffer >>= DistanceBits;
            entry = distances.Entries[((entry >> 12) & 0x1FFF) + (buffer & ((1UL << (int)((entry >> 8) & 15)) - 1))];
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

        uint distance = ((entry >> 12) & 0x7FFF) + (uint)((buffer & ((1UL << taken) - 1)) >> (int)((entry >> 8) & 15));
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
