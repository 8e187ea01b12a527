using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Portolan.Encoders;
using Portolan.Storage;
using Portolan.Tensors;

namespace Portolan.Vfs.Records;

/// <summary>The vectors of a file as its extended attribute holds them, read in place (docs/formats/vfs-record.md).</summary>
/// <remarks>A view: valid as long as the bytes it was read from are. Nothing is allocated and no bytes, however hostile, raise an exception.</remarks>
public readonly ref struct VectorRecord
{
    /// <summary>Most vectors of a record; the largest attribute of Linux has room for fewer, of more than 4 dimensions.</summary>
    public const int MaxCount = 4096;

    internal const uint Magic = 0x63655650; // "PVec"
    internal const byte Version = 1;
    internal const int HeaderBytes = 64;
    internal const int ChecksumBytes = 4;
    internal const int DigestBytes = 16;
    internal const int TypeOffset = 5;
    internal const int FlagsOffset = 6;
    internal const int DigestOffset = 8;
    internal const int DimensionsOffset = 24;
    internal const int CountOffset = 28;
    internal const int SizeOffset = 32;
    internal const int ModifiedOffset = 40;
    internal const int HashOffset = 48;
    internal const int PerVectorBytes = 12;

    private readonly ReadOnlySpan<byte> bytes;

    private VectorRecord(ReadOnlySpan<byte> bytes, ElementType elementType)
    {
        this.bytes = bytes;
        ElementType = elementType;
        Dimensions = BinaryPrimitives.ReadInt32LittleEndian(bytes[DimensionsOffset..]);
        Count = BinaryPrimitives.ReadInt32LittleEndian(bytes[CountOffset..]);
    }

    /// <summary>What the numbers are: <see cref="ElementType.Float32"/>, <see cref="ElementType.BFloat16"/>, <see cref="ElementType.Float16"/> or <see cref="ElementType.Int8"/>.</summary>
    public ElementType ElementType { get; }

    /// <summary>Numbers of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>Vectors, at least one.</summary>
    public int Count { get; }

    /// <summary>What the writer gave up so that it fits.</summary>
    public RecordReduction Reduction => (RecordReduction)BinaryPrimitives.ReadUInt16LittleEndian(bytes[FlagsOffset..]);

    /// <summary>The state of the file that the vectors were made from.</summary>
    public FileFingerprint Fingerprint => new(
        BinaryPrimitives.ReadInt64LittleEndian(bytes[SizeOffset..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[ModifiedOffset..]),
        BinaryPrimitives.ReadUInt128BigEndian(bytes[HashOffset..]));

    /// <summary>The first 16 bytes of the digest of the space.</summary>
    public ReadOnlySpan<byte> SpaceDigest => bytes.Slice(DigestOffset, DigestBytes);

    private ReadOnlySpan<float> Scales => MemoryMarshal.Cast<byte, float>(bytes.Slice(HeaderBytes, Count * sizeof(float)));

    private ReadOnlySpan<byte> Windows => bytes.Slice(HeaderBytes + (Count * sizeof(float)), Count * 8);

    private ReadOnlySpan<byte> Numbers => bytes[(HeaderBytes + (Count * PerVectorBytes))..^ChecksumBytes];

    /// <summary>Reads a record.</summary>
    /// <param name="value">The whole value of an attribute.</param>
    /// <param name="record">The record, or the default value, which is not to be used.</param>
    /// <returns><see cref="RecordFault.None"/>, or what is wrong with it.</returns>
    public static RecordFault TryRead(ReadOnlySpan<byte> value, out VectorRecord record)
    {
        record = default;
        if (value.Length < HeaderBytes + ChecksumBytes)
        {
            return value.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(value) != Magic ? RecordFault.ForeignFormat : RecordFault.TooShort;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(value) != Magic)
        {
            return RecordFault.ForeignFormat;
        }

        if (value[4] != Version)
        {
            return RecordFault.UnknownVersion;
        }

        if (Crc32.Compute(value[..^ChecksumBytes]) != BinaryPrimitives.ReadUInt32LittleEndian(value[^ChecksumBytes..]))
        {
            return RecordFault.WrongChecksum;
        }

        if (!RecordFormat.TryElementType(value[TypeOffset], out ElementType type))
        {
            return RecordFault.UnknownElementType;
        }

        if ((BinaryPrimitives.ReadUInt16LittleEndian(value[FlagsOffset..]) & ~(int)(RecordReduction.Narrower | RecordReduction.Fewer)) != 0)
        {
            return RecordFault.UnknownFlags;
        }

        uint dimensions = BinaryPrimitives.ReadUInt32LittleEndian(value[DimensionsOffset..]);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(value[CountOffset..]);
        if (dimensions is 0 or > EmbeddingSpace.MaxDimensions)
        {
            return RecordFault.BadDimensions;
        }

        if (count is 0 or > MaxCount)
        {
            return RecordFault.BadCount;
        }

        if (value.Length != RecordFormat.SizeOf(type, (int)dimensions, (int)count))
        {
            return RecordFault.WrongLength;
        }

        var read = new VectorRecord(value, type);
        RecordFault fault = read.CheckNumbers();
        if (fault == RecordFault.None)
        {
            record = read;
        }

        return fault;
    }

    /// <summary>Whether the vectors are of a space.</summary>
    /// <param name="space">The space.</param>
    public bool IsOf(EmbeddingSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        return Dimensions == space.Dimensions && SpaceDigest.SequenceEqual(space.Digest.AsSpan()[..DigestBytes]);
    }

    /// <summary>Whether the file's size and time of modification are those that were recorded.</summary>
    /// <param name="status">The state of the file now.</param>
    public bool IsUnchanged(in FileStatus status) =>
        BinaryPrimitives.ReadInt64LittleEndian(bytes[SizeOffset..]) == status.Size
        && BinaryPrimitives.ReadInt64LittleEndian(bytes[ModifiedOffset..]) == status.ModifiedNanoseconds;

    /// <summary>The part of the text that a vector was made from.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public VectorWindow WindowOf(int index)
    {
        ReadOnlySpan<byte> window = Windows.Slice(index * 8, 8);
        return new VectorWindow(BinaryPrimitives.ReadUInt32LittleEndian(window), BinaryPrimitives.ReadUInt32LittleEndian(window[4..]));
    }

    /// <summary>Scores all vectors.</summary>
    /// <param name="query">Of the same dimensions.</param>
    /// <param name="scores">Receives <see cref="Count"/> scores.</param>
    /// <exception cref="ArgumentException">The query is of other dimensions, or there are not as many scores.</exception>
    public void Score(VectorQuery query, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(query);
        switch (ElementType)
        {
            case ElementType.Float32:
                query.Score(MemoryMarshal.Cast<byte, float>(Numbers), scores);
                break;
            case ElementType.BFloat16:
                query.ScoreBFloat16(MemoryMarshal.Cast<byte, ushort>(Numbers), scores);
                break;
            case ElementType.Float16:
                query.Score(MemoryMarshal.Cast<byte, Half>(Numbers), scores);
                break;
            default:
                query.Score(MemoryMarshal.Cast<byte, sbyte>(Numbers), Scales, scores);
                break;
        }
    }

    /// <summary>Copies a vector as floats.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <param name="vector">Receives <see cref="Dimensions"/> numbers.</param>
    /// <exception cref="ArgumentException">The destination is shorter.</exception>
    public void CopyTo(int index, Span<float> vector)
    {
        ReadOnlySpan<byte> row = Numbers.Slice(index * (Numbers.Length / Count), Numbers.Length / Count);
        switch (ElementType)
        {
            case ElementType.Float32:
                MemoryMarshal.Cast<byte, float>(row).CopyTo(vector);
                break;
            case ElementType.BFloat16:
                ElementConversion.FromBFloat16(MemoryMarshal.Cast<byte, ushort>(row), vector);
                break;
            case ElementType.Float16:
                ElementConversion.FromHalf(MemoryMarshal.Cast<byte, Half>(row), vector);
                break;
            default:
                ElementConversion.FromInt8(MemoryMarshal.Cast<byte, sbyte>(row), Scales[index], vector);
                break;
        }
    }

    /// <summary>Reads any bytes as a record and uses all of it.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> value)
    {
        if (TryRead(value, out VectorRecord record) != RecordFault.None)
        {
            return;
        }

        float[] vector = new float[record.Dimensions];
        float[] scores = new float[record.Count];
        for (int i = 0; i < record.Count; i++)
        {
            record.CopyTo(i, vector);
            _ = record.WindowOf(i);
        }

        vector.AsSpan().Fill(1);
        record.Score(new VectorQuery(vector, Similarity.Cosine), scores);
        _ = record.Fingerprint;
    }

    // Sums of such numbers would rank a file by its damage.
    private RecordFault CheckNumbers()
    {
        foreach (float scale in Scales)
        {
            if (!(scale >= 0) || scale > float.MaxValue / 128)
            {
                return RecordFault.BadScale;
            }
        }

        bool finite = ElementType switch
        {
            ElementType.Float32 => FiniteNumbers.All(MemoryMarshal.Cast<byte, uint>(Numbers), 0x7F80_0000u),
            ElementType.BFloat16 => FiniteNumbers.All(MemoryMarshal.Cast<byte, ushort>(Numbers), (ushort)0x7F80),
            ElementType.Float16 => FiniteNumbers.All(MemoryMarshal.Cast<byte, ushort>(Numbers), (ushort)0x7C00),
            _ => true,
        };
        return finite ? RecordFault.None : RecordFault.BadNumber;
    }
}
