using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.Unicode;

namespace Portolan.Text.Unicode;

/// <summary>Tells valid UTF-8 from invalid 32 bytes at a time, whatever the script.</summary>
/// <remarks>
/// Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte", 2021. Three table look-ups by nibbles (the high
/// and low half of the byte before, the high half of the byte) give eight bits, one for each way in which two neighbours can be
/// wrong; what is left to check is that third and fourth bytes are continuations. The framework's own check is as fast on ASCII
/// and several times slower on other scripts (bench: normalize).
/// </remarks>
internal static class Utf8Validity
{
    private const byte TooShort = 1 << 0;
    private const byte TooLong = 1 << 1;
    private const byte Overlong3 = 1 << 2;
    private const byte TooLarge = 1 << 3;
    private const byte Surrogate = 1 << 4;
    private const byte Overlong2 = 1 << 5;
    private const byte TooLarge1000 = 1 << 6;
    private const byte Overlong4 = 1 << 6;
    private const byte TwoContinuations = 1 << 7;
    private const byte Carry = TooShort | TooLong | TwoContinuations;

    private static ReadOnlySpan<byte> FirstHigh =>
    [
        TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong,
        TwoContinuations, TwoContinuations, TwoContinuations, TwoContinuations,
        TooShort | Overlong2,
        TooShort,
        TooShort | Overlong3 | Surrogate,
        TooShort | TooLarge | TooLarge1000 | Overlong4,
    ];

    private static ReadOnlySpan<byte> FirstLow =>
    [
        Carry | Overlong3 | Overlong2 | Overlong4,
        Carry | Overlong2,
        Carry,
        Carry,
        Carry | TooLarge,
        Carry | TooLarge | TooLarge1000,
        Carry | TooLarge | TooLarge1000,
        Carry | TooLarge | TooLarge1000,
        Carry | TooLarge | TooLarge1000,
        Carry | TooLarge | TooLarge1000,
        Carry | TooLarge | TooLarge1000,
        Carry | TooLarge | TooLarge1000,
        Carry | TooLarge | TooLarge1000,
        Carry | TooLarge | TooLarge1000 | Surrogate,
        Carry | TooLarge | TooLarge1000,
        Carry | TooLarge | TooLarge1000,
    ];

    private static ReadOnlySpan<byte> SecondHigh =>
    [
        TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort,
        TooLong | Overlong2 | TwoContinuations | Overlong3 | TooLarge1000 | Overlong4,
        TooLong | Overlong2 | TwoContinuations | Overlong3 | TooLarge,
        TooLong | Overlong2 | TwoContinuations | Surrogate | TooLarge,
        TooLong | Overlong2 | TwoContinuations | Surrogate | TooLarge,
        TooShort, TooShort, TooShort, TooShort,
    ];

    public static bool IsValid(ReadOnlySpan<byte> utf8) =>
        Avx2.IsSupported && utf8.Length >= 2 * Vector256<byte>.Count ? IsValidAvx2(utf8) : Utf8.IsValid(utf8);

    internal static bool IsValidAvx2(ReadOnlySpan<byte> utf8)
    {
        Vector256<byte> firstHigh = Twice(FirstHigh), firstLow = Twice(FirstLow), secondHigh = Twice(SecondHigh);

        // A block must not end inside a character: these are the largest last three bytes that end one.
        Vector256<byte> endsComplete = Vector256<byte>.AllBitsSet.WithElement(29, (byte)0xEF).WithElement(30, (byte)0xDF).WithElement(31, (byte)0xBF);
        Vector256<byte> error = default, previous = default, incomplete = default;
        ref byte start = ref MemoryMarshal.GetReference(utf8);
        int position = 0;
        for (; position <= utf8.Length - Vector256<byte>.Count; position += Vector256<byte>.Count)
        {
            Vector256<byte> block = Vector256.LoadUnsafe(ref start, (nuint)position);
            if (block.ExtractMostSignificantBits() == 0)
            {
                error |= incomplete;
                incomplete = default;
            }
            else
            {
                error |= Check(block, previous, firstHigh, firstLow, secondHigh);
                incomplete = Avx2.SubtractSaturate(block, endsComplete);
            }

            previous = block;
        }

        // The rest is padded with zeros, which end every character that is not complete: too short.
        Span<byte> rest = stackalloc byte[Vector256<byte>.Count];
        rest.Clear();
        utf8[position..].CopyTo(rest);
        Vector256<byte> last = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(rest));
        error |= Check(last, previous, firstHigh, firstLow, secondHigh);
        error |= Avx2.SubtractSaturate(last, endsComplete);
        return error == default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Check(Vector256<byte> block, Vector256<byte> previous, Vector256<byte> firstHigh, Vector256<byte> firstLow, Vector256<byte> secondHigh)
    {
        // AlignRight works within 128-bit halves, so the second operand is the half before each half.
        Vector256<byte> before = Avx2.Permute2x128(previous, block, 0x21);
        Vector256<byte> one = Avx2.AlignRight(block, before, 15);
        Vector256<byte> two = Avx2.AlignRight(block, before, 14);
        Vector256<byte> three = Avx2.AlignRight(block, before, 13);
        Vector256<byte> nibble = Vector256.Create((byte)0x0F);
        Vector256<byte> special = Avx2.Shuffle(firstHigh, High(one) & nibble)
            & Avx2.Shuffle(firstLow, one & nibble)
            & Avx2.Shuffle(secondHigh, High(block) & nibble);

        // The top bit is set where a third or fourth byte must stand; "two continuations" has the same bit.
        Vector256<byte> continues = Avx2.SubtractSaturate(two, Vector256.Create((byte)(0xE0 - 0x80))) | Avx2.SubtractSaturate(three, Vector256.Create((byte)(0xF0 - 0x80)));
        return (continues & Vector256.Create((byte)0x80)) ^ special;
    }

    private static Vector256<byte> High(Vector256<byte> bytes) => Vector256.ShiftRightLogical(bytes.AsUInt16(), 4).AsByte();

    private static Vector256<byte> Twice(ReadOnlySpan<byte> table)
    {
        Vector128<byte> half = Vector128.Create(table);
        return Vector256.Create(half, half);
    }
}
