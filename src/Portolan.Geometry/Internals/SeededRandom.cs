using System.Numerics;

namespace Portolan.Geometry.Internals;

/// <summary>xoshiro256++ (Blackman and Vigna 2019), seeded through SplitMix64: the same numbers on every machine and version.</summary>
internal sealed class SeededRandom
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;
    private double spare = double.NaN;

    /// <param name="seed">The caller's seed.</param>
    /// <param name="stream">Which of many independent generators of one seed.</param>
    public SeededRandom(ulong seed, ulong stream = 0)
    {
        ulong state = seed;
        // Two rounds of mixing keep streams of neighbouring seeds apart.
        state = SplitMix(ref state) ^ (stream * 0xd1342543de82ef95);
        s0 = SplitMix(ref state);
        s1 = SplitMix(ref state);
        s2 = SplitMix(ref state);
        s3 = SplitMix(ref state);
    }

    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(s0 + s3, 23) + s0;
        ulong shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>0 to below 1, in steps of 2⁻⁵³.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1ul << 53));

    /// <summary>0 to below <paramref name="bound"/>; biased by less than bound · 2⁻⁶⁴.</summary>
    public int Next(int bound) => (int)Math.BigMul(NextBits(), (ulong)bound, out _);

    /// <summary>A standard normal number, by Marsaglia's polar method.</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(spare))
        {
            double saved = spare;
            spare = double.NaN;
            return saved;
        }

        double x;
        double y;
        double square;
        do
        {
            x = (2 * NextDouble()) - 1;
            y = (2 * NextDouble()) - 1;
            square = (x * x) + (y * y);
        }
        while (square >= 1 || square == 0);

        double factor = Math.Sqrt(-2 * Math.Log(square) / square);
        spare = y * factor;
        return x * factor;
    }

    public void Normals(Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = NextNormal();
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
