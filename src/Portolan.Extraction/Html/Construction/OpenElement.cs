namespace Portolan.Extraction.Html.Construction;

/// <summary>An element on the stack of open elements, or in the list of active formatting elements.</summary>
internal readonly record struct OpenElement(int Node, HtmlTag Tag, TagFacts Facts)
{
    /// <summary>A place in the list of active formatting elements that searches do not pass.</summary>
    public static readonly OpenElement Marker = new(-1, HtmlTag.Unknown, TagFacts.None);

    public bool IsHtml => (Facts & TagFacts.Foreign) == 0;

    public bool Is(HtmlTag tag) => Tag == tag && IsHtml;
}
