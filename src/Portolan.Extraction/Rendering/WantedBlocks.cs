using Portolan.Extraction.Blocks;
using Portolan.Extraction.Extractors;

namespace Portolan.Extraction.Rendering;

/// <summary>The blocks of a page that are to be written.</summary>
/// <param name="blocks">All of them.</param>
/// <param name="verdicts">One for each.</param>
/// <param name="decision">Which are wanted.</param>
internal readonly ref struct WantedBlocks(BlockList blocks, ReadOnlySpan<BlockVerdict> verdicts, BlockDecision decision)
{
    private readonly ReadOnlySpan<BlockVerdict> verdicts = verdicts;

    public BlockList Blocks { get; } = blocks;

    /// <summary>Whether the block is wanted and has anything to read.</summary>
    public bool Has(int block) => verdicts[block].Decision == decision && !Blanks.IsBlank(Blocks.Text(block));
}
