using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Portolan.Text.Hashing;

/// <summary>SHA-1 of sixteen independent blocks at once with AVX-512: rotation and three-way logic are one instruction each.</summary>
/// <remarks>Same as <see cref="Sha1Scalar"/> because each lane sees the same additions, rotations and selections; lanes never mix after the transposition.</remarks>
internal readonly struct Sha1Lanes512 : ISha1Lanes
{
    public static int Count => 16;

    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported;

    [SkipLocalsInit]
    public static unsafe void Compress(uint* state, byte** blocks)
    {
        Vector512<uint>* words = stackalloc Vector512<uint>[16];
        LoadWords(blocks, words);
        Vector512<uint> a = Vector512.Load(state);
        Vector512<uint> b = Vector512.Load(state + 16);
        Vector512<uint> c = Vector512.Load(state + 32);
        Vector512<uint> d = Vector512.Load(state + 48);
        Vector512<uint> e = Vector512.Load(state + 64);
        Vector512<uint> k = Vector512.Create(Sha1Scalar.K0);
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
        k = Vector512.Create(Sha1Scalar.K1);
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

        k = Vector512.Create(Sha1Scalar.K2);
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

        k = Vector512.Create(Sha1Scalar.K3);
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

        (a + Vector512.Load(state)).Store(state);
        (b + Vector512.Load(state + 16)).Store(state + 16);
        (c + Vector512.Load(state + 32)).Store(state + 32);
        (d + Vector512.Load(state + 48)).Store(state + 48);
        (e + Vector512.Load(state + 64)).Store(state + 64);
    }

    /// <summary>The sum of one round; the caller rotates the names instead of the values. By value, because a reference would keep the vectors in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Add(Vector512<uint> e, Vector512<uint> f, Vector512<uint> a, Vector512<uint> keyedWord) => Avx512F.RotateLeft(a, 5) + (e + (f + keyedWord));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Turn(Vector512<uint> b) => Avx512F.RotateLeft(b, 30);

    /// <summary>Word <paramref name="t"/> of the message schedule, kept in a ring of 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector512<uint> Next(Vector512<uint>* words, int t)
    {
        Vector512<uint> mixed = Avx512F.TernaryLogic(words[(t + 13) & 15], words[(t + 8) & 15], words[(t + 2) & 15], 0x96) ^ words[t & 15];
        mixed = Avx512F.RotateLeft(mixed, 1);
        words[t & 15] = mixed;
        return mixed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Choose(Vector512<uint> b, Vector512<uint> c, Vector512<uint> d) => Avx512F.TernaryLogic(b, c, d, 0xCA);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Parity(Vector512<uint> b, Vector512<uint> c, Vector512<uint> d) => Avx512F.TernaryLogic(b, c, d, 0x96);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Majority(Vector512<uint> b, Vector512<uint> c, Vector512<uint> d) => Avx512F.TernaryLogic(b, c, d, 0xE8);

    /// <summary>Word i of the sixteen blocks becomes vector i: a transposition of 16 x 16 words, bytes reversed first.</summary>
    private static unsafe void LoadWords(byte** blocks, Vector512<uint>* words)
    {
        Vector512<byte> reverse = Vector512.Create(
            Vector256.Create(
                (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12),
            Vector256.Create(
                (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));

        // Blocks 4g..4g+3 give the vectors 4g..4g+3; quarter q of vector 4g + j is word 4q + j of the four blocks.
        for (int group = 0; group < 16; group += 4)
        {
            Vector512<uint> r0 = Avx512BW.Shuffle(Vector512.Load(blocks[group]), reverse).AsUInt32();
            Vector512<uint> r1 = Avx512BW.Shuffle(Vector512.Load(blocks[group + 1]), reverse).AsUInt32();
            Vector512<uint> r2 = Avx512BW.Shuffle(Vector512.Load(blocks[group + 2]), reverse).AsUInt32();
            Vector512<uint> r3 = Avx512BW.Shuffle(Vector512.Load(blocks[group + 3]), reverse).AsUInt32();
            Vector512<ulong> low01 = Avx512F.UnpackLow(r0, r1).AsUInt64();
            Vector512<ulong> low23 = Avx512F.UnpackLow(r2, r3).AsUInt64();
            Vector512<ulong> high01 = Avx512F.UnpackHigh(r0, r1).AsUInt64();
            Vector512<ulong> high23 = Avx512F.UnpackHigh(r2, r3).AsUInt64();
            words[group] = Avx512F.UnpackLow(low01, low23).AsUInt32();
            words[group + 1] = Avx512F.UnpackHigh(low01, low23).AsUInt32();
            words[group + 2] = Avx512F.UnpackLow(high01, high23).AsUInt32();
            words[group + 3] = Avx512F.UnpackHigh(high01, high23).AsUInt32();
        }

        // Then quarter q of the vectors j, 4 + j, 8 + j and 12 + j makes up word 4q + j of all sixteen.
        for (int j = 0; j < 4; j++)
        {
            Vector512<uint> even01 = Avx512F.Shuffle4x128(words[j], words[4 + j], 0x88);
            Vector512<uint> even23 = Avx512F.Shuffle4x128(words[8 + j], words[12 + j], 0x88);
            Vector512<uint> odd01 = Avx512F.Shuffle4x128(words[j], words[4 + j], 0xDD);
            Vector512<uint> odd23 = Avx512F.Shuffle4x128(words[8 + j], words[12 + j], 0xDD);
            words[j] = Avx512F.Shuffle4x128(even01, even23, 0x88);
            words[8 + j] = Avx512F.Shuffle4x128(even01, even23, 0xDD);
            words[4 + j] = Avx512F.Shuffle4x128(odd01, odd23, 0x88);
            words[12 + j] = Avx512F.Shuffle4x128(odd01, odd23, 0xDD);
        }
    }
}
