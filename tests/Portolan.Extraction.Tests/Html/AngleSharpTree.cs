using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Portolan.Extraction.Html;

namespace Portolan.Extraction.Tests.Html;

/// <summary>A page as AngleSharp, a conforming parser that is not ours, sees it.</summary>
internal static class AngleSharpTree
{
    public static HtmlDocument Parse(string html)
    {
        var parser = new AngleSharp.Html.Parser.HtmlParser(new HtmlParserOptions { IsScripting = false });
        using AngleSharp.Html.Dom.IHtmlDocument page = parser.ParseDocument(html);
        var document = new HtmlDocument();
        var open = new Stack<(INode Node, int Number)>();
        INode? at = page.FirstChild;
        open.Push((page, 0));
        while (at is not null)
        {
            (_, int parent) = open.Peek();
            int number = Add(document, at, parent, open.Count);
            INode? child = at is AngleSharp.Html.Dom.IHtmlTemplateElement template ? template.Content.FirstChild : at.FirstChild;
            if (number >= 0 && child is not null)
            {
                open.Push((at, number));
                at = child;
                continue;
            }

            while (at.NextSibling is null && open.Count > 1)
            {
                (at, int closed) = open.Pop();
                document.SetEnd(closed, document.Count);
            }

            at = open.Count == 1 && at.NextSibling is null ? null : at.NextSibling;
        }

        document.SetEnd(0, document.Count);
        return document;
    }

    private static int Add(HtmlDocument document, INode node, int parent, int depth)
    {
        switch (node)
        {
            case IElement element:
                bool html = element.NamespaceUri == "http://www.w3.org/1999/xhtml";
                HtmlTag tag = html || element.LocalName is "svg" or "math" ? HtmlTags.Find(element.LocalName) : HtmlTag.Unknown;
                int number = document.AddNode(HtmlNodeKind.Element, tag, parent, depth);
                if (tag == HtmlTag.Unknown)
                {
                    document.SetText(number, element.LocalName.ToLowerInvariant());
                }

                foreach (IAttr attribute in element.Attributes)
                {
                    document.AddAttribute(number, attribute.LocalName.ToLowerInvariant(), attribute.Value);
                }

                return number;
            case IText text:
                number = document.AddNode(HtmlNodeKind.Text, HtmlTag.Unknown, parent, depth);
                document.SetText(number, text.Data);
                return number;
            case IComment comment:
                number = document.AddNode(HtmlNodeKind.Comment, HtmlTag.Unknown, parent, depth);
                document.SetText(number, comment.Data);
                return number;
            default:
                return -1;
        }
    }
}
