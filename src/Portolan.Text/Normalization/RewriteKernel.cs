using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Portolan.Text.Unicode;

namespace Portolan.Text.Normalization;

/// <summary>Applies a <see cref="RewriteTable"/> to valid UTF-8.</summary>
/// <remarks>
/// ASCII goes 32 bytes at a time: lower case, digits to 0, store, and advance to the first byte that needs more. Bytes that
/// do (controls, lead bytes) are taken one character at a time until four ASCII bytes come together.
/// </remarks>
internal static class RewriteKernel
{
    /// <summary>Bytes that a rewritten text may need beyond three times its length: one vector and one 8-byte store.</summary>
    public const int Slack = 64;

    // Bounds the room asked for at once, so that a 10 MB text does not rent 30 MB.
    private const int ChunkBytes = 16 * 1024;

    /// <summary>Appends the rewritten <c>text[start..end]</c>, which begins and ends at character boundaries and is what context looks at.</summary>
    public static void Append(ReadOnlySpan<byte> text, int start, int end, RewriteTable table, PooledBuffer<byte> destination)
    {
        int position = start;
        while (position < end)
        {
            int stop = end - position <= ChunkBytes ? end : BoundaryAtOrBefore(text, position + ChunkBytes);
            // No character grows more than threefold: 3 bytes of Hangul to 9 of Jamo, 4 of musical notes to 12.
            Span<byte> room = destination.GetSpan((3 * (stop - position)) + Slack);
            destination.Advance(Rewrite(text, ref position, stop, table, room));
            if (position < stop)
            {
                position = SpecialCharacter.Append(text, start, position, end, table, destination);
            }
        }
    }

    private static int BoundaryAtOrBefore(ReadOnlySpan<byte> text, int position)
    {
        while ((text[position] & 0xC0) == 0x80)
        {
            position--;
        }

        return position;
    }

    /// <summary>Rewrites up to <paramref name="end"/> or the first special character, where <paramref name="position"/> stays.</summary>
    private static unsafe int Rewrite(ReadOnlySpan<byte> text, ref int position, int end, RewriteTable table, Span<byte> room)
    {
        Debug.Assert(room.Length >= (3 * (end - position)) + Slack);
        fixed (byte* source = text)
        fixed (byte* destination = room)
        fixed (ushort* leaves = table.Leaves)
        fixed (ulong* entries = table.Entries)
        {
            byte* p = source + position;
            byte* stop = source + end;
            byte* readable = source + text.Length;
            byte* o = destination;
            while (p < stop)
            {
                nint left = (nint)(stop - p);
                Vector256<byte> bytes = readable - p >= 32 ? Vector256.Load(p) : LoadPartial(p, (int)left);
                uint others = RewriteAscii(bytes, o);
                int run = BitOperations.TrailingZeroCount(others);
                if (run >= left)
                {
                    p = stop;
                    o += left;
                    break;
                }

                p += run;
                o += run;
                if (run == 32)
                {
                    continue;
                }

                do
                {
                    uint first = *p;
                    ulong entry;
                    if (first < 0xE0)
                    {
                        // One or two bytes without a branch: between Cyrillic or Greek words a branch on the space
                        // would be mispredicted about once a word.
                        uint isTwo = first >> 7;
                        uint second = p[isTwo] & 0x3Fu;
                        entry = entries[isTwo == 0 ? first : ((first & 0x1F) << 6) | second];
                        if (entry >> 56 == RewriteTable.Special)
                        {
                            goto Done;
                        }

                        p += 1 + isTwo;
                    }
                    else if (first < 0xF0)
                    {
                        uint leaf = ((first & 0xF) << 6) | (p[1] & 0x3Fu);
                        uint number = leaves[leaf];
                        if (number == 0)
                        {
                            o[0] = p[0];
                            o[1] = p[1];
                            o[2] = p[2];
                            o += 3;
                            p += 3;
                            continue;
                        }

                        entry = entries[(number << 6) | (p[2] & 0x3Fu)];
                        if (entry >> 56 == RewriteTable.Special)
                        {
                            int codePoint = (int)((leaf << 6) | (p[2] & 0x3Fu));
                            if (!table.DecomposesHangul || !HangulSyllable.Contains(codePoint))
                            {
                                goto Done;
                            }

                            o += WriteJamo(codePoint, o);
                            p += 3;
                            continue;
                        }

                        p += 3;
                    }
                    else
                    {
                        uint leaf = ((first & 0x7) << 12) | ((p[1] & 0x3Fu) << 6) | (p[2] & 0x3Fu);
                        uint number = leaves[leaf];
                        if (number == 0)
                        {
                            Unsafe.WriteUnaligned(o, Unsafe.ReadUnaligned<uint>(p));
                            o += 4;
                            p += 4;
                            continue;
                        }

                        entry = entries[(number << 6) | (p[3] & 0x3Fu)];
                        if (entry >> 56 == RewriteTable.Special)
                        {
                            goto Done;
                        }

                        p += 4;
                    }

                    Unsafe.WriteUnaligned(o, BitConverter.IsLittleEndian ? entry : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(entry));
                    o += entry >> 56;
                }
                while (p < stop && StaysScalar(p, readable));
            }

        Done:
            position = (int)(p - source);
            return (int)(o - destination);
        }
    }

    /// <summary>Whether one of the next four bytes is not ASCII, so that a vector would not get far.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe bool StaysScalar(byte* p, byte* readable) =>
        readable - p >= 4 ? (Unsafe.ReadUnaligned<uint>(p) & 0x80808080) != 0 : *p >= 0x80;

    /// <summary>Stores 32 bytes lower-cased and with digits as 0; the bits of the result are the bytes that are not printable ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe uint RewriteAscii(Vector256<byte> bytes, byte* destination)
    {
        // x - low + 128 as signed is below count - 128 exactly for low <= x < low + count: one signed compare, which
        // every instruction set has.
        Vector256<sbyte> fromA = (bytes + Vector256.Create((byte)(128 - 'A'))).AsSByte();
        Vector256<sbyte> fromZero = (bytes + Vector256.Create((byte)(128 - '0'))).AsSByte();
        Vector256<byte> isUpper = Vector256.LessThan(fromA, Vector256.Create((sbyte)(26 - 128))).AsByte();
        Vector256<byte> isDigit = Vector256.LessThan(fromZero, Vector256.Create((sbyte)(10 - 128))).AsByte();
        Vector256<byte> lower = bytes | (isUpper & Vector256.Create((byte)0x20));
        Vector256.ConditionalSelect(isDigit, Vector256.Create((byte)'0'), lower).Store(destination);
        Vector256<byte> others = Vector256.LessThan(bytes.AsSByte(), Vector256.Create((sbyte)0x20)).AsByte()
            | Vector256.Equals(bytes, Vector256.Create((byte)0x7F));
        return others.ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe Vector256<byte> LoadPartial(byte* source, int length)
    {
        Vector256<byte> padded = Vector256.Create((byte)' ');
        Unsafe.CopyBlockUnaligned(&padded, source, (uint)Math.Min(length, 32));
        return padded;
    }

    private static unsafe int WriteJamo(int syllable, byte* destination)
    {
        HangulSyllable.Split(syllable, out int lead, out int vowel, out int trail);
        Span<byte> room = new(destination, 9);
        ValidUtf8.Encode(lead, room);
        ValidUtf8.Encode(vowel, room[3..]);
        return trail == 0 ? 6 : 6 + ValidUtf8.Encode(trail, room[6..]);
    }
}
