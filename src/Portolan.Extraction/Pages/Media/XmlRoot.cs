using System.Buffers;

namespace Portolan.Extraction.Pages.Media;

/// <summary>Finds the name of an XML document's root element in its first bytes.</summary>
internal static class XmlRoot
{
    private static readonly SearchValues<byte> EndOfName = SearchValues.Create(" \t\n\r\f/>"u8);

    private static readonly string[] Known = ["html", "rss", "feed", "rdf:RDF", "channel"];

    /// <summary>The root's name as one of <c>html</c>, <c>rss</c>, <c>feed</c>, <c>rdf:RDF</c>, <c>channel</c>, or empty for another; null when the bytes do not begin as XML does.</summary>
    public static string? Find(ReadOnlySpan<byte> head)
    {
        while (true)
        {
            head = head.TrimStart(" \t\n\r\f"u8);
            if (head.Length < 2 || head[0] != '<')
            {
                return null;
            }

            if (head[1] is not ((byte)'?' or (byte)'!'))
            {
                return NameOf(head[1..]);
            }

            ReadOnlySpan<byte> close = head.StartsWith("<!--"u8) ? "-->"u8 : head[1] == '?' ? "?>"u8 : ">"u8;
            int end = head.IndexOf(close);
            if (end < 0)
            {
                return "";
            }

            head = head[(end + close.Length)..];
        }
    }

    private static string NameOf(ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOfAny(EndOfName);
        ReadOnlySpan<byte> name = end < 0 ? rest : rest[..end];
        foreach (string known in Known)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(name, known) || (known == "html" && name.EndsWith(":html"u8)))
            {
                return known;
            }
        }

        return "";
    }
}
