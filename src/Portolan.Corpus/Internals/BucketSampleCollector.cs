using System.Text;
using Portolan.Corpus.Reports;

namespace Portolan.Corpus.Internals;

/// <summary>Keeps a few scored documents of each language and bucket: those whose address has the smallest hash, as <see cref="SampleCollector"/> does.</summary>
internal sealed class BucketSampleCollector
{
    private const int ExcerptLength = 300;

    private readonly Dictionary<(string Language, string Bucket), List<(ulong Hash, BucketSample Sample)>> kept = [];

    public void Add(Document document)
    {
        if (document is not { Perplexity: { } perplexity, Bucket: { } bucket, Language: { } language })
        {
            return;
        }

        ulong hash = Fingerprint.Of(document.Url);
        List<(ulong Hash, BucketSample Sample)> list = List(language, bucket);
        if (list.Count < SampleCollector.PerReason || hash <= list[^1].Hash)
        {
            Insert(list, hash, new BucketSample(language, bucket, perplexity, Encoding.UTF8.GetString(document.Url), Excerpt.Of(document.Text, ExcerptLength)));
        }
    }

    public void Add(BucketSample sample) =>
        Insert(List(sample.Language, sample.Bucket), Fingerprint.Of(Encoding.UTF8.GetBytes(sample.Url)), sample);

    /// <summary>The samples, by language and bucket in ordinal order, best first.</summary>
    public IReadOnlyList<BucketSample> Samples() =>
    [
        .. kept.OrderBy(k => k.Key.Language, StringComparer.Ordinal).ThenBy(k => k.Key.Bucket, StringComparer.Ordinal)
            .SelectMany(k => k.Value.Select(v => v.Sample).OrderBy(s => s.Perplexity).ThenBy(s => s.Url, StringComparer.Ordinal).ThenBy(s => s.Excerpt, StringComparer.Ordinal)),
    ];

    private List<(ulong Hash, BucketSample Sample)> List(string language, string bucket)
    {
        if (!kept.TryGetValue((language, bucket), out List<(ulong Hash, BucketSample Sample)>? list))
        {
            kept[(language, bucket)] = list = [];
        }

        return list;
    }

    private static void Insert(List<(ulong Hash, BucketSample Sample)> list, ulong hash, BucketSample sample)
    {
        int at = list.FindIndex(entry => hash < entry.Hash || hash == entry.Hash && string.CompareOrdinal(sample.Excerpt, entry.Sample.Excerpt) < 0);
        list.Insert(at < 0 ? list.Count : at, (hash, sample));
        if (list.Count > SampleCollector.PerReason)
        {
            list.RemoveAt(SampleCollector.PerReason);
        }
    }
}
