using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Portolan.Text.Unicode;

/// <summary>Reading and writing UTF-8 that is already known to be valid.</summary>
internal static class ValidUtf8
{
    /// <summary>The code point that starts at <paramref name="position"/>, and its length in bytes.</summary>
    public static int Decode(ReadOnlySpan<byte> text, int position, out int length)
    {
        int first = text[position];
        switch (first)
        {
            case < 0x80:
                length = 1;
                return first;
            case < 0xE0:
                length = 2;
                return ((first & 0x1F) << 6) | (text[position + 1] & 0x3F);
            case < 0xF0:
                length = 3;
                return ((first & 0x0F) << 12) | ((text[position + 1] & 0x3F) << 6) | (text[position + 2] & 0x3F);
            default:
                length = 4;
                return ((first & 0x07) << 18) | ((text[position + 1] & 0x3F) << 12)
                    | ((text[position + 2] & 0x3F) << 6) | (text[position + 3] & 0x3F);
        }
    }

    /// <summary>The code point that ends before <paramref name="position"/>, and its length in bytes.</summary>
    public static int DecodeBefore(ReadOnlySpan<byte> text, int position, out int length)
    {
        int start = position - 1;
        while ((text[start] & 0xC0) == 0x80)
        {
            start--;
        }

        int codePoint = Decode(text, start, out length);
        Debug.Assert(start + length == position);
        return codePoint;
    }

    /// <summary>Writes a code point in 1 to 4 bytes and returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Encode(int codePoint, Span<byte> destination)
    {
        if (codePoint < 0x80)
        {
            destination[0] = (byte)codePoint;
            return 1;
        }

        if (codePoint < 0x800)
        {
            destination[0] = (byte)(0xC0 | (codePoint >> 6));
            destination[1] = (byte)(0x80 | (codePoint & 0x3F));
            return 2;
        }

        if (codePoint < 0x10000)
        {
            destination[0] = (byte)(0xE0 | (codePoint >> 12));
            destination[1] = (byte)(0x80 | ((codePoint >> 6) & 0x3F));
            destination[2] = (byte)(0x80 | (codePoint & 0x3F));
            return 3;
        }

        destination[0] = (byte)(0xF0 | (codePoint >> 18));
        destination[1] = (byte)(0x80 | ((codePoint >> 12) & 0x3F));
        destination[2] = (byte)(0x80 | ((codePoint >> 6) & 0x3F));
        destination[3] = (byte)(0x80 | (codePoint & 0x3F));
        return 4;
    }

    /// <summary>Narrows <c>[start, end)</c> as Python's <c>str.strip</c> does.</summary>
    public static void Strip(ReadOnlySpan<byte> text, ref int start, ref int end)
    {
        while (start < end)
        {
            // Printable ASCII is by far the usual first and last byte.
            if (text[start] is > 0x20 and < 0x80)
            {
                break;
            }

            int codePoint = Decode(text, start, out int length);
            if ((UnicodeTables.Flags(codePoint) & UnicodeTables.WhiteSpace) == 0)
            {
                break;
            }

            start += length;
        }

        while (end > start)
        {
            if (text[end - 1] is > 0x20 and < 0x80)
            {
                break;
            }

            int codePoint = DecodeBefore(text, end, out int length);
            if ((UnicodeTables.Flags(codePoint) & UnicodeTables.WhiteSpace) == 0)
            {
                break;
            }

            end -= length;
        }
    }
}
