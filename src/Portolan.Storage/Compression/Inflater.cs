namespace Portolan.Storage.Compression;

/// <summary>A streaming DEFLATE decoder (RFC 1951).</summary>
/// <remarks>
/// It decodes into a buffer in which the last 32 KiB of output (or all of it, if less) lie directly before the output pointer, so a
/// match is copied from where it is. Every item of the format, a header field, a literal, or a length with its distance, is at most
/// 48 bits and is decoded entirely or not at all; between calls only the bits of a half-used byte are kept, so the input position is
/// exact to the byte. Not thread-safe.
/// </remarks>
internal sealed unsafe partial class Inflater
{
    /// <summary>Room that must be left in the output for another symbol: the longest match, two literal entries, and the overrun of wide stores.</summary>
    public const int OutputSlack = 320;

    private const int LiteralBits = 11;
    private const int DistanceBits = 8;

    private static readonly HuffmanTable FixedLiterals = MakeFixedLiterals();
    private static readonly HuffmanTable FixedDistances = MakeFixedDistances();

    private readonly HuffmanTable dynamicLiterals = new(LiteralBits, 288);
    private readonly HuffmanTable dynamicDistances = new(DistanceBits, 32);
    private readonly HuffmanTable lengthCodes = new(7, 19);
    private readonly byte[] lengths = new byte[288 + 32];
    private HuffmanTable literals = FixedLiterals;
    private HuffmanTable distances = FixedDistances;

    private State state;
    private ulong bits;
    private int bitCount;
    private bool lastBlock;
    private int storedLeft;
    private int literalCount;
    private int distanceCount;
    private int lengthCodeCount;
    private int lengthsRead;
    private int outputInBlock;
    private bool paired;

    private enum State
    {
        BlockHeader,
        StoredHeader,
        Stored,
        DynamicHeader,
        LengthCodes,
        Lengths,
        Symbols,
        Done,
        Invalid,
    }

    /// <summary>Input bytes taken since <see cref="Reset"/>.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Where, in bytes since <see cref="Reset"/>, the block before the current one starts: no earlier byte can be misread data.</summary>
    public long PreviousBlock { get; private set; }

    /// <summary>Where, in bytes since <see cref="Reset"/>, the current block starts.</summary>
    public long CurrentBlock { get; private set; }

    /// <summary>What is wrong with the data, after <see cref="InflateResult.Invalid"/>.</summary>
    public string? Error { get; private set; }

    /// <summary>Prepares for another stream.</summary>
    public void Reset()
    {
        state = State.BlockHeader;
        bits = 0;
        bitCount = 0;
        lastBlock = false;
        BytesRead = 0;
        PreviousBlock = 0;
        CurrentBlock = 0;
        Error = null;
    }

    /// <summary>Decodes until input or room run short, the stream ends, or it is found invalid.</summary>
    /// <param name="input">Next input byte; moved behind what was taken.</param>
    /// <param name="inputEnd">Behind the last input byte.</param>
    /// <param name="floor">The oldest output byte that a match may refer to; all bytes from there to <paramref name="output"/> are readable.</param>
    /// <param name="output">Where the next byte goes; moved behind what was written. Bytes behind it, up to the end, may be scribbled on.</param>
    /// <param name="outputEnd">Behind the last writable byte.</param>
    public InflateResult Inflate(ref byte* input, byte* inputEnd, byte* floor, ref byte* output, byte* outputEnd)
    {
        byte* inputStart = input;
        InflateResult? result = null;
        while (result is null)
        {
            result = state switch
            {
                State.BlockHeader => ReadBlockHeader(ref input, inputEnd, inputStart),
                State.StoredHeader => ReadStoredHeader(ref input, inputEnd),
                State.Stored => CopyStored(ref input, inputEnd, ref output, outputEnd),
                State.DynamicHeader => ReadDynamicHeader(ref input, inputEnd),
                State.LengthCodes => ReadLengthCodes(ref input, inputEnd),
                State.Lengths => ReadLengths(ref input, inputEnd),
                State.Symbols => ReadSymbols(ref input, inputEnd, floor, ref output, outputEnd),
                State.Done => InflateResult.Done,
                _ => InflateResult.Invalid,
            };
        }

        // Whole bytes go back: they may belong to what follows the stream, and the caller's buffer may move.
        input -= bitCount >> 3;
        bitCount &= 7;
        bits &= (1UL << bitCount) - 1;
        BytesRead += input - inputStart;
        return result.Value;
    }

