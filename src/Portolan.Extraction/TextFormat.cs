namespace Portolan.Extraction;

/// <summary>How extracted text is written.</summary>
public enum TextFormat
{
    /// <summary>Lines of text, one a block, without marks.</summary>
    Text,

    /// <summary>CommonMark with GitHub's tables: headings, lists, quotations, code, links and emphasis.</summary>
    Markdown,
}
