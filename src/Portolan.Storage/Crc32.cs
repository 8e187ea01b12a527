using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Portolan.Storage;

/// <summary>CRC-32 as gzip, PNG and zip use it: polynomial 0x04C11DB7 reflected, initial value and final complement all ones.</summary>
/// <remarks>Carry-less multiplication where the processor has it, otherwise eight table look-ups per eight bytes.</remarks>
public static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    // Tables[k * 256 + b] is the effect of byte b followed by k zero bytes.
    private static readonly uint[] Tables = MakeTables();

    /// <summary>The checksum of a whole message. Of no bytes: 0. Of "123456789": 0xCBF43926.</summary>
    /// <param name="bytes">The message.</param>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The checksum of a message whose beginning has the checksum <paramref name="checksum"/>.</summary>
    /// <param name="checksum">What <see cref="Compute"/> or this method gave for the bytes before; 0 for none.</param>
    /// <param name="bytes">The bytes that follow.</param>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint state = ~checksum;
        if (Pclmulqdq.IsSupported && Vector128.IsHardwareAccelerated && bytes.Length >= 128)
        {
            return ~AppendFolded(state, bytes);
        }

        return ~AppendScalar(state, bytes);
    }

    /// <summary>Slicing-by-8 (Kounavis and Berry, 2005) on the state before complementing.</summary>
    internal static uint AppendScalar(uint state, ReadOnlySpan<byte> bytes)
    {
        ref uint table = ref MemoryMarshal.GetArrayDataReference(Tables);
        while (bytes.Length >= 8)
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ state;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);

            // Every index is k * 256 + one byte with k < 8, hence inside the 2048 entries.
            state = Unsafe.Add(ref table, (7 * 256) + (low & 0xFF)) ^ Unsafe.Add(ref table, (6 * 256) + ((low >> 8) & 0xFF))
                ^ Unsafe.Add(ref table, (5 * 256) + ((low >> 16) & 0xFF)) ^ Unsafe.Add(ref table, (4 * 256) + (low >> 24))
                ^ Unsafe.Add(ref table, (3 * 256) + (high & 0xFF)) ^ Unsafe.Add(ref table, (2 * 256) + ((high >> 8) & 0xFF))
                ^ Unsafe.Add(ref table, 256 + ((high >> 16) & 0xFF)) ^ Unsafe.Add(ref table, high >> 24);
            bytes = bytes[8..];
        }

        foreach (byte b in bytes)
        {
            state = Unsafe.Add(ref table, (state ^ b) & 0xFF) ^ (state >> 8);
        }

        return state;
    }

    /// <summary>Folds four 128-bit lanes over the message (Gopal et al., Intel, 2009), then finishes the last lane with tables.</summary>
    /// <remarks>Same result as scalar because folding replaces a prefix by a 16-byte one that is congruent modulo the polynomial.</remarks>
    internal static uint AppendFolded(uint state, ReadOnlySpan<byte> bytes)
    {
        // Reflected x^(512+32), x^(512-32) and x^(128+32), x^(128-32) modulo the polynomial: section "reflected" of the paper.
        Vector128<ulong> by512 = Vector128.Create(0x154442bd4UL, 0x1c6e41596UL);
        Vector128<ulong> by128 = Vector128.Create(0x1751997d0UL, 0x0ccaa009eUL);
        System.Diagnostics.Debug.Assert(bytes.Length >= 64, "the four lanes are loaded unconditionally");

        Vector128<ulong> a = Load(bytes, 0) ^ Vector128.CreateScalar((ulong)state);
        Vector128<ulong> b = Load(bytes, 16);
        Vector128<ulong> c = Load(bytes, 32);
        Vector128<ulong> d = Load(bytes, 48);
        bytes = bytes[64..];
        while (bytes.Length >= 64)
        {
            a = Fold(a, by512) ^ Load(bytes, 0);
            b = Fold(b, by512) ^ Load(bytes, 16);
            c = Fold(c, by512) ^ Load(bytes, 32);
            d = Fold(d, by512) ^ Load(bytes, 48);
            bytes = bytes[64..];
        }

        b ^= Fold(a, by128);
        c ^= Fold(b, by128);
        d ^= Fold(c, by128);
        while (bytes.Length >= 16)
        {
            d = Fold(d, by128) ^ Load(bytes, 0);
            bytes = bytes[16..];
        }

        Span<byte> last = stackalloc byte[16];
        d.AsByte().CopyTo(last);
        return AppendScalar(AppendScalar(0, last), bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Load(ReadOnlySpan<byte> bytes, int offset) => Vector128.Create(bytes[offset..]).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Fold(Vector128<ulong> lane, Vector128<ulong> by) =>
        Pclmulqdq.CarrylessMultiply(lane, by, 0x00) ^ Pclmulqdq.CarrylessMultiply(lane, by, 0x11);

    private static uint[] MakeTables()
    {
        uint[] tables = new uint[8 * 256];
        for (uint b = 0; b < 256; b++)
        {
            uint value = b;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value >> 1) ^ (Polynomial & (0 - (value & 1)));
            }

            tables[b] = value;
        }

        for (int i = 256; i < tables.Length; i++)
        {
            tables[i] = (tables[i - 256] >> 8) ^ tables[tables[i - 256] & 0xFF];
        }

        return tables;
    }
}
