using System.Buffers;

namespace Portolan.Extraction.Pages.Charsets;

/// <summary>Reads the character set that a page's first bytes declare (HTML standard, "prescan a byte stream to determine its encoding").</summary>
internal static class CharsetPrescan
{
    /// <summary>Bytes that the standard looks at before parsing.</summary>
    public const int StandardLength = 1024;

    // A parser that meets a later declaration starts again with it ("changing the encoding while parsing"); this is how far we look.
    private const int FarLength = 1 << 16;

    private static readonly SearchValues<byte> EndOfName = SearchValues.Create(" \t\n\f\r>"u8);
    private static readonly SearchValues<byte> EndOfLabel = SearchValues.Create(" \t\n\f\r;"u8);

    public static Charset? Find(ReadOnlySpan<byte> page) =>
        Scan(page[..Math.Min(page.Length, StandardLength)])
        ?? (page.Length > StandardLength ? Scan(page[..Math.Min(page.Length, FarLength)]) : null);

    private static Charset? Scan(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("<\0?\0x\0"u8))
        {
            return Charset.Utf16LittleEndian;
        }

        if (bytes.StartsWith("\0<\0?\0x"u8))
        {
            return Charset.Utf16BigEndian;
        }

        Charset? fallback = FromXmlDeclaration(bytes);
        int at = 0;
        while (true)
        {
            int tag = bytes[at..].IndexOf((byte)'<');
            if (tag < 0)
            {
                return fallback;
            }

            at += tag;
            ReadOnlySpan<byte> rest = bytes[at..];
            if (rest.StartsWith("<!--"u8))
            {
                // The dashes that open the comment may be those that close it.
                int end = rest[2..].IndexOf("-->"u8);
                if (end < 0)
                {
                    return fallback;
                }

                at += end + 5;
            }
            else if (rest.Length > 5 && IsMeta(rest) && (IsSpace(rest[5]) || rest[5] == '/'))
            {
                at += 6;
                Charset? declared = ReadMeta(bytes, ref at);
                if (declared is { } charset)
                {
                    return Effective(charset);
                }
            }
            else if (rest.Length > 1 && (char.IsAsciiLetter((char)rest[1]) || (rest[1] == '/' && rest.Length > 2 && char.IsAsciiLetter((char)rest[2]))))
            {
                int end = rest.IndexOfAny(EndOfName);
                if (end < 0)
                {
                    return fallback;
                }

                at += end;
                while (ReadAttribute(bytes, ref at, out _, out _))
                {
                }
            }
            else if (rest.Length > 1 && rest[1] is (byte)'!' or (byte)'/' or (byte)'?')
            {
                int end = rest.IndexOf((byte)'>');
                if (end < 0)
                {
                    return fallback;
                }

                at += end + 1;
            }
            else
            {
                at++;
            }
        }
    }

    private static bool IsMeta(ReadOnlySpan<byte> rest) =>
        (rest[1] | 0x20) == 'm' && (rest[2] | 0x20) == 'e' && (rest[3] | 0x20) == 't' && (rest[4] | 0x20) == 'a';

    /// <summary>A declaration that can be read as ASCII cannot be true of UTF-16, nor is x-user-defined meant.</summary>
    private static Charset Effective(Charset charset) => charset switch
    {
        Charset.Utf16BigEndian or Charset.Utf16LittleEndian => Charset.Utf8,
        Charset.XUserDefined => Charset.Windows1252,
        _ => charset,
    };

    private static Charset? ReadMeta(ReadOnlySpan<byte> bytes, ref int at)
    {
        bool pragma = false, named = false, nameRead = false, pragmaRead = false, contentRead = false;
        Charset? charset = null;
        while (ReadAttribute(bytes, ref at, out Range nameRange, out Range valueRange))
        {
            ReadOnlySpan<byte> name = bytes[nameRange], value = bytes[valueRange];
            if (!pragmaRead && EqualsIgnoreCase(name, "http-equiv"u8))
            {
                pragmaRead = true;
                pragma = EqualsIgnoreCase(value, "content-type"u8);
            }
            else if (!contentRead && EqualsIgnoreCase(name, "content"u8))
            {
                contentRead = true;
                if (!named && FromContent(value) is { } inContent)
                {
                    charset = inContent;
                }
            }
            else if (!nameRead && EqualsIgnoreCase(name, "charset"u8))
            {
                nameRead = named = true;
                charset = CharsetLabels.Find(value);
            }
        }

        return named || pragma ? charset : null;
    }

    /// <summary>The standard's "extracting a character encoding from a meta element".</summary>
    private static Charset? FromContent(ReadOnlySpan<byte> content)
    {
        while (true)
        {
            int found = IndexOfIgnoreCase(content, "charset"u8);
            if (found < 0)
            {
                return null;
            }

            content = content[(found + 7)..].TrimStart(" \t\n\f\r"u8);
            if (content.IsEmpty || content[0] != '=')
            {
                continue;
            }

            content = content[1..].TrimStart(" \t\n\f\r"u8);
            if (content.IsEmpty)
            {
                return null;
            }

            if (content[0] is (byte)'"' or (byte)'\'')
            {
                int close = content[1..].IndexOf(content[0]);
                return close < 0 ? null : CharsetLabels.Find(content.Slice(1, close));
            }

            int end = content.IndexOfAny(EndOfLabel);
            return CharsetLabels.Find(end < 0 ? content : content[..end]);
        }
    }

    /// <summary>The standard's "get an attribute"; false at the end of the tag or of the bytes.</summary>
    private static bool ReadAttribute(ReadOnlySpan<byte> bytes, ref int at, out Range name, out Range value)
    {
        name = value = default;
        while (at < bytes.Length && (IsSpace(bytes[at]) || bytes[at] == '/'))
        {
            at++;
        }

        if (at >= bytes.Length || bytes[at] == '>')
        {
            return false;
        }

        int start = at;
        while (at < bytes.Length && !(bytes[at] == '=' && at > start) && !IsSpace(bytes[at]) && bytes[at] is not ((byte)'/' or (byte)'>'))
        {
            at++;
        }

        name = start..at;
        SkipSpace(bytes, ref at);
        if (at >= bytes.Length || bytes[at] != '=')
        {
            return at < bytes.Length;
        }

        at++;
        SkipSpace(bytes, ref at);
        if (at >= bytes.Length)
        {
            return false;
        }

        byte quote = bytes[at];
        if (quote is (byte)'"' or (byte)'\'')
        {
            int close = bytes[(at + 1)..].IndexOf(quote);
            if (close < 0)
            {
                at = bytes.Length;
                return false;
            }

            value = (at + 1)..(at + 1 + close);
            at += close + 2;
            return true;
        }

        int from = at;
        while (at < bytes.Length && !IsSpace(bytes[at]) && bytes[at] != '>')
        {
            at++;
        }

        value = from..at;
        return at < bytes.Length;
    }

    /// <summary>The standard's "get an XML encoding".</summary>
    private static Charset? FromXmlDeclaration(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith("<?xml"u8))
        {
            return null;
        }

        int end = bytes.IndexOf((byte)'>');
        int found = end < 0 ? -1 : bytes[..end].IndexOf("encoding"u8);
        if (found < 0)
        {
            return null;
        }

        int at = found + 8;
        SkipControls(bytes, ref at);
        if (at >= end || bytes[at] != '=')
        {
            return null;
        }

        at++;
        SkipControls(bytes, ref at);
        if (at >= end || bytes[at] is not ((byte)'"' or (byte)'\''))
        {
            return null;
        }

        int close = bytes[(at + 1)..end].IndexOf(bytes[at]);
        ReadOnlySpan<byte> label = close < 0 ? default : bytes.Slice(at + 1, close);
        return label.IsEmpty || label.ContainsAnyInRange((byte)0, (byte)' ') || CharsetLabels.Find(label) is not { } charset
            ? null
            : charset is Charset.Utf16BigEndian or Charset.Utf16LittleEndian ? Charset.Utf8 : charset;
    }

    private static void SkipControls(ReadOnlySpan<byte> bytes, ref int at)
    {
        while (at < bytes.Length && bytes[at] <= ' ')
        {
            at++;
        }
    }

    private static void SkipSpace(ReadOnlySpan<byte> bytes, ref int at)
    {
        while (at < bytes.Length && IsSpace(bytes[at]))
        {
            at++;
        }
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\f' or (byte)'\r';

    private static bool EqualsIgnoreCase(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> lower) =>
        System.Text.Ascii.EqualsIgnoreCase(bytes, lower);

    private static int IndexOfIgnoreCase(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> lower)
    {
        for (int i = 0; i + lower.Length <= bytes.Length; i++)
        {
            if (EqualsIgnoreCase(bytes.Slice(i, lower.Length), lower))
            {
                return i;
            }
        }

        return -1;
    }
}
