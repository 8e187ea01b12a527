using System.Text;

namespace Portolan.Cli.Help;

/// <summary>Wraps text at spaces.</summary>
internal static class TextLayout
{
    /// <summary>Appends text in lines of at most <paramref name="width"/> characters, each after <paramref name="indent"/> spaces.</summary>
    public static void Wrap(StringBuilder page, string text, int indent, int width)
    {
        int column = 0;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0 && column + 1 + word.Length > width)
            {
                page.Append('\n');
                column = 0;
            }

            if (column == 0)
            {
                page.Append(' ', indent).Append(word);
                column = indent + word.Length;
            }
            else
            {
                page.Append(' ').Append(word);
                column += 1 + word.Length;
            }
        }

        page.Append('\n');
    }

    /// <summary>Appends <c>  left   right</c> with the right part wrapped in its own column, below the left one when that is too long.</summary>
    public static void Row(StringBuilder page, string left, string right, int column, int width)
    {
        int start = page.Length;
        Wrap(page, right, column, width);
        string indented = "  " + left;
        if (indented.Length + 2 <= column)
        {
            page.Remove(start, indented.Length).Insert(start, indented);
        }
        else
        {
            page.Insert(start, indented + "\n");
        }
    }
}
