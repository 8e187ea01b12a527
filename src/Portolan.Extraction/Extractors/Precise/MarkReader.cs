using Portolan.Extraction.Blocks;
using Portolan.Extraction.Html;

namespace Portolan.Extraction.Extractors.Precise;

/// <summary>Reads what an element says of its content: its name, role, microdata, visibility, class and id.</summary>
internal static class MarkReader
{
    /// <summary>The element's marks, and a hash of its class.</summary>
    public static ulong Read(HtmlDocument document, int node, HtmlTag tag, out ulong named)
    {
        ulong marks = OfTag(tag);
        named = 0;
        int count = document.AttributeCount(node);
        bool naming = tag is not (HtmlTag.Body or HtmlTag.Html);
        if (tag == HtmlTag.Unknown)
        {
            marks |= Vocabulary.Classes.Match(document.Name(node));
        }

        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<char> name = document.AttributeName(node, i);
            switch (name)
            {
                case "class":
                    ReadOnlySpan<char> value = document.AttributeValue(node, i);
                    named = BlockFacts.HashOf(value);
                    marks |= naming ? Vocabulary.Classes.Match(value) : 0;
                    break;
                case "id":
                    marks |= naming ? Vocabulary.Classes.Match(document.AttributeValue(node, i)) : 0;
                    break;
                case "role":
                    marks |= OfRole(document.AttributeValue(node, i));
                    break;
                case "itemprop":
                    marks |= OfProperty(document.AttributeValue(node, i));
                    break;
                case "hidden":
                    marks |= Bit(Mark.Hidden);
                    break;
                case "aria-hidden":
                    marks |= document.AttributeValue(node, i) is "true" ? Bit(Mark.Hidden) : 0;
                    break;
                case "aria-label" or "data-component" or "data-module" or "data-testid" or "data-test-id" or "data-type" or "data-name" or "data-widget":
                    marks |= naming && document.AttributeValue(node, i) is { Length: < 60 } label ? Vocabulary.Classes.Match(label) : 0;
                    break;
                case "style":
                    marks |= naming && InlineNotes.IsHidden(document.AttributeValue(node, i)) ? Bit(Mark.Hidden) : 0;
                    break;
            }
        }

        return marks;
    }

    private static ulong Bit(Mark mark) => 1UL << (int)mark;

    private static ulong OfTag(HtmlTag tag) => tag switch
    {
        HtmlTag.Article => Bit(Mark.Article),
        HtmlTag.Main => Bit(Mark.Main),
        HtmlTag.Section => Bit(Mark.Section),
        HtmlTag.Aside => Bit(Mark.Aside),
        HtmlTag.Nav or HtmlTag.Menu or HtmlTag.Dir => Bit(Mark.Nav),
        HtmlTag.Header or HtmlTag.HGroup => Bit(Mark.Header),
        HtmlTag.Footer => Bit(Mark.Footer),
        HtmlTag.Form or HtmlTag.FieldSet => Bit(Mark.Form),
        HtmlTag.Figure or HtmlTag.FigCaption => Bit(Mark.Figure),
        HtmlTag.Table => Bit(Mark.Table),
        HtmlTag.Ul or HtmlTag.Ol or HtmlTag.Dl => Bit(Mark.List),
        HtmlTag.BlockQuote or HtmlTag.Q => Bit(Mark.Quotation),
        HtmlTag.Button or HtmlTag.Select or HtmlTag.Label or HtmlTag.TextArea or HtmlTag.Option => Bit(Mark.Control),
        HtmlTag.NoScript => Bit(Mark.NoScript),
        HtmlTag.A => Bit(Mark.Link),
        HtmlTag.B or HtmlTag.Strong => Bit(Mark.Bold),
        HtmlTag.Address => Bit(Mark.Address),
        HtmlTag.Time => Bit(Mark.Time),
        HtmlTag.P => Bit(Mark.Paragraph),
        HtmlTag.Details or HtmlTag.Dialog => Bit(Mark.Details),
        >= HtmlTag.H1 and <= HtmlTag.H6 => Bit(Mark.HeadingTag),
        HtmlTag.Em or HtmlTag.I or HtmlTag.Small or HtmlTag.Font => Bit(Mark.Emphasis),
        _ => 0,
    };

    private static ulong OfRole(ReadOnlySpan<char> role) => role switch
    {
        "main" => Bit(Mark.Main),
        "article" => Bit(Mark.Article),
        "navigation" or "menu" or "menubar" => Bit(Mark.Nav),
        "complementary" => Bit(Mark.Aside),
        "contentinfo" => Bit(Mark.Footer),
        "banner" => Bit(Mark.Header),
        "search" => Bit(Mark.SearchWord),
        "button" => Bit(Mark.Control),
        "dialog" or "alertdialog" or "alert" => Bit(Mark.PopupWord),
        "list" => Bit(Mark.List),
        "heading" => Bit(Mark.HeadingTag),
        _ => 0,
    };

    private static ulong OfProperty(ReadOnlySpan<char> property) => property switch
    {
        "articleBody" or "reviewBody" or "text" => Bit(Mark.ArticleBody),
        "description" => Bit(Mark.SummaryWord),
        "author" or "creator" => Bit(Mark.BylineWord),
        "headline" or "name" => Bit(Mark.TitleWord),
        "datePublished" or "dateModified" => Bit(Mark.Time),
        "comment" => Bit(Mark.CommentWord),
        "caption" => Bit(Mark.CaptionWord),
        "breadcrumb" => Bit(Mark.BreadcrumbWord),
        _ => Bit(Mark.MetaWord),
    };
}
