namespace Portolan.Corpus.Reports;

/// <summary>One dropped document, as an example in the report.</summary>
/// <param name="Stage">The stage that dropped it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Url">Its address.</param>
/// <param name="Excerpt">The start of its text, at most 300 code points.</param>
public sealed record Sample(string Stage, string Reason, string Url, string Excerpt);
