using Portolan.Extraction.Blocks;

namespace Portolan.Extraction.Extractors;

/// <summary>Decides which blocks of a page are its content.</summary>
/// <remarks>
/// Takes time and memory linear in the size of the page, whatever the page is. An instance keeps buffers between pages and serves
/// one thread at a time; a verdict does not depend on pages seen before.
/// </remarks>
public interface IContentExtractor
{
    /// <summary>The name it has on the command line and in recipes, such as <c>precise</c>.</summary>
    string Name { get; }

    /// <summary>Decides on every block.</summary>
    /// <param name="blocks">The page's blocks; its <see cref="BlockList.Document"/> has the structure around them.</param>
    /// <param name="context">What is known of the page besides its markup.</param>
    /// <param name="verdicts">Receives one verdict a block, <see cref="BlockList.Count"/> in all.</param>
    void Classify(BlockList blocks, PageContext context, Span<BlockVerdict> verdicts);
}
