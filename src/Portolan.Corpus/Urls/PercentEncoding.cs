namespace Portolan.Corpus.Urls;

/// <summary>Percent signs in addresses. Source: RFC 3986, sections 2.1 and 6.2.2.</summary>
internal static class PercentEncoding
{
    private const byte Keep = 1, Unreserved = 2;

    // What may stand in a path; the question mark, which may stand in a query, is not asked about here.
    private static readonly byte[] Classes = MakeClasses();

    /// <summary>The value of a hexadecimal digit, or -1.</summary>
    public static int Digit(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => -1,
    };

    /// <summary>Replaces each percent sign with two digits by its byte; others stay.</summary>
    /// <returns>Bytes written, at most as many as there are in <paramref name="text"/>.</returns>
    public static int Decode(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int write = text.IndexOf((byte)'%');
        if (write < 0)
        {
            text.CopyTo(destination);
            return text.Length;
        }

        text[..write].CopyTo(destination);
        for (int i = write; i < text.Length; i++)
        {
            if (TryByte(text, i, out byte decoded))
            {
                destination[write++] = decoded;
                i += 2;
            }
            else
            {
                destination[write++] = text[i];
            }
        }

        return write;
    }

    /// <summary>The byte that the percent sign at a place stands for.</summary>
    public static bool TryByte(ReadOnlySpan<byte> text, int at, out byte value)
    {
        if (text[at] == '%' && at + 2 < text.Length)
        {
            int high = Digit(text[at + 1]), low = Digit(text[at + 2]);
            if ((high | low) >= 0)
            {
                value = (byte)(high << 4 | low);
                return true;
            }
        }

        value = 0;
        return false;
    }

    /// <summary>The normal form: nothing encoded that need not be, everything encoded that must be, digits in capitals.</summary>
    /// <remarks>A percent sign without two digits is encoded itself, so that applying this twice is the same as once.</remarks>
    /// <param name="text">A path or a query.</param>
    /// <param name="destination">At least three bytes for each of <paramref name="text"/>.</param>
    /// <returns>Bytes written.</returns>
    public static int Normalize(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int write = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte b = text[i];
            if (Classes[b] != 0)
            {
                destination[write++] = b;
                continue;
            }

            if (TryByte(text, i, out byte decoded))
            {
                i += 2;
                if (Classes[decoded] == Unreserved)
                {
                    destination[write++] = decoded;
                    continue;
                }

                b = decoded;
            }

            destination[write++] = (byte)'%';
            destination[write++] = "0123456789ABCDEF"u8[b >> 4];
            destination[write++] = "0123456789ABCDEF"u8[b & 15];
        }

        return write;
    }

    private static byte[] MakeClasses()
    {
        byte[] classes = new byte[256];
        foreach (byte b in "!$&'()*+,;=:@/?"u8)
        {
            classes[b] = Keep;
        }

        foreach (byte b in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8)
        {
            classes[b] = Unreserved;
        }

        return classes;
    }
}
