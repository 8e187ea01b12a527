namespace Portolan.Corpus.Reports;

/// <summary>A line that deduplication removed from many documents.</summary>
/// <param name="Text">The line as first met, at most 200 code points.</param>
/// <param name="Count">How often it was removed; a lower bound, since only heavy lines are counted throughout.</param>
public sealed record RemovedLine(string Text, long Count);
