using Portolan.Cli.Settings;

namespace Portolan.Cli.Commands;

/// <summary>Reads <c>--prune</c> as lmplz has it: a count for each order, the last one for the rest.</summary>
internal static class PruneThresholds
{
    public static long[] Parse(string[] given, int order)
    {
        string[] words = [.. given.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries))];
        var thresholds = new long[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (!Quantity.TryParseInteger(words[i], out thresholds[i]) || thresholds[i] < 0)
            {
                throw new UsageException($"--prune: '{words[i]}' is not a count", "write one whole number for each order, such as --prune 0 0 1");
            }

            if (i > 0 && thresholds[i] < thresholds[i - 1])
            {
                throw new UsageException($"--prune: {words[i]} for order {i + 1} is less than {words[i - 1]} for order {i}", "counts may not fall: an n-gram is kept only if all of its parts are");
            }
        }

        return thresholds.Length <= order
            ? thresholds
            : throw new UsageException($"--prune: {thresholds.Length} counts for a model of order {order}", "give one for each order at most");
    }
}
