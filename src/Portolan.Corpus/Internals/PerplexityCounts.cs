using System.Runtime.InteropServices;

namespace Portolan.Corpus.Internals;

/// <summary>How often each perplexity occurred, by language. Perplexities have one decimal, so that there are far fewer than documents.</summary>
internal sealed class PerplexityCounts
{
    private readonly SortedDictionary<string, Dictionary<double, long>> counts = new(StringComparer.Ordinal);
    private (string Language, Dictionary<double, long> Counts) last = ("", []);

    /// <summary>The languages met, in ordinal order.</summary>
    public IReadOnlyCollection<string> Languages => counts.Keys;

    public void Add(string language, double perplexity, long times = 1)
    {
        if (!ReferenceEquals(last.Language, language))
        {
            if (!counts.TryGetValue(language, out Dictionary<double, long>? ofLanguage))
            {
                counts[language] = ofLanguage = [];
            }

            last = (language, ofLanguage);
        }

        CollectionsMarshal.GetValueRefOrAddDefault(last.Counts, perplexity, out _) += times;
    }

    /// <summary>A language's perplexities, rising, with how often each occurred.</summary>
    public IReadOnlyList<(double Perplexity, long Count)> Sorted(string language) =>
        counts.TryGetValue(language, out Dictionary<double, long>? ofLanguage) ? [.. ofLanguage.Select(c => (c.Key, c.Value)).OrderBy(c => c.Key)] : [];
}
