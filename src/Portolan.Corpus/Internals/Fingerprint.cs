using System.Buffers.Binary;

namespace Portolan.Corpus.Internals;

/// <summary>A fast 64-bit hash for choosing samples and counting; not for deduplication, which uses SHA-1.</summary>
internal static class Fingerprint
{
    // Odd constants of splitmix64 (Steele, Lea, Flood 2014): each step mixes 8 bytes.
    private const ulong Multiplier = 0xBF58476D1CE4E5B9, Finaliser = 0x94D049BB133111EB;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong state = (ulong)bytes.Length * 0x9E3779B97F4A7C15;
        while (bytes.Length >= 8)
        {
            state = Mix(state ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        ulong tail = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            tail |= (ulong)bytes[i] << (8 * i);
        }

        return Mix(state ^ tail);
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ value >> 30) * Multiplier;
        value = (value ^ value >> 27) * Finaliser;
        return value ^ value >> 31;
    }
}
