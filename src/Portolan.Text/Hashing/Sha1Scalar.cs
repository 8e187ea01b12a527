using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Portolan.Text.Hashing;

/// <summary>SHA-1 of one block (FIPS 180-4, section 6.1.2): the reference of the vector kernels, and what finishes a lone message.</summary>
internal readonly struct Sha1Scalar : ISha1Lanes
{
    public const uint H0 = 0x67452301;
    public const uint H1 = 0xEFCDAB89;
    public const uint H2 = 0x98BADCFE;
    public const uint H3 = 0x10325476;
    public const uint H4 = 0xC3D2E1F0;

    public const uint K0 = 0x5A827999;
    public const uint K1 = 0x6ED9EBA1;
    public const uint K2 = 0x8F1BBCDC;
    public const uint K3 = 0xCA62C1D6;

    public static int Count => 1;

    public static bool IsSupported => true;

    public static unsafe void Compress(uint* state, byte** blocks) =>
        Compress(state, new ReadOnlySpan<byte>(blocks[0], 64));

    [SkipLocalsInit]
    private static unsafe void Compress(uint* state, ReadOnlySpan<byte> block)
    {
        uint* words = stackalloc uint[80];
        for (int t = 0; t < 16; t++)
        {
            words[t] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * t)..]);
        }

        for (int t = 16; t < 80; t++)
        {
            words[t] = BitOperations.RotateLeft(words[t - 3] ^ words[t - 8] ^ words[t - 14] ^ words[t - 16], 1);
        }

        uint a = state[0];
        uint b = state[1];
        uint c = state[2];
        uint d = state[3];
        uint e = state[4];
        for (int t = 0; t < 80; t++)
        {
            uint f = t switch
            {
                < 20 => (d ^ (b & (c ^ d))) + K0,
                < 40 => (b ^ c ^ d) + K1,
                < 60 => ((b & c) | (d & (b | c))) + K2,
                _ => (b ^ c ^ d) + K3,
            };
            uint next = BitOperations.RotateLeft(a, 5) + f + e + words[t];
            e = d;
            d = c;
            c = BitOperations.RotateLeft(b, 30);
            b = a;
            a = next;
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
    }
}
