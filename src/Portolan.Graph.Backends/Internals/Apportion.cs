namespace Portolan.Graph.Backends.Internals;

/// <summary>Divides a sum that only a whole request knows among its items.</summary>
internal static class Apportion
{
    /// <summary>Whole shares in proportion to weights, whose sum is exact; without any weight, equal shares.</summary>
    public static long[] Whole(long sum, IReadOnlyList<long> weights)
    {
        var shares = new long[weights.Count];
        Int128 total = 0;
        foreach (long weight in weights)
        {
            total += weight;
        }

        // Each share ends where the rounded running total ends, so that nothing is lost or invented.
        Int128 running = 0;
        long given = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            running += total == 0 ? 1 : weights[i];
            long upTo = (long)(sum * running / (total == 0 ? shares.Length : total));
            shares[i] = upTo - given;
            given = upTo;
        }

        return shares;
    }
}
