namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>A rule that fits an address.</summary>
/// <param name="Kind">What the rule is about.</param>
/// <param name="Rule">The rule in normal form, such as <c>example.com</c>, <c>example.com/casino</c> or an expression.</param>
/// <param name="Source">A list that has it; a rule of several lists is several matches.</param>
/// <param name="Line">The line of an expression in its list, from 1; 0 for other rules, whose lines are not kept.</param>
public sealed record BlocklistMatch(BlocklistRuleKind Kind, string Rule, BlocklistSource Source, long Line);
