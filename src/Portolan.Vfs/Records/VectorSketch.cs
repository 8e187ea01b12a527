using System.Buffers.Binary;
using System.Numerics;
using Portolan.Encoders;
using Portolan.Storage;
using Portolan.Vfs.Attributes;

namespace Portolan.Vfs.Records;

/// <summary>A short stand-in for a file's vectors, small enough for the inode of a default ext4 (docs/formats/vfs-record.md).</summary>
/// <remarks>
/// 68 bytes: a tag and 512 bits, shared by up to eight vectors. The tag ties it to a space and to a size and time of modification; one
/// that does not match says nothing, and the whole record is read instead. A view over the bytes it was read from.
/// </remarks>
public readonly ref struct VectorSketch
{
    /// <summary>Bytes of the attribute: the most that stays in the inode of an ext4 with 256-byte inodes beside a name of four letters.</summary>
    public const int Size = 68;

    /// <summary>Most vectors that share a sketch, 64 bits each; a file with more has none.</summary>
    public const int MaxCount = 8;

    private const string Prefix = "user.pv";
    private const string Letters = "0123456789abcdefghijklmnopqrstuv";
    private const int CountShift = 29;

    private VectorSketch(ReadOnlySpan<byte> bits, int count)
    {
        Bits = bits;
        Count = count;
    }

    /// <summary>Vectors it stands for.</summary>
    public int Count { get; }

    /// <summary>Bits of each vector: 512, 256, 128 or 64.</summary>
    public int BitsPerVector => WordsPerVector(Count) * 64;

    /// <summary>The 64 bytes behind the tag.</summary>
    internal ReadOnlySpan<byte> Bits { get; }

    /// <summary>The name of the attribute: <c>user.pv</c> and two letters of the space's digest, since longer names leave less room in the inode.</summary>
    /// <param name="space">The space.</param>
    public static AttributeName NameOf(EmbeddingSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        ReadOnlySpan<byte> digest = space.Digest.AsSpan();
        return new AttributeName(Prefix + Letters[digest[0] & 31] + Letters[digest[1] & 31]);
    }

    /// <summary>Whether a record of so many vectors gets a sketch.</summary>
    /// <param name="count">Vectors.</param>
    public static bool Fits(int count) => count is > 0 and <= MaxCount;

    /// <summary>Writes a sketch.</summary>
    /// <param name="vectors">1 to 8 vectors.</param>
    /// <param name="destination">Receives <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException">Other counts, or too short a destination.</exception>
    public static void Write(FileVectors vectors, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        if (!Fits(vectors.Count) || destination.Length < Size)
        {
            throw new ArgumentException($"{vectors.Count} vectors into {destination.Length} bytes, expected 1 to {MaxCount} into {Size}", nameof(vectors));
        }

        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Tag(vectors.Space, vectors.Fingerprint.Size, vectors.Fingerprint.ModifiedNanoseconds, vectors.Count));
        Span<ulong> words = stackalloc ulong[SketchProjection.Words];
        int each = WordsPerVector(vectors.Count);
        for (int i = 0; i < vectors.Count; i++)
        {
            SketchProjection.Project(vectors.Row(i), words);
            for (int word = 0; word < each; word++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(destination[(4 + (((i * each) + word) * 8))..], words[word]);
            }
        }
    }

    /// <summary>Reads a sketch if it is one of this space and of this state of the file.</summary>
    /// <param name="value">The value of the attribute.</param>
    /// <param name="space">The space.</param>
    /// <param name="status">The file's state now.</param>
    /// <param name="sketch">The sketch, or the default value.</param>
    public static bool TryRead(ReadOnlySpan<byte> value, EmbeddingSpace space, in FileStatus status, out VectorSketch sketch)
    {
        ArgumentNullException.ThrowIfNull(space);
        sketch = default;
        if (value.Length != Size)
        {
            return false;
        }

        uint tag = BinaryPrimitives.ReadUInt32LittleEndian(value);
        int count = (int)(tag >> CountShift) + 1;
        if (tag != Tag(space, status.Size, status.ModifiedNanoseconds, count))
        {
            return false;
        }

        sketch = new VectorSketch(value[4..], count);
        return true;
    }

    /// <summary>A sketch that was checked before, from <see cref="Bits"/> and <see cref="Count"/>.</summary>
    internal static VectorSketch FromBits(ReadOnlySpan<byte> bits, int count) => new(bits, count);

    /// <summary>Bits in which a vector of the file differs from a query.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <param name="query">The query's 8 words.</param>
    internal int Distance(int index, ReadOnlySpan<ulong> query)
    {
        int each = WordsPerVector(Count);
        ReadOnlySpan<byte> own = Bits.Slice(index * each * 8, each * 8);
        int distance = 0;
        for (int word = 0; word < each; word++)
        {
            distance += BitOperations.PopCount(BinaryPrimitives.ReadUInt64LittleEndian(own[(word * 8)..]) ^ query[word]);
        }

        return distance;
    }

    internal static int WordsPerVector(int count) => count switch
    {
        1 => 8,
        2 => 4,
        <= 4 => 2,
        _ => 1,
    };

    /// <summary>Reads any bytes as a sketch and uses all of it.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> value, EmbeddingSpace space, in FileStatus status)
    {
        if (TryRead(value, space, status, out VectorSketch sketch))
        {
            Span<ulong> query = stackalloc ulong[SketchProjection.Words];
            for (int i = 0; i < sketch.Count; i++)
            {
                _ = sketch.Distance(i, query);
            }
        }
    }

    // The count in the three upper bits, below them a checksum of what the sketch belongs to.
    private static uint Tag(EmbeddingSpace space, long size, long modifiedNanoseconds, int count)
    {
        Span<byte> state = stackalloc byte[VectorRecord.DigestBytes + 16];
        space.Digest.AsSpan()[..VectorRecord.DigestBytes].CopyTo(state);
        BinaryPrimitives.WriteInt64LittleEndian(state[VectorRecord.DigestBytes..], size);
        BinaryPrimitives.WriteInt64LittleEndian(state[(VectorRecord.DigestBytes + 8)..], modifiedNanoseconds);
        return ((uint)(count - 1) << CountShift) | (Crc32.Compute(state) & ((1u << CountShift) - 1));
    }
}