    private InflateResult? ReadBlockHeader(ref byte* input, byte* inputEnd, byte* inputStart)
    {
        if (lastBlock)
        {
            // The rest of the last byte is padding.
            Drop(bitCount & 7);
            state = State.Done;
            return InflateResult.Done;
        }

        if (!Need(3, ref input, inputEnd))
        {
            return InflateResult.NeedInput;
        }

        PreviousBlock = CurrentBlock;
        CurrentBlock = BytesRead + (input - inputStart) - ((bitCount + 7) >> 3);
        lastBlock = Take(1) != 0;
        outputInBlock = 0;
        paired = false;
        switch (Take(2))
        {
            case 0:
                Drop(bitCount & 7);
                state = State.StoredHeader;
                return null;
            case 1:
                literals = FixedLiterals;
                distances = FixedDistances;
                paired = true;
                state = State.Symbols;
                return null;
            case 2:
                state = State.DynamicHeader;
                return null;
            default:
                return Fail("block type 3, expected 0, 1 or 2");
        }
    }

    private InflateResult? ReadStoredHeader(ref byte* input, byte* inputEnd)
    {
        if (!Need(32, ref input, inputEnd))
        {
            return InflateResult.NeedInput;
        }

        uint length = Take(16);
        uint complement = Take(16);
        if (length != (~complement & 0xFFFF))
        {
            return Fail("a stored block whose length and complement disagree");
        }

        storedLeft = (int)length;
        state = State.Stored;
        return null;
    }

    private InflateResult? CopyStored(ref byte* input, byte* inputEnd, ref byte* output, byte* outputEnd)
    {
        // The header ended on a byte boundary, so what the bit buffer holds are whole bytes and can be handed back.
        input -= bitCount >> 3;
        bits = 0;
        bitCount = 0;
        long count = Math.Min(storedLeft, Math.Min(inputEnd - input, Math.Max(0, outputEnd - output - OutputSlack)));
        Buffer.MemoryCopy(input, output, count, count);
        input += count;
        output += count;
        storedLeft -= (int)count;
        if (storedLeft == 0)
        {
            state = State.BlockHeader;
            return null;
        }

        return input == inputEnd ? InflateResult.NeedInput : InflateResult.NeedOutput;
    }

    private InflateResult Fail(string reason)
    {
        Error = reason;
        state = State.Invalid;
        return InflateResult.Invalid;
    }

    /// <summary>Fills the bit buffer bytewise until it holds <paramref name="count"/> bits (at most 56); false when input runs out.</summary>
    private bool Need(int count, ref byte* input, byte* inputEnd)
    {
        while (bitCount < count)
        {
            if (input >= inputEnd)
            {
                return false;
            }

            bits |= (ulong)*input++ << bitCount;
            bitCount += 8;
        }

        return true;
    }

    /// <summary>Fills the bit buffer to at least 56 and at most 63 bits, or as far as the input goes.</summary>
    private void Refill(ref byte* input, byte* inputEnd)
    {
        while (bitCount < 56 && input < inputEnd)
        {
            bits |= (ulong)*input++ << bitCount;
            bitCount += 8;
        }
    }

    private uint Take(int count)
    {
        uint value = (uint)(bits & ((1UL << count) - 1));
        Drop(count);
        return value;
    }

    private void Drop(int count)
    {
        bits >>= count;
        bitCount -= count;
    }
}
