namespace Portolan.Extraction.Rendering;

/// <summary>What Markdown can say about a stretch of text.</summary>
[Flags]
internal enum InlineStyle : byte
{
    None = 0,
    Emphasis = 1,
    Strong = 2,
    Code = 4,
}
