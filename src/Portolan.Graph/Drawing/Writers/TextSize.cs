using System.Text;

namespace Portolan.Graph.Drawing.Writers;

/// <summary>How wide text is at most, without asking a font.</summary>
/// <remarks>Advances of DejaVu Sans, rounded up: it is among the widest fonts that a system-ui may be, so text stays in its box with the others too.</remarks>
internal static class TextSize
{
    /// <summary>The width of a line in units of the font size.</summary>
    public static double Of(string text) => text.EnumerateRunes().Sum(rune => Of(rune));

    /// <summary>The longest beginning of a line that is not wider, with an ellipsis when something is missing; line breaks become spaces.</summary>
    public static string Fit(string text, double most)
    {
        var line = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            line.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        string whole = line.ToString();
        if (Of(whole) <= most)
        {
            return whole;
        }

        double width = Of(new Rune('…'));
        int length = 0;
        foreach (Rune rune in whole.EnumerateRunes())
        {
            width += Of(rune);
            if (width > most)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return whole[..length].TrimEnd() + "…";
    }

    private static double Of(Rune rune) => rune.Value switch
    {
        'i' or 'j' or 'l' or '\'' or '|' => 0.34,
        'f' or 't' or 'r' or ' ' or '.' or ',' or ':' or ';' or '!' or '(' or ')' or '[' or ']' or '/' or '\\' or '-' or '·' or '\u202F' => 0.42,
        'm' or 'w' or 'M' or 'W' or '@' or '%' or '…' => 1.0,
        '×' or '+' or '=' or '<' or '>' or '#' or '~' => 0.84,
        >= 'A' and <= 'Z' or '&' => 0.78,
        < 0x80 => 0.64,
        < 0x1100 => 0.8,
        _ => 1.1,
    };
}
