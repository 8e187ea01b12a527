using Portolan.Extraction.Blocks;

namespace Portolan.Extraction.Rendering;

/// <summary>One way of writing blocks.</summary>
internal interface IBlockWriter
{
    void Begin(BlockList blocks, string? url);

    /// <summary>Appends a block that is in no table of data.</summary>
    void Append(BlockList blocks, int index, StructuralPath path, RenderBuffer output);

    /// <summary>Appends the cells of a table of data.</summary>
    void AppendTable(WantedBlocks wanted, TableGrid grid, StructuralPath path, RenderBuffer output);
}
