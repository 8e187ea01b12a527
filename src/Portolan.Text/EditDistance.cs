namespace Portolan.Text;

/// <summary>How many typing errors lie between two words, and what a mistyped word was meant to be.</summary>
public static class EditDistance
{
    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment distance).</summary>
    /// <param name="left">A word, in UTF-16 chars.</param>
    /// <param name="right">Another.</param>
    /// <returns>0 for equal words; at most the length of the longer one. Symmetric; time and memory grow with the product of the lengths.</returns>
    public static int Between(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
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

    /// <summary>The candidate with the fewest typing errors, the first of several.</summary>
    /// <param name="word">What was typed.</param>
    /// <param name="candidates">What could be meant.</param>
    /// <returns>Null when none is within one error for three letters, rounded up: <c>copus</c> finds <c>corpus</c>, <c>x</c> finds nothing of five letters.</returns>
    public static string? Closest(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidates);
        string? best = null;
        int bestDistance = ((word.Length + 2) / 3) + 1;
        foreach (string candidate in candidates)
        {
            // The distance is at least the difference in length.
            if (Math.Abs(candidate.Length - word.Length) >= bestDistance)
            {
                continue;
            }

            int distance = Between(word, candidate);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }
}
