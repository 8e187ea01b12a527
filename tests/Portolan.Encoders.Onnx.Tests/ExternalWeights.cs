using System.Text;

namespace Portolan.Encoders.Onnx.Tests;

/// <summary>Rewrites an ONNX file so that one weight lies in a file beside it, as models over 2 GB have all of them.</summary>
/// <remarks>TensorProto: raw_data is field 9, external_data 13 (pairs of key 1 and value 2), data_location 14 (1 is EXTERNAL).</remarks>
internal static class ExternalWeights
{
    public static void Move(string model, string weight, string data)
    {
        byte[] file = File.ReadAllBytes(model);
        byte[]? moved = null;
        byte[] graph = Rewrite(Field(file, 7)!, 5, tensor =>
        {
            if (Encoding.UTF8.GetString(Field(tensor, 8)!) != weight)
            {
                return tensor;
            }

            moved = Field(tensor, 9)!;
            byte[] without = Rewrite(tensor, 9, _ => null);
            return [.. without, .. Part(13, Entry("location", Path.GetFileName(data))), .. Part(13, Entry("offset", "0")), .. Part(13, Entry("length", $"{moved.Length}")), 14 << 3, 1];
        });
        File.WriteAllBytes(model, Rewrite(file, 7, _ => graph));
        File.WriteAllBytes(data, moved!);
    }

    private static byte[] Entry(string key, string value) => [.. Part(1, Encoding.UTF8.GetBytes(key)), .. Part(2, Encoding.UTF8.GetBytes(value))];

    private static byte[] Part(int field, byte[] content) => [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    private static byte[]? Field(byte[] message, int wanted)
    {
        byte[]? found = null;
        Rewrite(message, wanted, content => found = content);
        return found;
    }

    /// <summary>Copies a message with each occurrence of a field rewritten, or left out where that gives null.</summary>
    private static byte[] Rewrite(byte[] message, int wanted, Func<byte[], byte[]?> change)
    {
        var output = new List<byte>();
        for (int at = 0; at < message.Length;)
        {
            int start = at;
            ulong key = Read(message, ref at);
            if ((key & 7) != 2)
            {
                Read(message, ref at);
                output.AddRange(message[start..at]);
                continue;
            }

            int length = (int)Read(message, ref at);
            byte[] content = message[at..(at + length)];
            at += length;
            if ((int)(key >> 3) != wanted)
            {
                output.AddRange(message[start..at]);
            }
            else if (change(content) is byte[] changed)
            {
                output.AddRange(Part(wanted, changed));
            }
        }

        return [.. output];
    }

    private static ulong Read(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
