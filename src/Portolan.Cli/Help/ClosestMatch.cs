namespace Portolan.Cli.Help;

/// <summary>Guesses what a mistyped word was meant to be.</summary>
internal static class ClosestMatch
{
    /// <summary>The candidate with the fewest typing errors, or null when none is near enough.</summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        string? best = null;
        // One error for three letters, rounded up: "copus" finds "corpus", "x" finds nothing of five letters.
        int bestDistance = ((word.Length + 2) / 3) + 1;
        foreach (string candidate in candidates)
        {
            int distance = Distance(word, candidate);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment distance).</summary>
    internal static int Distance(string left, string right)
    {
        int[,] cost = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int replace = cost[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                int best = Math.Min(replace, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    best = Math.Min(best, cost[i - 2, j - 2] + 1);
                }

                cost[i, j] = best;
            }
        }

        return cost[left.Length, right.Length];
    }
}
