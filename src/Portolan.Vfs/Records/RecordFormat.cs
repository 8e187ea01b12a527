using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Portolan.Encoders;
using Portolan.Storage;
using Portolan.Tensors;
using Portolan.Vfs.Attributes;

namespace Portolan.Vfs.Records;

/// <summary>Sizes and names of records, and their writing (docs/formats/vfs-record.md).</summary>
public static class RecordFormat
{
    /// <summary>What the name of every record's attribute begins with.</summary>
    public const string NamePrefix = "user.portolan.";

    /// <summary>The name of the attribute that holds the vectors of a space.</summary>
    /// <param name="space">Its name; see <see cref="EmbeddingSpace.IsName"/>.</param>
    /// <exception cref="ArgumentException">It is no name of a space.</exception>
    public static AttributeName NameOf(string space) => EmbeddingSpace.IsName(space)
        ? new AttributeName(NamePrefix + space)
        : throw new ArgumentException($"'{space}' is no name of a space", nameof(space));

    /// <summary>Bytes of a record.</summary>
    /// <param name="type">Float32, BFloat16, Float16 or Int8.</param>
    /// <param name="dimensions">Numbers of a vector.</param>
    /// <param name="count">Vectors.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another element type.</exception>
    public static long SizeOf(ElementType type, int dimensions, int count) =>
        VectorRecord.HeaderBytes + ((long)count * (VectorRecord.PerVectorBytes + ((long)dimensions * ElementBytes(type)))) + VectorRecord.ChecksumBytes;

    /// <summary>Writes a record.</summary>
    /// <param name="vectors">What to write; at most <see cref="VectorRecord.MaxCount"/> vectors.</param>
    /// <param name="type">Float32, BFloat16, Float16 or Int8.</param>
    /// <param name="reduction">What was given up before.</param>
    /// <param name="destination">Receives <see cref="SizeOf"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException">The destination is too short, or a number is not finite, or becomes so as a half.</exception>
    public static int Write(FileVectors vectors, ElementType type, RecordReduction reduction, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vectors.Count, VectorRecord.MaxCount, nameof(vectors));
        int dimensions = vectors.Space.Dimensions, count = vectors.Count;
        long size = SizeOf(type, dimensions, count);
        if (destination.Length < size)
        {
            throw new ArgumentException($"room for {destination.Length} bytes, expected {size}", nameof(destination));
        }

        Span<byte> record = destination[..(int)size];
        BinaryPrimitives.WriteUInt32LittleEndian(record, VectorRecord.Magic);
        record[4] = VectorRecord.Version;
        record[VectorRecord.TypeOffset] = Code(type);
        BinaryPrimitives.WriteUInt16LittleEndian(record[VectorRecord.FlagsOffset..], (ushort)reduction);
        vectors.Space.Digest.AsSpan()[..VectorRecord.DigestBytes].CopyTo(record[VectorRecord.DigestOffset..]);
        BinaryPrimitives.WriteInt32LittleEndian(record[VectorRecord.DimensionsOffset..], dimensions);
        BinaryPrimitives.WriteInt32LittleEndian(record[VectorRecord.CountOffset..], count);
        WriteFingerprint(record, vectors.Fingerprint);

        Span<float> scales = MemoryMarshal.Cast<byte, float>(record.Slice(VectorRecord.HeaderBytes, count * sizeof(float)));
        Span<byte> windows = record.Slice(VectorRecord.HeaderBytes + (count * sizeof(float)), count * 8);
        Span<byte> numbers = record[(VectorRecord.HeaderBytes + (count * VectorRecord.PerVectorBytes))..];
        int rowBytes = dimensions * ElementBytes(type);
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(windows[(i * 8)..], vectors.Windows.Span[i].Offset);
            BinaryPrimitives.WriteUInt32LittleEndian(windows[((i * 8) + 4)..], vectors.Windows.Span[i].Length);
            scales[i] = WriteRow(vectors.Row(i), type, numbers.Slice(i * rowBytes, rowBytes));
        }

        WriteChecksum(record);
        return record.Length;
    }

    /// <summary>Puts another state of the file into a record: its content is the same, its time of modification is not.</summary>
    internal static void Restamp(Span<byte> record, in FileFingerprint fingerprint)
    {
        WriteFingerprint(record, fingerprint);
        WriteChecksum(record);
    }

    internal static bool TryElementType(byte code, out ElementType type)
    {
        (type, bool known) = code switch
        {
            1 => (ElementType.Float32, true),
            2 => (ElementType.BFloat16, true),
            3 => (ElementType.Float16, true),
            4 => (ElementType.Int8, true),
            _ => (default, false),
        };
        return known;
    }

    internal static int ElementBytes(ElementType type) => type switch
    {
        ElementType.Float32 => 4,
        ElementType.BFloat16 or ElementType.Float16 => 2,
        ElementType.Int8 => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "a record holds Float32, BFloat16, Float16 or Int8"),
    };

    private static byte Code(ElementType type) => type switch
    {
        ElementType.Float32 => 1,
        ElementType.BFloat16 => 2,
        ElementType.Float16 => 3,
        _ => 4,
    };

    private static float WriteRow(ReadOnlySpan<float> row, ElementType type, Span<byte> destination)
    {
        switch (type)
        {
            case ElementType.Float32:
                row.CopyTo(MemoryMarshal.Cast<byte, float>(destination));
                break;
            case ElementType.BFloat16:
                ElementConversion.ToBFloat16(row, MemoryMarshal.Cast<byte, ushort>(destination));
                break;
            case ElementType.Float16:
                ElementConversion.ToHalf(row, MemoryMarshal.Cast<byte, Half>(destination));
                break;
            default:
                return ElementConversion.ToInt8(row, MemoryMarshal.Cast<byte, sbyte>(destination));
        }

        bool finite = type switch
        {
            ElementType.Float32 => FiniteNumbers.All(MemoryMarshal.Cast<byte, uint>(destination), 0x7F80_0000u),
            ElementType.BFloat16 => FiniteNumbers.All(MemoryMarshal.Cast<byte, ushort>(destination), (ushort)0x7F80),
            _ => FiniteNumbers.All(MemoryMarshal.Cast<byte, ushort>(destination), (ushort)0x7C00),
        };
        return finite ? 1 : throw new ArgumentException($"a vector has a number that is not finite as {type}", nameof(row));
    }

    private static void WriteFingerprint(Span<byte> record, in FileFingerprint fingerprint)
    {
        BinaryPrimitives.WriteInt64LittleEndian(record[VectorRecord.SizeOffset..], fingerprint.Size);
        BinaryPrimitives.WriteInt64LittleEndian(record[VectorRecord.ModifiedOffset..], fingerprint.ModifiedNanoseconds);
        BinaryPrimitives.WriteUInt128BigEndian(record[VectorRecord.HashOffset..], fingerprint.ContentHash);
    }

    private static void WriteChecksum(Span<byte> record) =>
        BinaryPrimitives.WriteUInt32LittleEndian(record[^VectorRecord.ChecksumBytes..], Crc32.Compute(record[..^VectorRecord.ChecksumBytes]));
}
