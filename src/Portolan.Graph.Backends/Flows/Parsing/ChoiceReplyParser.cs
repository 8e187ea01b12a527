using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Which of some words a text is, or else the only one of them that stands in it. Case does not matter.</summary>
internal sealed class ChoiceReplyParser(IReadOnlyList<string> choices) : IReplyParser
{
    public object Definition => new { As = "choice", Choices = choices };

    public JsonElement Parse(string text)
    {
        string whole = text.Trim().Trim('.', '!', '"', '\'', '*', '`', ' ');
        string[] found = [.. choices.Where(choice => string.Equals(choice, whole, StringComparison.OrdinalIgnoreCase))];
        if (found.Length == 0)
        {
            found = [.. choices.Where(choice => StandsIn(choice, text))];

            // "not sure" holds "sure" as well; the longer one is meant.
            found = [.. found.Where(choice => !found.Any(other => other.Length > choice.Length && other.Contains(choice, StringComparison.OrdinalIgnoreCase)))];
        }

        return found.Length == 1 ? JsonValues.Text(found[0]) : throw new StepException(found.Length == 0
            ? $"the reply is none of {string.Join(", ", choices)}: {JsonPath.Shorten(text)}"
            : $"the reply has {string.Join(" and ", found)}, expected one of them: {JsonPath.Shorten(text)}");
    }

    private static bool StandsIn(string choice, string text)
    {
        for (int at = 0; (at = text.IndexOf(choice, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            int end = at + choice.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }
}
