using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Portolan.Text.SentencePiece.Internals;

/// <summary>Copies a run of printable ASCII, single spaces becoming U+2581, a word at a time.</summary>
internal static class AsciiRun
{
    private const int Width = 32;
    private const uint SpaceSymbolLittleEndian = 0x8196E2;
    private const int SpaceSymbolLength = 3;

    /// <summary>Copies what it can from the front of <paramref name="rest"/>; false if that is nothing.</summary>
    /// <param name="rest">What is left of the text; shortened.</param>
    /// <param name="output">Receives the normalised bytes.</param>
    /// <param name="afterSpace">Whether the output ends with a space of the text, so that further spaces are dropped.</param>
    /// <remarks>
    /// A character is only copied when the byte after it is ASCII too, or nothing: a rule may join a letter and a combining mark.
    /// Blocks of 32 bytes are loaded and stored whole; what lies beyond the word in them is overwritten by what follows.
    /// </remarks>
    public static bool Copy(ref ReadOnlySpan<byte> rest, GrowingArray<byte> output, ref bool afterSpace)
    {
        int length = rest.Length;

        // Each byte becomes at most three, and a block may be stored that starts at the last one.
        const int Step = 4096;
        int limit = Math.Min(length, Step);
        output.Reserve(output.Count + (3L * limit) + (2 * Width));
        ref byte source = ref MemoryMarshal.GetReference(rest);
        ref byte target = ref output.First;
        int from = 0;
        int to = output.Count;
        bool space = afterSpace;
        while (from < limit)
        {
            int run;
            if (length - from >= Width)
            {
                Vector256<byte> block = Vector256.LoadUnsafe(ref source, (nuint)from);
                block.StoreUnsafe(ref target, (nuint)to);

                // Signed comparison: bytes from 0x80 are negative, so one test finds them, controls and the space.
                uint stops = Vector256.ExtractMostSignificantBits(
                    Vector256.LessThanOrEqual(block.AsSByte(), Vector256.Create((sbyte)' ')) |
                    Vector256.Equals(block, Vector256.Create((byte)0x7F)).AsSByte());
                run = stops == 0 ? Width : BitOperations.TrailingZeroCount(stops);
            }
            else
            {
                run = 0;
                while (from + run < length && Unsafe.Add(ref source, from + run) is > (byte)' ' and < 0x7F)
                {
                    Unsafe.Add(ref target, to + run) = Unsafe.Add(ref source, from + run);
                    run++;
                }
            }

            from += run;
            to += run;
            space &= run == 0;
            if (from >= length)
            {
                break;
            }

            byte stop = Unsafe.Add(ref source, from);
            if (stop >= 0x80)
            {
                break;
            }

            if (stop != ' ')
            {
                if (run == Width)
                {
                    continue;
                }

                break;
            }

            if (from + 1 < length && Unsafe.Add(ref source, from + 1) >= 0x80)
            {
                break;
            }

            if (!space)
            {
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, to), SpaceSymbolLittleEndian);
                to += SpaceSymbolLength;
            }

            space = true;
            from++;
        }

        if (from > 0 && from < length && Unsafe.Add(ref source, from) >= 0x80 && Unsafe.Add(ref source, from - 1) != ' ')
        {
            // The last letter may start a rule that goes on with this character: leave it to the look-up.
            from--;
            to--;
        }

        afterSpace = from == 0 ? afterSpace : Unsafe.Add(ref source, from - 1) == ' ';
        output.Count = to;
        rest = rest[from..];
        return from > 0;
    }
}
