using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Portolan.Text.Hashing;

/// <summary>SHA-1 of four independent blocks at once with the vectors every 64-bit processor has.</summary>
/// <remarks>Same as <see cref="Sha1Scalar"/> because each lane sees the same additions, rotations and selections; lanes never mix after the transposition.</remarks>
internal readonly struct Sha1Lanes128 : ISha1Lanes
{
    public static int Count => 4;

    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    [SkipLocalsInit]
    public static unsafe void Compress(uint* state, byte** blocks)
    {
        Vector128<uint>* words = stackalloc Vector128<uint>[16];
        LoadWords(blocks, words);
        Vector128<uint> a = Vector128.Load(state);
        Vector128<uint> b = Vector128.Load(state + 4);
        Vector128<uint> c = Vector128.Load(state + 8);
        Vector128<uint> d = Vector128.Load(state + 12);
        Vector128<uint> e = Vector128.Load(state + 16);
        Vector128<uint> k = Vector128.Create(Sha1Scalar.K0);
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
        k = Vector128.Create(Sha1Scalar.K1);
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

        k = Vector128.Create(Sha1Scalar.K2);
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

        k = Vector128.Create(Sha1Scalar.K3);
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

        (a + Vector128.Load(state)).Store(state);
        (b + Vector128.Load(state + 4)).Store(state + 4);
        (c + Vector128.Load(state + 8)).Store(state + 8);
        (d + Vector128.Load(state + 12)).Store(state + 12);
        (e + Vector128.Load(state + 16)).Store(state + 16);
    }

    /// <summary>The sum of one round; the caller rotates the names instead of the values. By value, because a reference would keep the vectors in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Add(Vector128<uint> e, Vector128<uint> f, Vector128<uint> a, Vector128<uint> keyedWord) => ((a << 5) | (a >>> 27)) + (e + (f + keyedWord));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Turn(Vector128<uint> b) => (b << 30) | (b >>> 2);

    /// <summary>Word <paramref name="t"/> of the message schedule, kept in a ring of 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector128<uint> Next(Vector128<uint>* words, int t)
    {
        Vector128<uint> mixed = words[(t + 13) & 15] ^ words[(t + 8) & 15] ^ words[(t + 2) & 15] ^ words[t & 15];
        mixed = ((mixed << 1) | (mixed >>> 31));
        words[t & 15] = mixed;
        return mixed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Choose(Vector128<uint> b, Vector128<uint> c, Vector128<uint> d) => d ^ (b & (c ^ d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Parity(Vector128<uint> b, Vector128<uint> c, Vector128<uint> d) => b ^ c ^ d;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Majority(Vector128<uint> b, Vector128<uint> c, Vector128<uint> d) => (b & c) | (d & (b | c));

    /// <summary>Word i of the four blocks becomes vector i.</summary>
    private static unsafe void LoadWords(byte** blocks, Vector128<uint>* words)
    {
        for (int i = 0; i < 16; i++)
        {
            words[i] = Vector128.Create(Word(blocks[0], i), Word(blocks[1], i), Word(blocks[2], i), Word(blocks[3], i));
        }
    }

    private static unsafe uint Word(byte* block, int index) =>
        BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(block + (4 * index), 4));
}
