namespace Portolan.Storage.Compression;

/// <summary>Block headers: the code lengths of dynamic blocks, and the fixed codes.</summary>
internal sealed unsafe partial class Inflater
{
    // RFC 1951, 3.2.5: symbols 257-285 and 0-29; what has no entry there is invalid.
    private static readonly uint[] LiteralSymbols = MakeLiteralSymbols();
    private static readonly uint[] DistanceSymbols = MakeDistanceSymbols();

    // Code length symbols 0-18, kept where a base length is.
    private static readonly uint[] LengthCodeSymbols = [.. Enumerable.Range(0, 19).Select(i => (uint)i << HuffmanTable.BaseShift)];

    // RFC 1951, 3.2.7.
    private static ReadOnlySpan<byte> LengthCodeOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private InflateResult? ReadDynamicHeader(ref byte* input, byte* inputEnd)
    {
        if (!Need(14, ref input, inputEnd))
        {
            return InflateResult.NeedInput;
        }

        literalCount = (int)Take(5) + 257;
        distanceCount = (int)Take(5) + 1;
        lengthCodeCount = (int)Take(4) + 4;
        if (literalCount > 286 || distanceCount > 30)
        {
            return Fail($"{literalCount} literal and {distanceCount} distance codes, expected at most 286 and 30");
        }

        lengths.AsSpan(0, 19).Clear();
        lengthsRead = 0;
        state = State.LengthCodes;
        return null;
    }

    private InflateResult? ReadLengthCodes(ref byte* input, byte* inputEnd)
    {
        for (; lengthsRead < lengthCodeCount; lengthsRead++)
        {
            if (!Need(3, ref input, inputEnd))
            {
                return InflateResult.NeedInput;
            }

            lengths[LengthCodeOrder[lengthsRead]] = (byte)Take(3);
        }

        if (!lengthCodes.TryBuild(lengths.AsSpan(0, 19), LengthCodeSymbols, allowIncomplete: false))
        {
            return Fail("code length codes that are no complete prefix code");
        }

        lengthsRead = 0;
        state = State.Lengths;
        return null;
    }

    private InflateResult? ReadLengths(ref byte* input, byte* inputEnd)
    {
        int total = literalCount + distanceCount;
        Span<byte> all = lengths;
        while (lengthsRead < total)
        {
            if (inputEnd - input >= 8)
            {
                bits |= *(ulong*)input << bitCount;
                input += (63 - bitCount) >> 3;
                bitCount |= 56;
            }
            else
            {
                Refill(ref input, inputEnd);
            }

            // A complete code of at most 7 bits: every index has an entry. With the repeat count an item has at most 14 bits.
            uint entry = lengthCodes.Entries[bits & 127];
            int codeBits = (int)(entry & 63);
            int symbol = (int)(entry >> HuffmanTable.BaseShift);
            int extraBits = symbol < 16 ? 0 : symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
            if (codeBits + extraBits > bitCount)
            {
                return InflateResult.NeedInput;
            }

            Drop(codeBits);
            if (symbol < 16)
            {
                all[lengthsRead++] = (byte)symbol;
                continue;
            }

            int repeat = (int)Take(extraBits) + (symbol == 18 ? 11 : 3);
            if (symbol == 16 && lengthsRead == 0)
            {
                return Fail("a repeated code length without one before it");
            }

            if (repeat > total - lengthsRead)
            {
                return Fail($"code lengths for {lengthsRead + repeat} codes, expected {total}");
            }

            all.Slice(lengthsRead, repeat).Fill(symbol == 16 ? all[lengthsRead - 1] : (byte)0);
            lengthsRead += repeat;
        }

        return BuildDynamic(all[..total]);
    }

    private InflateResult? BuildDynamic(ReadOnlySpan<byte> all)
    {
        if (all[256] == 0)
        {
            return Fail("a block without an end-of-block code");
        }

        if (!dynamicLiterals.TryBuild(all[..literalCount], LiteralSymbols, allowIncomplete: true))
        {
            return Fail("literal codes that are no complete prefix code");
        }

        if (!dynamicDistances.TryBuild(all[literalCount..], DistanceSymbols, allowIncomplete: true))
        {
            return Fail("distance codes that are no complete prefix code");
        }

        literals = dynamicLiterals;
        distances = dynamicDistances;
        state = State.Symbols;
        return null;
    }

    private static uint[] MakeLiteralSymbols()
    {
        uint[] symbols = new uint[288];
        for (uint i = 0; i < 256; i++)
        {
            symbols[i] = HuffmanTable.Literal | (1u << 24) | (i << 8);
        }

        symbols[256] = HuffmanTable.Exceptional | HuffmanTable.EndOfBlock;
        uint length = 3;
        for (uint i = 257; i < 285; i++)
        {
            uint extra = i < 265 ? 0 : (i - 261) / 4;
            symbols[i] = (length << HuffmanTable.BaseShift) | extra;
            length += 1u << (int)extra;
        }

        symbols[285] = 258u << HuffmanTable.BaseShift;
        symbols[286] = HuffmanTable.Exceptional;
        symbols[287] = HuffmanTable.Exceptional;
        return symbols;
    }

    private static uint[] MakeDistanceSymbols()
    {
        uint[] symbols = new uint[32];
        uint distance = 1;
        for (uint i = 0; i < 30; i++)
        {
            uint extra = i < 4 ? 0 : (i - 2) / 2;
            symbols[i] = (distance << HuffmanTable.BaseShift) | extra;
            distance += 1u << (int)extra;
        }

        symbols[30] = HuffmanTable.Exceptional;
        symbols[31] = HuffmanTable.Exceptional;
        return symbols;
    }

    private static HuffmanTable MakeFixedLiterals()
    {
        byte[] fixedLengths = new byte[288];
        fixedLengths.AsSpan(0, 144).Fill(8);
        fixedLengths.AsSpan(144, 112).Fill(9);
        fixedLengths.AsSpan(256, 24).Fill(7);
        fixedLengths.AsSpan(280, 8).Fill(8);
        var table = new HuffmanTable(LiteralBits, 288);
        table.TryBuild(fixedLengths, MakeLiteralSymbols(), allowIncomplete: false);
        return table;
    }

    private static HuffmanTable MakeFixedDistances()
    {
        byte[] fixedLengths = new byte[32];
        fixedLengths.AsSpan().Fill(5);
        var table = new HuffmanTable(DistanceBits, 32);
        table.TryBuild(fixedLengths, MakeDistanceSymbols(), allowIncomplete: false);
        return table;
    }
}
