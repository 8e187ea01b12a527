namespace Portolan.Corpus.Recipes;

/// <summary>Finds what a mistyped word was meant to be.</summary>
internal static class ClosestWord
{
    /// <summary>"did you mean 'x'?" when a known word is within two edits, else null.</summary>
    public static string? Hint(string word, IEnumerable<string> known)
    {
        string? best = known.MinBy(candidate => Distance(word, candidate));
        return best is not null && Distance(word, best) <= 2 ? $"did you mean '{best}'?" : null;
    }

    // Levenshtein distance with one row; words are short.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substitution = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
