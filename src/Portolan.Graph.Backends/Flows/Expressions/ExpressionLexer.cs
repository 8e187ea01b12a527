using System.Globalization;
using System.Text;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Divides an expression into names, numbers, texts in quotes and symbols.</summary>
internal sealed class ExpressionLexer(string text)
{
    private int at;

    public ExpressionToken Next()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        if (at == text.Length)
        {
            return new ExpressionToken(ExpressionTokenKind.End, "", at);
        }

        int start = at;
        char c = text[at];
        if (c is '"' or '\'')
        {
            return new ExpressionToken(ExpressionTokenKind.Text, Quoted(c), start);
        }

        if (char.IsAsciiDigit(c) || (c == '-' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
        {
            at++;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] is '.' or 'e' or 'E' || (text[at] is '+' or '-' && text[at - 1] is 'e' or 'E')))
            {
                at++;
            }

            string number = text[start..at];
            return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
                ? new ExpressionToken(ExpressionTokenKind.Number, number, start)
                : throw new FormatException($"'{number}' at character {start + 1} is no number");
        }

        if (char.IsLetter(c) || c == '_')
        {
            while (at < text.Length && IsNamePart(text[at]))
            {
                at++;
            }

            return new ExpressionToken(ExpressionTokenKind.Name, text[start..at].TrimEnd('.'), start);
        }

        foreach (string symbol in (ReadOnlySpan<string>)["==", "!=", "<=", ">=", "<", ">", "(", ")"])
        {
            if (string.CompareOrdinal(text, at, symbol, 0, symbol.Length) == 0)
            {
                at += symbol.Length;
                return new ExpressionToken(ExpressionTokenKind.Symbol, symbol, start);
            }
        }

        throw new FormatException(c == '='
            ? $"'=' at character {start + 1}: write == to compare"
            : $"'{c}' at character {start + 1} is no part of an expression");
    }

    /// <summary>Whether a character may stand in a name after its first; points divide names.</summary>
    public static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '.';

    private string Quoted(char quote)
    {
        int start = at++;
        var value = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
                value.Append(text[at] switch { 'n' => '\n', 't' => '\t', char other => other });
            }
            else
            {
                value.Append(text[at]);
            }

            at++;
        }

        if (at == text.Length)
        {
            throw new FormatException($"the text that begins at character {start + 1} has no closing {quote}");
        }

        at++;
        return value.ToString();
    }
}
