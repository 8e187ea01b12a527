namespace Portolan.Extraction.Rendering;

/// <summary>A stretch of a block's text in one style, without blanks at its ends.</summary>
/// <param name="Start">Where it begins in the block's collapsed text.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Style">How it is set.</param>
/// <param name="Link">Number of the link around it, or 0.</param>
internal readonly record struct InlineRun(int Start, int End, InlineStyle Style, int Link);
