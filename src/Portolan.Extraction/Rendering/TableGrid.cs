using Portolan.Extraction.Blocks;
using Portolan.Extraction.Html;

namespace Portolan.Extraction.Rendering;

/// <summary>The kept blocks of a table by row and cell, where the table holds data and not a page's layout.</summary>
internal sealed class TableGrid
{
    private const int MaxColumns = 100;
    private const int MaxSpan = 32;
    private const int MaxCellBlocks = 8;

    // A cell with more text than this is a column of a page.
    private const int MaxCellLength = 500;

    private readonly List<TableCell> cells = [];
    private readonly List<int> loose = [];
    private readonly int[] spans = new int[MaxColumns + 1];

    /// <summary>The cells that hold something, by row and column.</summary>
    public IReadOnlyList<TableCell> Cells => cells;

    /// <summary>Kept blocks in the table that are in no cell: its caption.</summary>
    public IReadOnlyList<int> Loose => loose;

    /// <summary>Number of columns of the widest row.</summary>
    public int Columns { get; private set; }

    /// <summary>Number of the first block after the table.</summary>
    public int EndBlock { get; private set; }

    /// <summary>Reads a table.</summary>
    /// <param name="wanted">The page's blocks.</param>
    /// <param name="firstBlock">The first wanted block in the table.</param>
    /// <param name="table">The table's element.</param>
    /// <returns>Whether it is a table of data: no other table in it, no cell as long as a column of text, and at least two rows of which one has two cells.</returns>
    public bool TryRead(WantedBlocks wanted, int firstBlock, int table)
    {
        BlockList blocks = wanted.Blocks;
        HtmlDocument document = blocks.Document;
        cells.Clear();
        loose.Clear();
        Array.Clear(spans);
        Columns = 0;
        int block = firstBlock, row = 0, column = 0, rows = 0, wideRows = 0, inRow = 0, end = document.End(table);
        for (int node = table + 1; node < end; node++)
        {
            switch (document.Tag(node))
            {
                case HtmlTag.Table:
                    return false;
                case HtmlTag.Tr:
                    row++;
                    column = 0;
                    inRow = 0;
                    break;
                case HtmlTag.Td or HtmlTag.Th:
                    for (; column < MaxColumns && spans[column] > 0; column++)
                    {
                        spans[column]--;
                    }

                    int width = Math.Min(Span(document, node, "colspan"), Math.Max(1, MaxColumns - column)), first = -1, count = 0, length = 0;
                    for (; block < blocks.Count && blocks[block].First < document.End(node); block++)
                    {
                        if (!wanted.Has(block))
                        {
                            continue;
                        }

                        if (blocks[block].First < node)
                        {
                            loose.Add(block);
                            continue;
                        }

                        first = first < 0 ? block : first;
                        count++;
                        length += blocks[block].TextLength;
                        if (blocks[block].Kind == BlockKind.Code || count > MaxCellBlocks || length > MaxCellLength)
                        {
                            return false;
                        }
                    }

                    if (column + width > MaxColumns)
                    {
                        return false;
                    }

                    if (count > 0)
                    {
                        cells.Add(new TableCell(row, column, first, block));
                        inRow++;
                        rows += inRow == 1 ? 1 : 0;
                        wideRows += inRow == 2 ? 1 : 0;
                        Columns = Math.Max(Columns, column + 1);
                    }

                    spans.AsSpan(column, width).Fill(Span(document, node, "rowspan") - 1);
                    column += width;
                    break;
            }
        }

        for (; block < blocks.Count && blocks[block].First < end; block++)
        {
            if (wanted.Has(block))
            {
                loose.Add(block);
            }
        }

        EndBlock = block;
        return wideRows > 0 && rows > 1;
    }

    private static int Span(HtmlDocument document, int node, string name) =>
        int.TryParse(document.Attribute(node, name), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int span) ? Math.Clamp(span, 1, MaxSpan) : 1;
}
