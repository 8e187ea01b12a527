namespace Portolan.Extraction.Rendering;

/// <summary>A cell that holds something.</summary>
/// <param name="Row">Its row, rising.</param>
/// <param name="Column">Its column from 0, rising within the row.</param>
/// <param name="First">Its first wanted block.</param>
/// <param name="End">The number after its last block.</param>
internal readonly record struct TableCell(int Row, int Column, int First, int End);
