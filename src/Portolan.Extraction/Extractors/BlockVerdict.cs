namespace Portolan.Extraction.Extractors;

/// <summary>An extractor's decision on one block.</summary>
/// <param name="Decision">What becomes of the block.</param>
/// <param name="Reason">Why, in a few words for a person, such as <c>navigation</c> or <c>link density 0.84</c>; a constant where possible.</param>
/// <param name="Score">How sure the extractor is that the block is main content, 0 to 1; 1 or 0 where it has no score.</param>
public readonly record struct BlockVerdict(BlockDecision Decision, string Reason, float Score);
