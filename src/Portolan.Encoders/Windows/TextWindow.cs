using System.Text;

namespace Portolan.Encoders.Windows;

/// <summary>A part of a text.</summary>
/// <param name="Start">First UTF-16 unit.</param>
/// <param name="Length">UTF-16 units, at least 1.</param>
public readonly record struct TextWindow(int Start, int Length)
{
    /// <summary>The part as encoders are given it: each run of white space as one space, because line ends and indents mean nothing to them.</summary>
    /// <param name="text">The text that the window was made of.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text is shorter than the window's end.</exception>
    public string PassageOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Collapse(text.AsSpan(Start, Length));
    }

    internal static string Collapse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        var passage = new StringBuilder(text.Length);
        bool isBetween = false;
        foreach (char character in text)
        {
            if (char.IsWhiteSpace(character))
            {
                isBetween = true;
                continue;
            }

            if (isBetween)
            {
                passage.Append(' ');
                isBetween = false;
            }

            passage.Append(character);
        }

        return passage.ToString();
    }
}
