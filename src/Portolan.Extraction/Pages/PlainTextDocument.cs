using System.Buffers;
using Portolan.Extraction.Html;

namespace Portolan.Extraction.Pages;

/// <summary>Makes a document of paragraphs out of text without markup, so that extractors work on it as on a page.</summary>
/// <remarks>
/// An empty line ends a paragraph, and so does the end of a line too long to have been broken by hand; other line ends become
/// <c>br</c>. Keeps one document between pages.
/// </remarks>
internal sealed class PlainTextDocument
{
    // Mail and Usenet break lines at 72 to 80 characters, some editors at 100.
    private const int LongestBrokenLine = 120;

    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n\f");

    public HtmlDocument Document { get; } = new();

    public void Fill(ReadOnlySpan<char> text)
    {
        HtmlDocument document = Document;
        document.Clear();
        int html = document.AddNode(HtmlNodeKind.Element, HtmlTag.Html, 0, 1);
        int body = document.AddNode(HtmlNodeKind.Element, HtmlTag.Body, html, 2);
        int paragraph = -1;
        while (!text.IsEmpty)
        {
            int end = text.IndexOfAny(LineEnds);
            ReadOnlySpan<char> line = (end < 0 ? text : text[..end]).Trim(" \t\0\u00A0");
            text = end < 0 ? default : text[(end + (text[end..].StartsWith("\r\n") ? 2 : 1))..];
            if (line.IsEmpty)
            {
                Close(ref paragraph);
                continue;
            }

            if (paragraph < 0)
            {
                paragraph = document.AddNode(HtmlNodeKind.Element, HtmlTag.P, body, 3);
            }
            else
            {
                document.AddNode(HtmlNodeKind.Element, HtmlTag.Br, paragraph, 4);
            }

            document.SetText(document.AddNode(HtmlNodeKind.Text, HtmlTag.Unknown, paragraph, 4), line);
            if (line.Length > LongestBrokenLine)
            {
                Close(ref paragraph);
            }
        }

        Close(ref paragraph);
        document.SetEnd(body, document.Count);
        document.SetEnd(html, document.Count);
        document.SetEnd(0, document.Count);
    }

    private void Close(ref int paragraph)
    {
        if (paragraph >= 0)
        {
            Document.SetEnd(paragraph, Document.Count);
            paragraph = -1;
        }
    }
}
