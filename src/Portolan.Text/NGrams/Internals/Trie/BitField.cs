using System.Runtime.CompilerServices;

namespace Portolan.Text.NGrams.Internals.Trie;

/// <summary>Numbers of any width in a stream of bits, the lowest bit of the lowest byte first.</summary>
/// <remarks>Reads eight bytes from the byte of the first bit on, so that an array of fields needs eight bytes behind its last.</remarks>
internal static unsafe class BitField
{
    /// <summary>Bits that a number takes: 0 for 0.</summary>
    public static int Width(ulong highest) => 64 - System.Numerics.BitOperations.LeadingZeroCount(highest);

    public static ulong Mask(int bits) => (1UL << bits) - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(byte* start, ulong bit, ulong mask) => (Unsafe.ReadUnaligned<ulong>(start + (bit >> 3)) >> (int)(bit & 7)) & mask;

    /// <summary>Sets bits that were zero.</summary>
    public static void Write(byte* start, ulong bit, ulong value)
    {
        byte* at = start + (bit >> 3);
        Unsafe.WriteUnaligned(at, Unsafe.ReadUnaligned<ulong>(at) | (value << (int)(bit & 7)));
    }
}
