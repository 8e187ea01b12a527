using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portolan.Graph.Backends.Flows;

/// <summary>The number in a text: the only one, the first or the last.</summary>
internal sealed partial class NumberReplyParser(string which) : IReplyParser
{
    public object Definition => new { As = "number", Which = which };

    public JsonElement Parse(string text)
    {
        MatchCollection found = Number().Matches(text);
        if (found.Count == 0)
        {
            throw new StepException($"the reply has no number: {JsonPath.Shorten(text)}");
        }

        if (which == "only" && found.Count > 1)
        {
            throw new StepException($"the reply has {found.Count} numbers, expected one: {JsonPath.Shorten(text)}");
        }

        // 1,234,567: commas between groups of three are for readers.
        string digits = (which == "last" ? found[^1] : found[0]).Value.Replace(",", "", StringComparison.Ordinal);
        return JsonValues.Number(double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"(?<![\w.])-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,2})?(?![\w])")]
    private static partial Regex Number();
}
