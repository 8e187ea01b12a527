namespace Portolan.Extraction.Blocks;

/// <summary>A run of text without a block boundary in it: what a reader sees as one paragraph, heading, item or cell.</summary>
/// <param name="Container">Number of the nearest block-level element around it.</param>
/// <param name="First">Number of its first node in document order.</param>
/// <param name="End">Number after its last node.</param>
/// <param name="Kind">What it is in the page's structure.</param>
/// <param name="Level">Level of a heading, depth of a list or quotation; else 0.</param>
/// <param name="TextStart">Where its text begins in the list's characters.</param>
/// <param name="TextLength">Length of its text in characters.</param>
/// <param name="LinkLength">How many of these characters are inside a link.</param>
public readonly record struct TextBlock(int Container, int First, int End, BlockKind Kind, int Level, int TextStart, int TextLength, int LinkLength);
