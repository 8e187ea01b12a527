using System.Numerics;
using System.Runtime.CompilerServices;

namespace Portolan.Text.NGrams.Arpa;

/// <summary>Writes a float32 with the fewest digits that read back as the same number, and of those the closest: KenLM's form in ARPA files.</summary>
/// <remarks>
/// Schubfach (R. Giulietti, "The Schubfach way to render doubles", 2020) for single precision. Plain decimals from 1e-6 up to 1e21,
/// <c>1.5e-7</c> outside; no <c>+</c>, and no decimal point in a whole number.
/// </remarks>
internal static class ShortestSingle
{
    /// <summary>The longest output: sign, 21 digits and a little more.</summary>
    public const int MaxLength = 32;

    private const int SignificandBits = 23;
    private const int ExponentBias = 127 + SignificandBits;
    private const int MinPower = -31;
    private const int MaxPower = 45;

    // floor(10^e · 2^(63 - floor(log2 10^e))) + 1 for each e, 64 bits.
    private static readonly ulong[] Powers = MakePowers();

    // "00", "01" to "99".
    private static readonly byte[] Pairs = MakePairs();

    /// <summary>Writes the number and returns how many bytes that took.</summary>
    /// <param name="value">A finite number.</param>
    /// <param name="output">At least <see cref="MaxLength"/> bytes.</param>
    public static int Write(float value, Span<byte> output)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        int length = 0;
        if (bits >> 31 != 0)
        {
            output[length++] = (byte)'-';
        }

        uint fraction = bits & ((1u << SignificandBits) - 1);
        int exponent = (int)(bits >> SignificandBits) & 0xFF;
        if (exponent == 0 && fraction == 0)
        {
            output[length++] = (byte)'0';
            return length;
        }

        (uint digits, int power) = ToDecimal(fraction, exponent);
        while (digits % 10 == 0)
        {
            digits /= 10;
            power++;
        }

        return length + WriteDecimal(digits, power, output[length..]);
    }

    /// <summary>The shortest digits · 10^power in the interval that rounds to the number.</summary>
    private static (uint Digits, int Power) ToDecimal(uint fraction, int exponent)
    {
        uint c = exponent == 0 ? fraction : fraction | (1u << SignificandBits);
        int q = Math.Max(exponent, 1) - ExponentBias;
        if (q is <= 0 and > -(SignificandBits + 1) && BitOperations.TrailingZeroCount(c) >= -q)
        {
            return (c >> -q, 0);
        }

        // Below a power of two the neighbour is only half as far away.
        bool isLowerCloser = fraction == 0 && exponent > 1;
        uint isOdd = c & 1;
        int k = FloorLog10OfPowerOf2(q, isLowerCloser);
        int h = q + FloorLog2OfPowerOf10(-k) + 1;
        ulong power = Powers[-k - MinPower];
        uint lower = RoundToOdd(power, ((4 * c) - (isLowerCloser ? 1u : 2u)) << h) + isOdd;
        uint middle = RoundToOdd(power, (4 * c) << h);
        uint upper = RoundToOdd(power, ((4 * c) + 2) << h) - isOdd;
        uint s = middle / 4;
        if (s >= 10)
        {
            uint tenth = s / 10;
            bool isBelowInside = lower <= 40 * tenth;
            bool isAboveInside = (40 * tenth) + 40 <= upper;
            if (isBelowInside != isAboveInside)
            {
                return (tenth + (isAboveInside ? 1u : 0u), k + 1);
            }
        }

        bool isFloorInside = lower <= 4 * s;
        bool isCeilingInside = (4 * s) + 4 <= upper;
        if (isFloorInside != isCeilingInside)
        {
            return (s + (isCeilingInside ? 1u : 0u), k);
        }

        uint half = (4 * s) + 2;
        bool isRoundedUp = middle > half || (middle == half && (s & 1) != 0);
        return (s + (isRoundedUp ? 1u : 0u), k);
    }

    // 1262611 / 2^22 = log10 2 and 524031 / 2^22 = log10 4/3, near enough for every exponent of a float32; the test tries each.
    private static int FloorLog10OfPowerOf2(int q, bool isThreeQuarters) => ((q * 1262611) - (isThreeQuarters ? 524031 : 0)) >> 22;

    // 1741647 / 2^19 = log2 10.
    private static int FloorLog2OfPowerOf10(int e) => (e * 1741647) >> 19;

    /// <summary>The upper part of the product; its last bit is set when the lower part is not (nearly) nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint RoundToOdd(ulong power, uint factor)
    {
        ulong high = Math.BigMul(power, factor, out ulong low);
        return (uint)high | ((low >> 32) > 1 ? 1u : 0u);
    }

    private static int WriteDecimal(uint digits, int power, Span<byte> output)
    {
        int count = CountDigits(digits);
        int point = count + power;
        if (point is > 21 or <= -6)
        {
            return WriteExponential(digits, count, point - 1, output);
        }

        if (point <= 0)
        {
            // 0.00ddd
            output[0] = (byte)'0';
            output[1] = (byte)'.';
            output.Slice(2, -point).Fill((byte)'0');
            WriteDigits(digits, output.Slice(2 - point, count));
            return 2 - point + count;
        }

        if (power >= 0)
        {
            WriteDigits(digits, output[..count]);
            output.Slice(count, power).Fill((byte)'0');
            return count + power;
        }

        // d.ddd
        WriteDigits(digits, output.Slice(1, count));
        output.Slice(1, point).CopyTo(output);
        output[point] = (byte)'.';
        return count + 1;
    }

    private static int WriteExponential(uint digits, int count, int exponent, Span<byte> output)
    {
        WriteDigits(digits, output.Slice(1, count));
        output[0] = output[1];
        int length = 1;
        if (count > 1)
        {
            output[1] = (byte)'.';
            length = count + 1;
        }

        output[length++] = (byte)'e';
        if (exponent < 0)
        {
            output[length++] = (byte)'-';
            exponent = -exponent;
        }

        int exponentCount = CountDigits((uint)exponent);
        WriteDigits((uint)exponent, output.Slice(length, exponentCount));
        return length + exponentCount;
    }

    private static int CountDigits(uint value)
    {
        int count = 1;
        for (ulong limit = 10; value >= limit; limit *= 10)
        {
            count++;
        }

        return count;
    }

    private static void WriteDigits(uint value, Span<byte> output)
    {
        int at = output.Length;
        while (at >= 2)
        {
            uint pair = value % 100 * 2;
            value /= 100;
            output[--at] = Pairs[pair + 1];
            output[--at] = Pairs[pair];
        }

        if (at == 1)
        {
            output[0] = (byte)('0' + value);
        }
    }

    private static ulong[] MakePowers()
    {
        var powers = new ulong[MaxPower - MinPower + 1];
        for (int e = MinPower; e <= MaxPower; e++)
        {
            BigInteger power = BigInteger.Pow(10, Math.Abs(e));
            int shift = 63 - FloorLog2OfPowerOf10(e);
            BigInteger scaled = e >= 0
                ? (shift >= 0 ? power << shift : power >> -shift)
                : (BigInteger.One << shift) / power;
            powers[e - MinPower] = (ulong)scaled + 1;
        }

        return powers;
    }

    private static byte[] MakePairs()
    {
        var pairs = new byte[200];
        for (int i = 0; i < 100; i++)
        {
            pairs[2 * i] = (byte)('0' + (i / 10));
            pairs[(2 * i) + 1] = (byte)('0' + (i % 10));
        }

        return pairs;
    }
}
