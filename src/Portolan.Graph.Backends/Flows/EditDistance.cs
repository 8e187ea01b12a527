using System.Buffers;
using System.Text;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Levenshtein's distance: insertions, deletions and replacements of characters that make one text another.</summary>
internal static class EditDistance
{
    /// <summary>The distance in code points. Time grows with the product of the lengths.</summary>
    public static int Between(string left, string right)
    {
        Rune[] columns = [.. left.EnumerateRunes()];
        int[] row = ArrayPool<int>.Shared.Rent(columns.Length + 1);
        for (int column = 0; column <= columns.Length; column++)
        {
            row[column] = column;
        }

        foreach (Rune rune in right.EnumerateRunes())
        {
            int diagonal = row[0]++;
            for (int column = 1; column <= columns.Length; column++)
            {
                int replaced = diagonal + (columns[column - 1] == rune ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.Min(replaced, Math.Min(diagonal, row[column - 1]) + 1);
            }
        }

        int distance = row[columns.Length];
        ArrayPool<int>.Shared.Return(row);
        return distance;
    }

    /// <summary>A hint for a mistyped word, or null when no known word is near.</summary>
    public static string? DidYouMean(string word, IEnumerable<string> known)
    {
        string? near = known.MinBy(candidate => Between(word, candidate));
        return near is not null && Between(word, near) <= Math.Max(1, near.Length / 3) ? $"did you mean '{near}'?" : null;
    }
}
