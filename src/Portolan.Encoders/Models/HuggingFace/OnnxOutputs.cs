using System.Text;

namespace Portolan.Encoders.Models.HuggingFace;

/// <summary>Reads which outputs a .onnx file declares, without a runtime and without reading the weights.</summary>
/// <remarks>
/// Protobuf: ModelProto.graph is field 7; GraphProto.output is field 12, a ValueInfoProto with name (1) and type (2); TypeProto.tensor_type
/// is 1, its shape 2, its dim 1, in which dim_value is 1 and dim_param is 2 (onnx.proto). Everything else is skipped by seeking.
/// </remarks>
internal static class OnnxOutputs
{
    private const int MaxOutputs = 1024;
    private const int MaxValueBytes = 64 << 10;
    private const int MaxRank = 64;

    public static IReadOnlyList<OnnxValue> Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Read(stream, path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new EncoderException($"{path} cannot be read: {exception.Message}", path, innerException: exception);
        }
    }

    public static IReadOnlyList<OnnxValue> Read(Stream stream, string path)
    {
        var outputs = new List<OnnxValue>();
        bool hasGraph = false;
        while (Next(stream, stream.Length, path, out int field, out long length))
        {
            if (field != 7)
            {
                stream.Seek(length, SeekOrigin.Current);
                continue;
            }

            hasGraph = true;
            long end = stream.Position + length;
            while (Next(stream, end, path, out field, out length))
            {
                if (field != 12)
                {
                    stream.Seek(length, SeekOrigin.Current);
                    continue;
                }

                if (length > MaxValueBytes || outputs.Count == MaxOutputs)
                {
                    throw Bad($"an output described in {length} bytes, after {outputs.Count} others", $"at most {MaxValueBytes} bytes and {MaxOutputs} outputs", path, stream.Position);
                }

                long offset = stream.Position;
                byte[] value = new byte[length];
                stream.ReadExactly(value);
                outputs.Add(Value(value, path, offset));
            }
        }

        return hasGraph ? outputs : throw Bad("no graph", "an ONNX model", path, 0);
    }

    /// <summary>Reads whatever bytes it is given; for fuzzing.</summary>
    internal static int Fuzz(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var stream = new MemoryStream(bytes.ToArray());
            return Read(stream, "fuzz").Count;
        }
        catch (EncoderException)
        {
            return -1;
        }
    }

    /// <summary>Reads the key of a field; what has no length of its own is passed over, so <paramref name="field"/> is 0 for it.</summary>
    private static bool Next(Stream stream, long end, string path, out int field, out long length)
    {
        field = 0;
        length = 0;
        if (stream.Position >= end)
        {
            return false;
        }

        ulong key = Varint(stream, path);
        switch (key & 7)
        {
            case 0:
                Varint(stream, path);
                break;
            case 1:
                length = sizeof(ulong);
                break;
            case 2:
                ulong count = Varint(stream, path);
                length = count <= (ulong)(end - Math.Min(end, stream.Position)) ? (long)count : long.MaxValue;
                field = key >> 3 <= int.MaxValue ? (int)(key >> 3) : 0;
                break;
            case 5:
                length = sizeof(uint);
                break;
            default:
                throw Bad($"a field of wire type {key & 7}", "0, 1, 2 or 5", path, stream.Position);
        }

        return length <= end - stream.Position ? true : throw Bad("a field that goes beyond its message", $"an end at {end} or before", path, stream.Position);
    }

    private static ulong Varint(Stream stream, string path)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int next = stream.ReadByte();
            if (next < 0)
            {
                break;
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Bad("a number that does not end", "at most 10 bytes", path, stream.Position);
    }

    private static OnnxValue Value(byte[] bytes, string path, long offset)
    {
        string name = "";
        List<long>? shape = null;
        using var stream = new MemoryStream(bytes, writable: false);
        try
        {
            while (Next(stream, bytes.Length, path, out int field, out long length))
            {
                if (field == 1)
                {
                    name = Encoding.UTF8.GetString(bytes, (int)stream.Position, (int)length);
                }
                else if (field == 2)
                {
                    shape = Shape(stream, stream.Position + length, path) ?? shape;
                    continue;
                }

                stream.Seek(length, SeekOrigin.Current);
            }
        }
        catch (EncoderException exception)
        {
            throw new EncoderException(exception.Message, path, offset, innerException: exception);
        }

        return new OnnxValue(name, shape);
    }

    /// <summary>Goes down from a TypeProto to its dimensions; leaves the stream at the message's end.</summary>
    private static List<long>? Shape(Stream stream, long end, string path)
    {
        List<long>? shape = null;
        if (Enter(stream, end, 1, path) is long tensor && Enter(stream, tensor, 2, path) is long dimensions)
        {
            shape = [];
            while (Next(stream, dimensions, path, out int field, out long length))
            {
                long next = stream.Position + length;
                if (field == 1)
                {
                    if (shape.Count == MaxRank)
                    {
                        throw Bad($"more than {MaxRank} dimensions", $"at most {MaxRank}", path, stream.Position);
                    }

                    shape.Add(Dimension(stream, next, path));
                }

                stream.Position = next;
            }
        }

        stream.Position = end;
        return shape;
    }

    private static long? Enter(Stream stream, long end, int wanted, string path)
    {
        while (Next(stream, end, path, out int field, out long length))
        {
            if (field == wanted)
            {
                return stream.Position + length;
            }

            stream.Seek(length, SeekOrigin.Current);
        }

        return null;
    }

    /// <summary>dim_value if the dimension has one, else -1.</summary>
    private static long Dimension(Stream stream, long end, string path)
    {
        // Key 8: field 1 as a varint.
        if (stream.Position < end && stream.ReadByte() == 8)
        {
            ulong value = Varint(stream, path);
            return value <= int.MaxValue ? (long)value : -1;
        }

        return -1;
    }

    private static EncoderException Bad(string found, string expected, string path, long offset) =>
        new($"{path} has {found}, expected {expected} (byte {offset})", path, offset, hint: "the file is no ONNX model, or is damaged");
}
