namespace Portolan.Text.Tests.NGrams.Training;

/// <summary>Interpolated modified Kneser-Ney as the papers write it, in double precision and with dictionaries: slow, short, and no code of the trainer.</summary>
internal sealed class ReferenceModel
{
    private const char Space = ' ';
    private readonly int order;
    private readonly Dictionary<string, double>[] seen;
    private readonly Dictionary<string, double>[] adjusted;
    private readonly Dictionary<string, double>[] probabilities;
    private readonly double[][] discounts;

    public ReferenceModel(IEnumerable<string[]> sentences, int order, long[] thresholds)
    {
        this.order = order;
        seen = Make();
        probabilities = Make();
        foreach (string[] sentence in sentences)
        {
            string[] words = ["<s>", .. sentence, "</s>"];
            for (int end = 1; end < words.Length; end++)
            {
                for (int n = 1; n <= order && n <= end + 1; n++)
                {
                    string ngram = string.Join(Space, words[(end - n + 1)..(end + 1)]);
                    seen[n - 1][ngram] = seen[n - 1].GetValueOrDefault(ngram) + 1;
                }
            }
        }

        adjusted = [.. Enumerable.Range(1, order).Select(Adjust)];
        discounts = [.. adjusted.Select(Discount)];
        Kept = [.. Enumerable.Range(1, order).Select(n => adjusted[n - 1].Keys
            .Where(ngram => n == 1 && ngram is "<unk>" or "<s>" or "</s>" || seen[n - 1].GetValueOrDefault(ngram) > thresholds[n - 1]).ToHashSet())];
        Backoffs = [.. Enumerable.Range(0, order).Select(_ => new Dictionary<string, double>())];
        for (int n = 1; n <= order; n++)
        {
            Estimate(n);
        }
    }

    /// <summary>For each order the n-grams of the model.</summary>
    public HashSet<string>[] Kept { get; }

    /// <summary>For each order the back-offs of those that are contexts.</summary>
    public Dictionary<string, double>[] Backoffs { get; }

    public double Probability(string ngram) => probabilities[ngram.Count(c => c == Space)][ngram];

    private static string Context(string ngram) => ngram.LastIndexOf(Space) is var at and >= 0 ? ngram[..at] : "";

    private static string Suffix(string ngram) => ngram[(ngram.IndexOf(Space) + 1)..];

    private Dictionary<string, double>[] Make() => [.. Enumerable.Range(0, order).Select(_ => new Dictionary<string, double>())];

    private Dictionary<string, double> Adjust(int n)
    {
        var result = new Dictionary<string, double>();
        if (n == 1)
        {
            result["<unk>"] = result["<s>"] = 0;
        }

        if (n == order)
        {
            foreach ((string ngram, double count) in seen[n - 1])
            {
                result[ngram] = count;
            }

            return result;
        }

        foreach ((string ngram, double count) in seen[n - 1].Where(pair => pair.Key.StartsWith("<s> ", StringComparison.Ordinal)))
        {
            result[ngram] = count;
        }

        foreach (string longer in seen[n].Keys)
        {
            result[Suffix(longer)] = result.GetValueOrDefault(Suffix(longer)) + 1;
        }

        return result;
    }

    private static double[] Discount(Dictionary<string, double> counts)
    {
        double[] n = [.. Enumerable.Range(0, 5).Select(c => (double)counts.Values.Count(count => count == c))];
        double y = n[1] / (n[1] + (2 * n[2]));
        double[] d = [0, 1 - (2 * y * n[2] / n[1]), 2 - (3 * y * n[3] / n[2]), 3 - (4 * y * n[4] / n[3])];
        bool isUsable = n[1] > 0 && n[2] > 0 && n[3] > 0 && Enumerable.Range(1, 3).All(j => d[j] >= 0 && d[j] <= j);
        return isUsable ? d : [0, 0.5, 1, 1.5];
    }

    private void Estimate(int n)
    {
        double uniform = 1.0 / (Kept[0].Count - 1);
        foreach (IGrouping<string, KeyValuePair<string, double>> context in adjusted[n - 1].GroupBy(pair => Context(pair.Key)))
        {
            double total = context.Sum(pair => pair.Value);
            double left = context.Sum(pair => Kept[n - 1].Contains(pair.Key) ? discounts[n - 1][(int)Math.Min(pair.Value, 3)] : pair.Value) / total;
            if (n > 1)
            {
                Backoffs[n - 2][context.Key] = left;
            }

            foreach ((string ngram, double count) in context)
            {
                double lower = n == 1 ? uniform : probabilities[n - 2][Suffix(ngram)];
                probabilities[n - 1][ngram] = ngram == "<s>" ? 1 : ((count - discounts[n - 1][(int)Math.Min(count, 3)]) / total) + (left * lower);
            }
        }
    }
}
