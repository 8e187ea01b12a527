namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>Lines of a list that are no rules of the compiled blocklist, for one reason.</summary>
/// <param name="List">The list.</param>
/// <param name="Reason">Why, in a few words.</param>
/// <param name="IsRejected">True when the lines are broken or cannot be served; false when they are rules that say nothing about whole pages.</param>
/// <param name="Count">How many lines.</param>
/// <param name="Examples">The first of them, at most 100: line number from 1, and the beginning of its text.</param>
public sealed record BlocklistProblem(string List, string Reason, bool IsRejected, long Count, IReadOnlyList<(long Line, string Text)> Examples);
