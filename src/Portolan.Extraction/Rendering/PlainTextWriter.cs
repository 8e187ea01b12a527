using Portolan.Extraction.Blocks;

namespace Portolan.Extraction.Rendering;

/// <summary>Writes a line a block and a line a row of a table, its cells separated by tabs; no marks.</summary>
internal sealed class PlainTextWriter : IBlockWriter
{
    public void Begin(BlockList blocks, string? url)
    {
        // Nothing in plain text depends on the page.
    }

    public void Append(BlockList blocks, int index, StructuralPath path, RenderBuffer output)
    {
        NewLine(output);
        if (blocks[index].Kind == BlockKind.Code)
        {
            Blanks.AppendLines(blocks.Text(index), default, output);
        }
        else
        {
            Blanks.AppendCollapsed(blocks.Text(index), blocks[index].Kind != BlockKind.Heading, output);
        }
    }

    public void AppendTable(WantedBlocks wanted, TableGrid grid, StructuralPath path, RenderBuffer output)
    {
        int row = -1, column = 0;
        foreach (TableCell cell in grid.Cells)
        {
            if (cell.Row != row)
            {
                NewLine(output);
                (row, column) = (cell.Row, 0);
            }

            for (; column < cell.Column; column++)
            {
                output.Append('\t');
            }

            bool any = false;
            for (int block = cell.First; block < cell.End; block++)
            {
                if (wanted.Has(block))
                {
                    output.Append(any ? " " : "");
                    Blanks.AppendCollapsed(wanted.Blocks.Text(block), false, output);
                    any = true;
                }
            }
        }
    }

    private static void NewLine(RenderBuffer output)
    {
        if (output.Length > 0)
        {
            output.Append('\n');
        }
    }
}
