using System.Buffers.Binary;

namespace Portolan.Text.NGrams.Internals;

/// <summary>MurmurHash64A (Austin Appleby, public domain) with seed 0: the hash by which KenLM knows words.</summary>
internal static class Murmur64
{
    private const ulong Multiplier = 0xc6a4a7935bd1e995;
    private const int Shift = 47;

    public static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        ulong hash = (ulong)bytes.Length * Multiplier;
        while (bytes.Length >= 8)
        {
            ulong block = BinaryPrimitives.ReadUInt64LittleEndian(bytes) * Multiplier;
            block ^= block >> Shift;
            hash = (hash ^ (block * Multiplier)) * Multiplier;
            bytes = bytes[8..];
        }

        if (!bytes.IsEmpty)
        {
            ulong rest = 0;
            for (int i = bytes.Length - 1; i >= 0; i--)
            {
                rest = (rest << 8) | bytes[i];
            }

            hash = (hash ^ rest) * Multiplier;
        }

        hash = (hash ^ (hash >> Shift)) * Multiplier;
        return hash ^ (hash >> Shift);
    }
}
