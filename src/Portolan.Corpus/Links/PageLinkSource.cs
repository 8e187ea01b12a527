using System.Buffers;
using System.Text;
using Portolan.Corpus.Filters.Extract;
using Portolan.Corpus.Internals;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Sources;
using Portolan.Extraction.Html;

namespace Portolan.Corpus.Links;

/// <summary>Links of the pages of a WARC file, from their parsed HTML.</summary>
internal sealed class PageLinkSource(InputFile input, ReadOptions options, CancellationToken cancellationToken) : ILinkSource
{
    /// <summary>Most characters of an anchor's text; more is no label but a page inside a link.</summary>
    public const int MaxTextCharacters = 1000;

    private readonly PageSource source = new(input, options, cancellationToken);
    private readonly ExtractFilter extract = new(new ExtractFilterOptions { Extractor = "everything" });
    private readonly Document document = new();
    private readonly ArrayBufferWriter<byte> reference = new(256), rel = new(64), text = new(256), start = new(256), word = new(16);

    public IReadOnlyList<Rejection> Rejected => source.Rejected;

    public bool MoveNext(LinkWriter writer)
    {
        if (!source.MoveNext(document))
        {
            return false;
        }

        // A page of pictures alone is dropped for want of text, but it has links.
        HtmlDocument? html = null;
        if (source.DropReason is null)
        {
            extract.Apply(document);
            html = extract.Html;
        }

        writer.Begin(document.Url, html is null ? default : BaseOf(html));
        if (html is not null)
        {
            WriteLinks(html, writer);
        }

        writer.End();
        return true;
    }

    public InputSummary Summarise() => source.Summarise();

    public void Dispose() => source.Dispose();

    private ReadOnlySpan<byte> BaseOf(HtmlDocument html)
    {
        for (int node = 0; node < html.Count; node++)
        {
            if (html.Tag(node) == HtmlTag.Base && html.TryGetAttribute(node, "href", out ReadOnlySpan<char> value))
            {
                return Utf8(value, start);
            }
        }

        return default;
    }

    private void WriteLinks(HtmlDocument html, LinkWriter writer)
    {
        for (int node = 0; node < html.Count; node++)
        {
            (string? attribute, string? kind) = html.Tag(node) switch
            {
                HtmlTag.A => ("href", "a"),
                HtmlTag.Area => ("href", "area"),
                HtmlTag.Link => ("href", "link"),
                HtmlTag.Img => ("src", "img"),
                HtmlTag.Script => ("src", "script"),
                HtmlTag.IFrame => ("src", "iframe"),
                HtmlTag.Form => ("action", "form"),
                _ => (null, null),
            };
            if (attribute is null || !html.TryGetAttribute(node, attribute, out ReadOnlySpan<char> value) || value.IsWhiteSpace())
            {
                continue;
            }

            text.ResetWrittenCount();
            if (html.Tag(node) == HtmlTag.A)
            {
                AppendText(html, node);
            }
            else
            {
                Utf8(html.Attribute(node, "alt"), text);
            }

            writer.Write(Utf8(kind, word), Utf8(value, reference), Utf8(html.Attribute(node, "rel"), rel), text.WrittenSpan);
        }
    }

    private void AppendText(HtmlDocument html, int anchor)
    {
        // Bounded in nodes too, so that anchors inside anchors inside anchors cost no more than their number.
        int end = Math.Min(html.End(anchor), anchor + 1 + MaxTextCharacters), left = MaxTextCharacters;
        for (int node = anchor + 1; node < end && left > 0; node++)
        {
            ReadOnlySpan<char> part = html.Kind(node) == HtmlNodeKind.Text ? html.Text(node) : html.Tag(node) == HtmlTag.Img ? html.Attribute(node, "alt") : default;
            part = part[..Math.Min(part.Length, left)];
            left -= part.Length;
            Encoding.UTF8.GetBytes(part, text);
        }
    }

    private static ReadOnlySpan<byte> Utf8(ReadOnlySpan<char> value, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        Encoding.UTF8.GetBytes(value, output);
        return output.WrittenSpan;
    }
}
