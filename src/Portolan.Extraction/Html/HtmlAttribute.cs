namespace Portolan.Extraction.Html;

/// <summary>One attribute as it is stored: places of its lower-case name and of its value in the document's one buffer.</summary>
internal readonly record struct HtmlAttribute(int NameStart, int NameLength, int ValueStart, int ValueLength);
