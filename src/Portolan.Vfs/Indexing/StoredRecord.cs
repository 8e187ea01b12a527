using System.Buffers;
using System.Text;
using Portolan.Encoders;
using Portolan.Vfs.Attributes;
using Portolan.Vfs.Records;

namespace Portolan.Vfs.Indexing;

/// <summary>Attributes of ours on an open file: which there are, and what is in them.</summary>
internal static class StoredRecord
{
    private static readonly byte[] Prefix = Encoding.ASCII.GetBytes(RecordFormat.NamePrefix);

    /// <summary>Whether a name is that of a record: ours, with the name of a space behind it.</summary>
    public static bool IsRecord(ReadOnlySpan<byte> name) =>
        name.StartsWith(Prefix) && Ascii.IsValid(name) && EmbeddingSpace.IsName(Encoding.ASCII.GetString(name[Prefix.Length..]));

    /// <summary>Whether a name is that of a sketch: <c>user.pv</c> and two letters.</summary>
    public static bool IsSketch(ReadOnlySpan<byte> name) => name.Length == 9 && name.StartsWith("user.pv"u8) && IsLetter(name[7]) && IsLetter(name[8]);

    /// <summary>The name of the space of a record's attribute.</summary>
    public static string SpaceOf(AttributeName name) => name.Text[RecordFormat.NamePrefix.Length..];

    /// <summary>The names of the records and sketches of a file, in ordinal order.</summary>
    public static SystemError List(RawFile file, List<AttributeName> names)
    {
        names.Clear();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(AttributeCapacity.Max);
        try
        {
            SystemError error = file.ListAttributes(buffer.AsSpan(0, AttributeCapacity.Max), out int length);
            if (error != SystemError.None)
            {
                return error == SystemError.NotSupported ? SystemError.None : error;
            }

            foreach (Range range in buffer.AsSpan(0, length).Split((byte)0))
            {
                ReadOnlySpan<byte> name = buffer.AsSpan(0, length)[range];
                if (IsRecord(name) || IsSketch(name))
                {
                    names.Add(new AttributeName(Encoding.ASCII.GetString(name)));
                }
            }

            names.Sort(static (one, other) => string.CompareOrdinal(one.Text, other.Text));
            return SystemError.None;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// The space that a record says it is of. It holds half of the digest, and that half is all that is written or compared: the rest is zeros here.
    /// </summary>
    public static EmbeddingSpace SpaceOf(string name, in VectorRecord record)
    {
        Span<byte> digest = stackalloc byte[32];
        record.SpaceDigest.CopyTo(digest);
        return new EmbeddingSpace(name, digest, record.Dimensions);
    }

    /// <summary>A record's vectors as floats.</summary>
    public static FileVectors ToVectors(in VectorRecord record, EmbeddingSpace space, FileFingerprint fingerprint)
    {
        float[] rows = new float[record.Count * record.Dimensions];
        var windows = new VectorWindow[record.Count];
        for (int i = 0; i < windows.Length; i++)
        {
            record.CopyTo(i, rows.AsSpan(i * record.Dimensions, record.Dimensions));
            windows[i] = record.WindowOf(i);
        }

        return new FileVectors(space, fingerprint, rows, windows);
    }

    private static bool IsLetter(byte value) => value is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'v');
}
