using Portolan.Extraction.Blocks;
using Portolan.Extraction.Extractors;

namespace Portolan.Extraction.Rendering;

/// <summary>Writes the blocks that an extractor chose as text or Markdown. Keeps its buffers from page to page; one thread at a time.</summary>
internal sealed class PageRenderer
{
    private readonly RenderBuffer output = new();
    private readonly StructuralPath path = new();
    private readonly TableGrid grid = new();
    private readonly HashSet<int> layoutTables = [];
    private readonly PlainTextWriter plain = new();
    private readonly MarkdownWriter markdown = new();

    /// <summary>Writes blocks, lines separated by line feeds and none at the end; takes time linear in the size of the page.</summary>
    /// <param name="blocks">The page's blocks.</param>
    /// <param name="verdicts">One for each.</param>
    /// <param name="decision">Which blocks are wanted.</param>
    /// <param name="format">How.</param>
    /// <param name="url">The page's address, which makes links absolute; or null.</param>
    public string Render(BlockList blocks, ReadOnlySpan<BlockVerdict> verdicts, BlockDecision decision, TextFormat format, string? url)
    {
        output.Clear();
        path.Begin(blocks.Document);
        layoutTables.Clear();
        IBlockWriter writer = format == TextFormat.Markdown ? markdown : plain;
        writer.Begin(blocks, url);
        var wanted = new WantedBlocks(blocks, verdicts, decision);
        for (int i = 0; i < blocks.Count; i++)
        {
            if (!wanted.Has(i))
            {
                continue;
            }

            path.MoveTo(blocks[i].First);
            if (path.Table > 0 && !layoutTables.Contains(path.Table))
            {
                if (grid.TryRead(wanted, i, path.Table))
                {
                    AppendTable(wanted, writer);
                    i = grid.EndBlock - 1;
                    continue;
                }

                layoutTables.Add(path.Table);
            }

            writer.Append(blocks, i, path, output);
        }

        return output.ToString();
    }

    private void AppendTable(WantedBlocks wanted, IBlockWriter writer)
    {
        foreach (int block in grid.Loose)
        {
            writer.Append(wanted.Blocks, block, path, output);
        }

        writer.AppendTable(wanted, grid, path, output);
    }
}
