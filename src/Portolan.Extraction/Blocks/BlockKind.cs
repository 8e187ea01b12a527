namespace Portolan.Extraction.Blocks;

/// <summary>What a block of text is in the structure of its page.</summary>
public enum BlockKind : byte
{
    /// <summary>Running text.</summary>
    Paragraph,

    /// <summary>A heading; <see cref="TextBlock.Level"/> is 1 to 6.</summary>
    Heading,

    /// <summary>An item of a list, or a paragraph of one; <see cref="TextBlock.Level"/> is the list's depth from 1.</summary>
    ListItem,

    /// <summary>A paragraph of a quotation; <see cref="TextBlock.Level"/> is the quotation's depth from 1.</summary>
    Quote,

    /// <summary>Preformatted text, its white space kept.</summary>
    Code,

    /// <summary>A cell of a table.</summary>
    TableCell,

    /// <summary>The caption of a figure or table.</summary>
    Caption,
}
