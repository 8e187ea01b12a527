namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>What a compiled blocklist holds, and what of its lists it does not.</summary>
/// <param name="Sources">The lists, with the rules that each gave.</param>
/// <param name="Rules">Different rules in the file: one that several lists have counts once.</param>
/// <param name="FileBytes">Size of the file.</param>
/// <param name="Problems">Lines that are no rules, by list and reason.</param>
public sealed record BlocklistBuildResult(IReadOnlyList<BlocklistSource> Sources, long Rules, long FileBytes, IReadOnlyList<BlocklistProblem> Problems);
