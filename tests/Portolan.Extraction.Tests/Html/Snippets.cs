using System.Text;

namespace Portolan.Extraction.Tests.Html;

/// <summary>Small broken pages made of the tags that have rules of their own.</summary>
internal static class Snippets
{
    private static readonly string[] Tags =
    [
        "a", "b", "i", "em", "font", "nobr", "p", "div", "span", "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "pre", "form", "button", "table",
        "tbody", "thead", "tr", "td", "th", "caption", "colgroup", "col", "select", "option", "optgroup", "br", "img", "hr", "input", "svg", "math",
        "mi", "foreignobject", "desc", "title", "script", "style", "textarea", "template", "body", "html", "head", "frameset", "frame", "noframes",
        "object", "applet", "marquee", "ruby", "rb", "rt", "rp", "address", "article", "section", "blockquote", "center", "iframe", "xmp", "plaintext",
        "noscript", "link", "meta", "base", "video", "source", "custom-element", "annotation-xml", "image", "label", "summary", "details", "u",
    ];

    private static readonly string[] Texts =
    [
        "text", " ", "\n", "&amp;", "&nbsp", "&notit;", "&#x80;", "&#0;", "a < b", "x&y", "<!-- c -->", "<!--", "-->", "<!doctype html>", "</", "<", ">",
        "</>", "<?php x ?>", "<![CDATA[ c ]]>", "\u00e4\u4e2d", "&unknown;", "&lt", "\r\n", "\f", "'", "\"", "=",
    ];

    private static readonly string[] Attributes =
    [
        " class=x", " id='a b'", " href=\"/?a&amp;b&copy=1\"", " type=hidden", " TYPE=text", " color", " encoding=text/html", " x=1 X=2", " / ", " =", " a=&lt;",
    ];

    public static string Make(Random random)
    {
        var text = new StringBuilder(random.Next(2) == 0 ? "<!DOCTYPE html>" : "");
        for (int count = random.Next(1, 30); count > 0; count--)
        {
            int choice = random.Next(10);
            if (choice < 3)
            {
                text.Append(Texts[random.Next(Texts.Length)]);
                continue;
            }

            text.Append(choice < 7 ? "<" : "</").Append(Tags[random.Next(Tags.Length)]);
            while (random.Next(4) == 0)
            {
                text.Append(Attributes[random.Next(Attributes.Length)]);
            }

            text.Append(random.Next(12) == 0 ? "/>" : ">");
        }

        return text.ToString();
    }
}
