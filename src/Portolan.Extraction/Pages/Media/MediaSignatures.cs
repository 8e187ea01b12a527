namespace Portolan.Extraction.Pages.Media;

/// <summary>First bytes of file formats (WHATWG MIME Sniffing standard, sections 6 and 7, and the formats' own specifications).</summary>
internal static class MediaSignatures
{
    /// <summary>The rejection of a body that begins as a known binary format does, or null.</summary>
    public static string? FindBinary(ReadOnlySpan<byte> head)
    {
        if (head.Length < 2)
        {
            return null;
        }

        return head[0] switch
        {
            (byte)'%' when head.StartsWith("%PDF-"u8) || head.StartsWith("%!PS-Adobe-"u8) => PageRejection.Pdf,
            (byte)'G' when head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8) => PageRejection.Image,
            0x89 when IsPng(head) => PageRejection.Image,
            0xFF when head.Length > 2 && head[1] == 0xD8 && head[2] == 0xFF => PageRejection.Image,
            0xFF when head[1] is 0xFB or 0xF3 or 0xF2 && !LooksLikeText(head) => PageRejection.AudioVideo,
            0x00 when head is [0, 0, 1, 0, ..] || head is [0, 0, 2, 0, ..] => PageRejection.Image,
            0x00 when head is [0, 1, 0, 0, ..] => PageRejection.Font,
            0x00 when head is [0, 0, 1, 0xBA, ..] || head is [0, 0, 1, 0xB3, ..] || IsMp4(head) => PageRejection.AudioVideo,
            0x00 when head.StartsWith("\0asm"u8) => PageRejection.Binary,
            (byte)'B' when head.StartsWith("BM"u8) && head.Length > 10 && head[6..10].IndexOfAnyExcept((byte)0) < 0 => PageRejection.Image,
            (byte)'B' when head.StartsWith("BZh"u8) && head.Length > 10 && head[4..] is [0x31, 0x41, 0x59, 0x26, ..] => PageRejection.Archive,
            (byte)'R' when head.Length >= 12 && head.StartsWith("RIFF"u8) =>
                head[8..].StartsWith("WEBP"u8) ? PageRejection.Image : PageRejection.AudioVideo,
            (byte)'R' when head.StartsWith("Rar!\x1A\x07"u8) => PageRejection.Archive,
            (byte)'F' when head.StartsWith("FORM"u8) && head.Length >= 12 && head[8..].StartsWith("AIF"u8) => PageRejection.AudioVideo,
            (byte)'F' when head.StartsWith("FLV\x01"u8) || head.StartsWith("FWS"u8) && !LooksLikeText(head) => PageRejection.AudioVideo,
            (byte)'C' when head.StartsWith("CWS"u8) && !LooksLikeText(head) => PageRejection.AudioVideo,
            (byte)'I' when head.StartsWith("ID3"u8) && !LooksLikeText(head) => PageRejection.AudioVideo,
            (byte)'I' when head.StartsWith("II*\0"u8) => PageRejection.Image,
            (byte)'M' when head.StartsWith("MM\0*"u8) => PageRejection.Image,
            (byte)'M' when head.StartsWith("MThd\0\0\0\x06"u8) => PageRejection.AudioVideo,
            (byte)'M' when head.StartsWith("MSCF\0\0\0\0"u8) => PageRejection.Archive,
            (byte)'M' when head.StartsWith("MZ"u8) && !LooksLikeText(head) => PageRejection.Binary,
            (byte)'O' when head.StartsWith("OggS\0"u8) => PageRejection.AudioVideo,
            (byte)'O' when head.StartsWith("OTTO\0"u8) => PageRejection.Font,
            (byte)'f' when head.StartsWith("fLaC\0"u8) => PageRejection.AudioVideo,
            (byte)'t' when head.StartsWith("ttcf\0"u8) => PageRejection.Font,
            (byte)'t' when head.StartsWith("true\0"u8) => PageRejection.Font,
            (byte)'w' when head.StartsWith("wOFF"u8) || head.StartsWith("wOF2"u8) => PageRejection.Font,
            (byte)'.' when head.StartsWith(".snd\0"u8) => PageRejection.AudioVideo,
            0x1A when head is [0x1A, 0x45, 0xDF, 0xA3, ..] => PageRejection.AudioVideo,
            0x30 when head is [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, ..] => PageRejection.AudioVideo,
            0x1F when head[1] is 0x8B or 0x9D or 0xA0 => PageRejection.Archive,
            (byte)'P' when head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8) => PageRejection.Archive,
            (byte)'7' when head is [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, ..] => PageRejection.Archive,
            0xFD when head is [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, ..] => PageRejection.Archive,
            0x28 when head is [0x28, 0xB5, 0x2F, 0xFD, ..] => PageRejection.Archive,
            0x04 when head is [0x04, 0x22, 0x4D, 0x18, ..] => PageRejection.Archive,
            0xD0 when head is [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => PageRejection.Binary,
            0x7F when head[1..].StartsWith("ELF"u8) => PageRejection.Binary,
            0xCA when head is [0xCA, 0xFE, 0xBA, 0xBE, ..] => PageRejection.Binary,
            (byte)'S' when head.StartsWith("SQLite format 3\0"u8) => PageRejection.Binary,
            _ when head.Length > 262 && head[257..].StartsWith("ustar"u8) => PageRejection.Archive,
            _ when IsMp4(head) => PageRejection.AudioVideo,
            _ => null,
        };
    }

    /// <summary>Whether the bytes, after white space, begin with a tag that pages begin with.</summary>
    /// <param name="head">The first bytes, a byte order mark removed.</param>
    /// <param name="strong">Only what never begins a text about something else: the document type, <c>html</c>, <c>head</c>, <c>body</c>, <c>title</c>, <c>script</c>, <c>style</c>, <c>meta</c>.</param>
    public static bool IsHtml(ReadOnlySpan<byte> head, bool strong)
    {
        head = head.TrimStart(" \t\n\f\r\0"u8);
        if (head.Length < 3 || head[0] != '<')
        {
            return false;
        }

        if (head.StartsWith("<!--"u8))
        {
            // A comment before the document type is common; in itself it says little.
            int end = head.IndexOf("-->"u8);
            return end > 0 ? !strong || IsHtml(head[(end + 3)..], strong) : !strong;
        }

        head = head[1..];
        foreach (string tag in StrongTags)
        {
            if (StartsWithTag(head, tag))
            {
                return true;
            }
        }

        if (!strong)
        {
            foreach (string tag in WeakTags)
            {
                if (StartsWithTag(head, tag))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static readonly string[] StrongTags = ["!DOCTYPE HTML", "HTML", "HEAD", "BODY", "TITLE", "SCRIPT", "STYLE", "META"];

    private static readonly string[] WeakTags = ["IFRAME", "H1", "DIV", "FONT", "TABLE", "A", "B", "BR", "P", "SPAN", "CENTER", "SECTION", "ARTICLE", "MAIN", "UL", "LINK"];

    private static bool StartsWithTag(ReadOnlySpan<byte> rest, string tag) =>
        rest.Length > tag.Length
        && System.Text.Ascii.EqualsIgnoreCase(rest[..tag.Length], tag)
        && rest[tag.Length] is (byte)' ' or (byte)'>' or (byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or (byte)'/';

    private static bool IsPng(ReadOnlySpan<byte> head) => head is [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..];

    private static bool IsMp4(ReadOnlySpan<byte> head) => head.Length >= 12 && head[4..].StartsWith("ftyp"u8) && head[0] == 0;

    /// <summary>Whether the first bytes hold no byte that text never holds (the standard's "binary data byte").</summary>
    public static bool LooksLikeText(ReadOnlySpan<byte> head) => CountBinaryBytes(head) == 0;

    /// <summary>Number of bytes that text never holds.</summary>
    public static int CountBinaryBytes(ReadOnlySpan<byte> head)
    {
        int count = 0;
        foreach (byte value in head)
        {
            count += value is <= 0x08 or 0x0B or (>= 0x0E and <= 0x1A) or (>= 0x1C and <= 0x1F) ? 1 : 0;
        }

        return count;
    }
}
