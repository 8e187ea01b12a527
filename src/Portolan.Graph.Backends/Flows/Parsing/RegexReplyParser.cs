using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portolan.Graph.Backends.Flows;

/// <summary>What a regular expression matches: its first group, or the whole match when it has none.</summary>
/// <remarks>The expression is matched without backtracking, in time linear to the text; so it has no look-around and no back references.</remarks>
internal sealed class RegexReplyParser : IReplyParser
{
    private readonly Regex expression;
    private readonly bool all;

    /// <exception cref="ArgumentException">The pattern is none, or needs backtracking.</exception>
    public RegexReplyParser(string pattern, bool all)
    {
        this.all = all;
        try
        {
            expression = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Multiline);
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException($"the pattern needs backtracking: {e.Message}", nameof(pattern), e);
        }
    }

    public object Definition => new { As = "regex", Pattern = expression.ToString(), All = all };

    public JsonElement Parse(string text)
    {
        if (all)
        {
            return JsonSerializer.SerializeToElement(expression.Matches(text).Select(ValueOf));
        }

        Match match = expression.Match(text);
        return match.Success ? JsonValues.Text(ValueOf(match))
            : throw new StepException($"the reply does not match {expression}: {JsonPath.Shorten(text)}");
    }

    private static string ValueOf(Match match) => match.Groups.Count > 1 ? match.Groups[1].Value : match.Value;
}
