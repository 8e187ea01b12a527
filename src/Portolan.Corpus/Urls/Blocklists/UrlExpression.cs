using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>Regular expressions of lists: POSIX extended ones, as squidGuard takes them, matched without regard to case and in linear time.</summary>
/// <remarks>
/// .NET's non-backtracking engine refuses look-around and back references; those are reported when a list is compiled. Bracket
/// classes such as <c>[[:digit:]]</c>, which mean something else to .NET, are translated.
/// </remarks>
internal static class UrlExpression
{
    /// <summary>Longest expression in characters.</summary>
    public const int MaxLength = 1 << 15;

    // What counted repetitions multiply to: the engine writes out each of them, so that ((a{99}){99}){99} is a million states.
    private const int MaxRepetitions = 1000;

    private static readonly Dictionary<string, string> Classes = new(StringComparer.Ordinal)
    {
        ["alpha"] = "a-zA-Z",
        ["digit"] = "0-9",
        ["alnum"] = "a-zA-Z0-9",
        ["upper"] = "A-Z",
        ["lower"] = "a-z",
        ["xdigit"] = "0-9A-Fa-f",
        ["space"] = @"\s",
        ["blank"] = @" \t",
        ["punct"] = @"!-/:-@\[-`{-~",
        ["cntrl"] = @"\x00-\x1F\x7F",
        ["print"] = " -~",
        ["graph"] = "!-~",
        ["word"] = "a-zA-Z0-9_",
    };

    /// <summary>Compiles an expression.</summary>
    /// <param name="pattern">As it stands in a list.</param>
    /// <param name="reason">Why there is none, or empty.</param>
    public static Regex? TryCompile(string pattern, out string reason)
    {
        reason = "";
        if (pattern.Length > MaxLength)
        {
            reason = $"the expression has more than {MaxLength} characters";
        }
        else if (Repetitions(pattern) > MaxRepetitions)
        {
            reason = $"counted repetitions that multiply to more than {MaxRepetitions}";
        }
        else if (Translate(pattern) is { } translated)
        {
            try
            {
                return new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
            }
            catch (RegexParseException e)
            {
                reason = string.Create(CultureInfo.InvariantCulture, $"no regular expression ({e.Error}, at character {e.Offset + 1})");
            }
            catch (ArgumentException)
            {
                reason = "no regular expression";
            }
            catch (NotSupportedException)
            {
                reason = "look-around, back references and atomic groups have no linear-time match";
            }
        }
        else
        {
            reason = "a bracket class that POSIX does not have";
        }

        return null;
    }

    private static string? Translate(string pattern)
    {
        var result = new StringBuilder(pattern.Length);
        bool inBrackets = false;
        int first = 0;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                result.Append(c).Append(pattern[++i]);
            }
            else if (!inBrackets)
            {
                inBrackets = c == '[';
                first = i + (inBrackets && i + 1 < pattern.Length && pattern[i + 1] == '^' ? 2 : 1);
                result.Append(c);
            }
            else if (c == '[' && i + 1 < pattern.Length && pattern[i + 1] == ':')
            {
                int end = pattern.IndexOf(":]", i + 2, StringComparison.Ordinal);
                if (end < 0 || !Classes.TryGetValue(pattern[(i + 2)..end], out string? members))
                {
                    return null;
                }

                result.Append(members);
                i = end + 1;
            }
            else
            {
                // A bracket within brackets is itself; a closing one that comes first is too.
                inBrackets = c != ']' || i == first;
                result.Append(c == '[' || c == ']' && inBrackets ? "\\" + c : c.ToString());
            }
        }

        return result.ToString();
    }

    private static long Repetitions(string pattern)
    {
        long product = 1;
        for (int i = pattern.IndexOf('{', StringComparison.Ordinal); i >= 0 && product <= MaxRepetitions; i = pattern.IndexOf('{', i + 1))
        {
            int end = i + 1;
            while (end < pattern.Length && (char.IsAsciiDigit(pattern[end]) || pattern[end] == ','))
            {
                end++;
            }

            foreach (string number in pattern[(i + 1)..end].Split(','))
            {
                long count = number.Length > 9 ? MaxRepetitions + 1L : long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 1;
                product = Math.Max(product, product * Math.Max(1, count));
            }
        }

        return product;
    }
}
