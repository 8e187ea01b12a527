using System.Buffers;
using System.Text;
using Portolan.Corpus.Readers;

namespace Portolan.Corpus.Internals;

/// <summary>The start of a page for people: how the server answered, and the first words between the tags.</summary>
internal static class PageExcerpt
{
    // More of a page than this is not looked at for the words of an excerpt.
    private const int Searched = 1 << 16;

    private static readonly SearchValues<byte> TextMarks = SearchValues.Create("<\0"u8);

    public static string Of(Document document, int maxCodePoints)
    {
        var excerpt = new ArrayBufferWriter<byte>(1 << 10);
        ReadOnlySpan<byte> body = document.Page, type = document.PageContentType;
        if (document.PageHasHttpHead && HttpMessage.TryParse(body, out HttpMessage message))
        {
            excerpt.Write(message.StartLine);
            message.TryGetHeader("Content-Type"u8, out type);
            bool isCoded = message.TryGetHeader("Content-Encoding"u8, out _);
            body = isCoded ? default : message.Body;
        }

        if (!type.IsEmpty)
        {
            excerpt.Write(excerpt.WrittenCount > 0 ? " · "u8 : default);
            excerpt.Write(type);
        }

        // Pictures and archives have no words; a NUL byte near the start tells them from text in any charset that excerpts can show.
        body = body[..Math.Min(body.Length, Searched)];
        if (!body[..Math.Min(body.Length, 512)].Contains((byte)0))
        {
            excerpt.Write(excerpt.WrittenCount > 0 ? "\n"u8 : default);
            WriteWords(body, excerpt, 4 * maxCodePoints);
        }

        return Excerpt.Of(excerpt.WrittenSpan, maxCodePoints);
    }

    private static void WriteWords(ReadOnlySpan<byte> html, ArrayBufferWriter<byte> words, int enough)
    {
        int limit = words.WrittenCount + enough;
        bool needsSpace = false;
        while (!html.IsEmpty && words.WrittenCount < limit)
        {
            int mark = html.IndexOfAny(TextMarks);
            ReadOnlySpan<byte> text = (mark < 0 ? html : html[..mark]).Trim(" \t\r\n"u8);
            if (!text.IsEmpty)
            {
                words.Write(needsSpace ? " "u8 : default);
                words.Write(text);
                needsSpace = true;
            }

            if (mark < 0)
            {
                return;
            }

            html = html[mark..];
            html = html[0] == 0 ? html[1..] : AfterTag(html);
        }
    }

    private static ReadOnlySpan<byte> AfterTag(ReadOnlySpan<byte> html)
    {
        ReadOnlySpan<byte> end = html.StartsWith("<!--"u8) ? "-->"u8
            : StartsWith(html, "<script"u8) ? "</script>"u8
            : StartsWith(html, "<style"u8) ? "</style>"u8
            : ">"u8;
        int found = html.IndexOf(end);
        return found < 0 ? default : html[(found + end.Length)..];
    }

    private static bool StartsWith(ReadOnlySpan<byte> html, ReadOnlySpan<byte> tag) =>
        html.Length >= tag.Length && Ascii.EqualsIgnoreCase(html[..tag.Length], tag);
}
