using System.Text;

namespace Portolan.Graph.Backends.Internals;

/// <summary>Foreign text in messages.</summary>
internal static class Text
{
    /// <summary>One line of at most so many UTF-16 characters, without control characters.</summary>
    public static string Shorten(string text, int maxLength)
    {
        var line = new StringBuilder(Math.Min(text.Length, maxLength) + 1);
        foreach (char character in text)
        {
            if (line.Length == maxLength)
            {
                if (char.IsHighSurrogate(line[^1]))
                {
                    line.Length--;
                }

                return line.Append('…').ToString();
            }

            line.Append(char.IsControl(character) ? ' ' : character);
        }

        return line.ToString().Trim();
    }
}
