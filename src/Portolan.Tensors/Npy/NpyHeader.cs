using System.Buffers.Binary;
using System.Text;

namespace Portolan.Tensors.Npy;

/// <summary>The header of a <c>.npy</c> file: element type, byte order, order of axes and shape (docs/formats/npy.md).</summary>
internal sealed record NpyHeader(ElementType ElementType, bool IsBigEndian, bool IsFortranOrder, long[] Shape, int DataOffset)
{
    /// <summary>Longest header that is read: 64 axes of 20 digits take a thirtieth of it.</summary>
    public const int MaxHeaderBytes = 65536;

    /// <summary>NumPy's own limit (2.0; 32 before).</summary>
    public const int MaxRank = 64;

    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Elements, the product of the shape.</summary>
    public long Count { get; init; }

    /// <summary>Reads a header.</summary>
    /// <param name="start">The first bytes of the file: all of it, or at least <see cref="MaxHeaderBytes"/> + 12.</param>
    /// <param name="path">For errors.</param>
    /// <exception cref="TensorException">Not a header, or one of something that is not read.</exception>
    public static NpyHeader Parse(ReadOnlySpan<byte> start, string? path)
    {
        if (start.Length < 10 || !start.StartsWith(Magic))
        {
            throw new TensorException(
                $"not a NumPy file: found {Convert.ToHexString(start[..Math.Min(start.Length, 6)])}, expected {Convert.ToHexString(Magic)}", path, 0);
        }

        int major = start[6];
        if (major is < 1 or > 3 || start[7] != 0)
        {
            throw new TensorException($"NumPy format version {major}.{start[7]}, expected 1.0, 2.0 or 3.0", path, 6);
        }

        int prefix = major == 1 ? 10 : 12;
        if (start.Length < prefix)
        {
            throw new TensorException($"the file ends after {start.Length} bytes, within its header", path, start.Length);
        }

        uint length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > MaxHeaderBytes)
        {
            throw new TensorException($"a header of {length} bytes, expected at most {MaxHeaderBytes}", path, 8);
        }

        if (length > start.Length - prefix)
        {
            throw new TensorException($"the file ends after {start.Length} bytes, within its header of {length} bytes", path, start.Length);
        }

        return new NpyHeaderParser(start.Slice(prefix, (int)length), prefix, path).Parse();
    }

    /// <summary>The bytes of a header whose data starts at a multiple of 64, not before <paramref name="minLength"/>.</summary>
    public static byte[] Write(ElementType type, ReadOnlySpan<long> shape, int version = 1, int minLength = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(version, 3);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shape.Length, MaxRank, nameof(shape));
        var text = new StringBuilder();
        text.Append("{'descr': '").Append(ElementTypes.Descr(type)).Append("', 'fortran_order': False, 'shape': (");
        for (int i = 0; i < shape.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(shape[i], nameof(shape));
            // NumPy's spelling: (3, 4), (3,) and ().
            text.Append(i > 0 ? " " : "").Append(System.Globalization.CultureInfo.InvariantCulture, $"{shape[i]}");
            text.Append(i < shape.Length - 1 || shape.Length == 1 ? "," : "");
        }

        text.Append("), }");
        // 64 axes of at most 20 digits stay far below the 65,535 bytes of version 1.
        int prefix = version == 1 ? 10 : 12;
        int total = (Math.Max(minLength, prefix + text.Length + 1) + Alignment - 1) / Alignment * Alignment;
        byte[] bytes = new byte[total];
        Magic.CopyTo(bytes);
        bytes[6] = (byte)version;
        // Above version 1 the length has four bytes, of which two are enough.
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(total - prefix));
        bytes.AsSpan(prefix).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text.ToString(), bytes.AsSpan(prefix));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    /// <summary>The product of a shape; false where it is more than a file can hold.</summary>
    public static bool TryCount(ReadOnlySpan<long> shape, int elementSize, out long count)
    {
        count = 1;
        // An axis of length 0 empties the tensor whatever the others are.
        if (shape.Contains(0))
        {
            count = 0;
            return true;
        }

        foreach (long axis in shape)
        {
            if (axis > long.MaxValue / elementSize / count)
            {
                return false;
            }

            count *= axis;
        }

        return true;
    }

    /// <summary>Any bytes: a header, or a <see cref="TensorException"/>, and nothing else.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> bytes)
    {
        try
        {
            NpyHeader header = Parse(bytes, null);
            _ = Write(header.ElementType, header.Shape);
        }
        catch (TensorException)
        {
            // The answer to bytes that are no header.
        }
    }
}
