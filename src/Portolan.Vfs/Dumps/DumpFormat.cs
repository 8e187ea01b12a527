using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Portolan.Vfs.Dumps;

/// <summary>The text that <c>getfattr --dump --encoding=base64</c> writes and <c>setfattr --restore</c> reads (docs/formats/vfs-dump.md).</summary>
internal static class DumpFormat
{
    public const string PathMark = "# file: ";

    /// <summary>Longest line that is read: an attribute of 65,536 bytes as octal digits of text, its name, and some.</summary>
    public const int MaxLine = (1 << 18) + 1024;

    private static ReadOnlySpan<byte> Mark => "# file: "u8;

    /// <summary>Writes the line that names a file.</summary>
    public static void WritePath(IBufferWriter<byte> output, ReadOnlySpan<byte> path)
    {
        output.Write(Mark);
        foreach (byte value in path)
        {
            // As getfattr does: what would end the line, or look like such an escape.
            if (value is (byte)'\\' or (byte)'\n' or (byte)'\r')
            {
                output.Write([(byte)'\\', (byte)('0' + (value >> 6)), (byte)('0' + (value >> 3 & 7)), (byte)('0' + (value & 7))]);
            }
            else
            {
                output.Write([value]);
            }
        }

        output.Write("\n"u8);
    }

    /// <summary>Writes the line of an attribute.</summary>
    public static void WriteAttribute(IBufferWriter<byte> output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        output.Write(name);
        output.Write("=0s"u8);
        Span<byte> room = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(value.Length));
        Base64.EncodeToUtf8(value, room, out _, out int written);
        output.Advance(written);
        output.Write("\n"u8);
    }

    /// <summary>Whether a line names a file, and which.</summary>
    /// <returns>Null when the line is none, or its escapes are wrong.</returns>
    public static byte[]? ReadPath(ReadOnlySpan<byte> line) => line.StartsWith(Mark) ? Unescape(line[Mark.Length..]) : null;

    /// <summary>Reads the line of an attribute.</summary>
    /// <returns>False when it is none, or its value is not well formed.</returns>
    public static bool TryReadAttribute(ReadOnlySpan<byte> line, out byte[] name, out byte[] value)
    {
        (name, value) = ([], []);
        int equals = line.IndexOf((byte)'=');
        if (equals <= 0 || Unescape(line[..equals]) is not { } readName)
        {
            return false;
        }

        ReadOnlySpan<byte> text = line[(equals + 1)..];
        byte[]? read = text switch
        {
            [(byte)'0', (byte)'s' or (byte)'S', .. var digits] => FromBase64(digits),
            [(byte)'0', (byte)'x' or (byte)'X', .. var digits] => FromHex(digits),
            [(byte)'"', .. var inside, (byte)'"'] => Unescape(inside),
            _ => Unescape(text),
        };
        (name, value) = (readName, read ?? []);
        return read is not null;
    }

    private static byte[]? FromBase64(ReadOnlySpan<byte> digits)
    {
        byte[] room = new byte[Base64.GetMaxDecodedFromUtf8Length(digits.Length)];
        return Base64.DecodeFromUtf8(digits, room, out int consumed, out int written) == OperationStatus.Done && consumed == digits.Length ? room[..written] : null;
    }

    private static byte[]? FromHex(ReadOnlySpan<byte> digits)
    {
        byte[] room = new byte[digits.Length / 2];
        return digits.Length % 2 == 0 && Convert.FromHexString(Encoding.Latin1.GetString(digits), room, out _, out _) == OperationStatus.Done ? room : null;
    }

    /// <summary>Undoes backslashes with three octal digits, and those before other characters.</summary>
    private static byte[]? Unescape(ReadOnlySpan<byte> text)
    {
        var result = new List<byte>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != (byte)'\\')
            {
                result.Add(text[i]);
                continue;
            }

            if (i + 3 < text.Length && IsOctal(text[i + 1]) && IsOctal(text[i + 2]) && IsOctal(text[i + 3]))
            {
                int value = ((text[i + 1] - '0') << 6) | ((text[i + 2] - '0') << 3) | (text[i + 3] - '0');
                if (value > 255)
                {
                    return null;
                }

                result.Add((byte)value);
                i += 3;
            }
            else if (i + 1 < text.Length)
            {
                result.Add(text[++i]);
            }
            else
            {
                return null;
            }
        }

        return [.. result];
    }

    private static bool IsOctal(byte value) => value is >= (byte)'0' and <= (byte)'7';
}
