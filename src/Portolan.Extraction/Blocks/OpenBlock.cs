namespace Portolan.Extraction.Blocks;

/// <summary>A block-level element that is open while a page is cut, with what it and its ancestors make of the text in it.</summary>
/// <param name="Node">Its number.</param>
/// <param name="End">The first number after its descendants.</param>
/// <param name="Kind">What a block in it is.</param>
/// <param name="Level">Level of such a block.</param>
/// <param name="Lists">Lists around a text in it.</param>
/// <param name="Quotes">Quotations around a text in it.</param>
internal readonly record struct OpenBlock(int Node, int End, BlockKind Kind, int Level, int Lists, int Quotes);
