using System.Buffers;
using Portolan.Extraction.Html;

namespace Portolan.Extraction.Blocks;

/// <summary>Text in the middle of a sentence that no reader of the page sees there: notes for screen readers, and what appears under the pointer.</summary>
internal static class InlineNotes
{
    private static readonly SearchValues<string> Names = SearchValues.Create(
    [
        "sr-only", "screen-reader", "screenreader", "visually-hidden", "visuallyhidden", "offscreen", "assistive", "tooltip", "rollover", "hovercard",
        "hover-card", "popover", "popup",
    ], StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether an element inside a paragraph is one: hidden by its own attributes, or named as one by its class.</summary>
    public static bool IsUnseen(HtmlDocument document, int node, HtmlTag tag)
    {
        if (tag is not (HtmlTag.Span or HtmlTag.Small or HtmlTag.Em or HtmlTag.I or HtmlTag.B or HtmlTag.Sup or HtmlTag.Strong) || document.AttributeCount(node) == 0)
        {
            return false;
        }

        if (document.TryGetAttribute(node, "hidden", out _) || IsHidden(document.Attribute(node, "style")))
        {
            return true;
        }

        ReadOnlySpan<char> name = document.Attribute(node, "class");
        return name.Length >= 5 && name.ContainsAny(Names) && document.End(node) - node > 1 && !Wraps(document, node);
    }

    /// <summary>Whether a style attribute hides its element.</summary>
    public static bool IsHidden(ReadOnlySpan<char> style) => Says(style, "display", "none") || Says(style, "visibility", "hidden");

    private static bool Says(ReadOnlySpan<char> style, string property, string value)
    {
        int at = style.IndexOf(property, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && style[(at + property.Length)..].TrimStart(" :").StartsWith(value, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether the element only wraps a link of the sentence, such as a name with a tooltip.</summary>
    private static bool Wraps(HtmlDocument document, int node) => document.Tag(document.Parent(node)) != HtmlTag.A && document.End(node) - node == 3 && document.Tag(node + 1) == HtmlTag.A;
}
