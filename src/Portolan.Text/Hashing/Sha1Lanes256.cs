using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Portolan.Text.Hashing;

/// <summary>SHA-1 of eight independent blocks at once with AVX2.</summary>
/// <remarks>Same as <see cref="Sha1Scalar"/> because each lane sees the same additions, rotations and selections; lanes never mix after the transposition.</remarks>
internal readonly struct Sha1Lanes256 : ISha1Lanes
{
    public static int Count => 8;

    public static bool IsSupported => Avx2.IsSupported;

    [SkipLocalsInit]
    public static unsafe void Compress(uint* state, byte** blocks)
    {
        Vector256<uint>* words = stackalloc Vector256<uint>[16];
        LoadWords(blocks, words);
        Vector256<uint> a = Vector256.Load(state);
        Vector256<uint> b = Vector256.Load(state + 8);
        Vector256<uint> c = Vector256.Load(state + 16);
        Vector256<uint> d = Vector256.Load(state + 24);
        Vector256<uint> e = Vector256.Load(state + 32);
        Vector256<uint> k = Vector256.Create(Sha1Scalar.K0);
        for (int t = 0; t < 15; t += 5)
        {
            e = Add(e, Choose(b, c, d), a, k + words[t]);
            b = Turn(b);
            d = Add(d, Choose(a, b, c), e, k + words[t + 1]);
            a = Turn(a);
            c = Add(c, Choose(e, a, b), d, k + words[t + 2]);
            e = Turn(e);
            b = Add(b, Choose(d, e, a), c, k + words[t + 3]);
            d = Turn(d);
            a = Add(a, Choose(c, d, e), b, k + words[t + 4]);
            c = Turn(c);
        }

        e = Add(e, Choose(b, c, d), a, k + words[15]);
        b = Turn(b);
        d = Add(d, Choose(a, b, c), e, k + Next(words, 16));
        a = Turn(a);
        c = Add(c, Choose(e, a, b), d, k + Next(words, 17));
        e = Turn(e);
        b = Add(b, Choose(d, e, a), c, k + Next(words, 18));
        d = Turn(d);
        a = Add(a, Choose(c, d, e), b, k + Next(words, 19));
        c = Turn(c);
        k = Vector256.Create(Sha1Scalar.K1);
        for (int t = 20; t < 40; t += 5)
        {
            e = Add(e, Parity(b, c, d), a, k + Next(words, t));
            b = Turn(b);
            d = Add(d, Parity(a, b, c), e, k + Next(words, t + 1));
            a = Turn(a);
            c = Add(c, Parity(e, a, b), d, k + Next(words, t + 2));
            e = Turn(e);
            b = Add(b, Parity(d, e, a), c, k + Next(words, t + 3));
            d = Turn(d);
            a = Add(a, Parity(c, d, e), b, k + Next(words, t + 4));
            c = Turn(c);
        }

        k = Vector256.Create(Sha1Scalar.K2);
        for (int t = 40; t < 60; t += 5)
        {
            e = Add(e, Majority(b, c, d), a, k + Next(words, t));
            b = Turn(b);
            d = Add(d, Majority(a, b, c), e, k + Next(words, t + 1));
            a = Turn(a);
            c = Add(c, Majority(e, a, b), d, k + Next(words, t + 2));
            e = Turn(e);
            b = Add(b, Majority(d, e, a), c, k + Next(words, t + 3));
            d = Turn(d);
            a = Add(a, Majority(c, d, e), b, k + Next(words, t + 4));
            c = Turn(c);
        }

        k = Vector256.Create(Sha1Scalar.K3);
        for (int t = 60; t < 80; t += 5)
        {
            e = Add(e, Parity(b, c, d), a, k + Next(words, t));
            b = Turn(b);
            d = Add(d, Parity(a, b, c), e, k + Next(words, t + 1));
            a = Turn(a);
            c = Add(c, Parity(e, a, b), d, k + Next(words, t + 2));
            e = Turn(e);
            b = Add(b, Parity(d, e, a), c, k + Next(words, t + 3));
            d = Turn(d);
            a = Add(a, Parity(c, d, e), b, k + Next(words, t + 4));
            c = Turn(c);
        }

        (a + Vector256.Load(state)).Store(state);
        (b + Vector256.Load(state + 8)).Store(state + 8);
        (c + Vector256.Load(state + 16)).Store(state + 16);
        (d + Vector256.Load(state + 24)).Store(state + 24);
        (e + Vector256.Load(state + 32)).Store(state + 32);
    }

    /// <summary>The sum of one round; the caller rotates the names instead of the values. By value, because a reference would keep the vectors in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Add(Vector256<uint> e, Vector256<uint> f, Vector256<uint> a, Vector256<uint> keyedWord) => ((a << 5) | (a >>> 27)) + (e + (f + keyedWord));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Turn(Vector256<uint> b) => (b << 30) | (b >>> 2);

    /// <summary>Word <paramref name="t"/> of the message schedule, kept in a ring of 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<uint> Next(Vector256<uint>* words, int t)
    {
        Vector256<uint> mixed = words[(t + 13) & 15] ^ words[(t + 8) & 15] ^ words[(t + 2) & 15] ^ words[t & 15];
        mixed = ((mixed << 1) | (mixed >>> 31));
        words[t & 15] = mixed;
        return mixed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Choose(Vector256<uint> b, Vector256<uint> c, Vector256<uint> d) => d ^ (b & (c ^ d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Parity(Vector256<uint> b, Vector256<uint> c, Vector256<uint> d) => b ^ c ^ d;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Majority(Vector256<uint> b, Vector256<uint> c, Vector256<uint> d) => (b & c) | (d & (b | c));

    /// <summary>Word i of the eight blocks becomes vector i, its bytes reversed.</summary>
    private static unsafe void LoadWords(byte** blocks, Vector256<uint>* words)
    {
        Vector256<byte> reverse = Vector256.Create(
            (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
        for (int quarter = 0; quarter < 4; quarter++)
        {
            // Four words of block i in the low half and of block i + 4 in the high half, so that two rounds of
            // unpacking put the lanes in order.
            int at = 16 * quarter;
            Vector256<uint> r0 = Row(blocks[0], blocks[4], at, reverse);
            Vector256<uint> r1 = Row(blocks[1], blocks[5], at, reverse);
            Vector256<uint> r2 = Row(blocks[2], blocks[6], at, reverse);
            Vector256<uint> r3 = Row(blocks[3], blocks[7], at, reverse);
            Vector256<ulong> low01 = Avx2.UnpackLow(r0, r1).AsUInt64();
            Vector256<ulong> low23 = Avx2.UnpackLow(r2, r3).AsUInt64();
            Vector256<ulong> high01 = Avx2.UnpackHigh(r0, r1).AsUInt64();
            Vector256<ulong> high23 = Avx2.UnpackHigh(r2, r3).AsUInt64();
            Vector256<uint>* target = words + (4 * quarter);
            target[0] = Avx2.UnpackLow(low01, low23).AsUInt32();
            target[1] = Avx2.UnpackHigh(low01, low23).AsUInt32();
            target[2] = Avx2.UnpackLow(high01, high23).AsUInt32();
            target[3] = Avx2.UnpackHigh(high01, high23).AsUInt32();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<uint> Row(byte* low, byte* high, int at, Vector256<byte> reverse) =>
        Avx2.Shuffle(Vector256.Create(Vector128.Load(low + at), Vector128.Load(high + at)), reverse).AsUInt32();
}
