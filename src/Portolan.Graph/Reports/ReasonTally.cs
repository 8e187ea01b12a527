namespace Portolan.Graph.Reports;

/// <summary>Counts by operation and reason, with a bound on different reasons.</summary>
internal sealed class ReasonTally(int most)
{
    private const string Others = "(other reasons)";
    private const int LongestReason = 500;

    private readonly Dictionary<(string Operation, string Resource, string Reason), (long Count, double Seconds, double Longest)> counts = [];

    /// <summary>The beginning of a text that may be a whole answer of a server.</summary>
    public static string Shorten(string text)
    {
        if (text.Length <= LongestReason)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[LongestReason - 1]) ? LongestReason - 1 : LongestReason;
        return text[..end] + "…";
    }

    public void Add(Node node, string reason, double seconds = 0)
    {
        (string, string, string) key = (node.OperationName, node.Operation.Resource.Name, Shorten(reason));
        if (counts.Count >= most && !counts.ContainsKey(key))
        {
            key = (node.OperationName, node.Operation.Resource.Name, Others);
        }

        (long count, double sum, double longest) = counts.GetValueOrDefault(key);
        counts[key] = (count + 1, sum + seconds, Math.Max(longest, seconds));
    }

    public WaitReport[] ToWaits() =>
    [
        .. counts
            .OrderByDescending(pair => pair.Value.Seconds).ThenBy(pair => pair.Key)
            .Select(pair => new WaitReport(pair.Key.Operation, pair.Key.Resource, pair.Key.Reason, pair.Value.Count, RunTally.Rounded(pair.Value.Seconds), RunTally.Rounded(pair.Value.Longest))),
    ];

    public ReasonCount[] ToCounts() =>
    [
        .. counts
            .OrderByDescending(pair => pair.Value.Count).ThenBy(pair => pair.Key)
            .Select(pair => new ReasonCount(pair.Key.Operation, pair.Key.Reason, pair.Value.Count)),
    ];
}
