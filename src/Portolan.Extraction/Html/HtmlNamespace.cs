namespace Portolan.Extraction.Html;

/// <summary>The language that an element's name belongs to.</summary>
internal enum HtmlNamespace : byte
{
    Html,
    Svg,
    MathMl,
}
