using System.Text;
using Portolan.Corpus.Reports;

namespace Portolan.Corpus.Internals;

/// <summary>Keeps a few examples of what each stage dropped for each reason.</summary>
/// <remarks>The examples are those whose address has the smallest hash: random enough, and the same for any division into shards and workers.</remarks>
internal sealed class SampleCollector
{
    /// <summary>Examples for one stage and reason.</summary>
    public const int PerReason = 3;

    private const int ExcerptLength = 300;

    private readonly Dictionary<(string Stage, string Reason), List<(ulong Hash, Sample Sample)>> kept = [];

    public void Add(string stage, string reason, Document document)
    {
        ulong hash = Fingerprint.Of(document.Url);
        List<(ulong Hash, Sample Sample)> list = List(stage, reason);
        if (list.Count == PerReason && hash > list[^1].Hash)
        {
            return;
        }

        Insert(list, hash, new Sample(stage, reason, Encoding.UTF8.GetString(document.Url), document.HasPage ? PageExcerpt.Of(document, ExcerptLength) : Excerpt.Of(document.Text, ExcerptLength)));
    }

    public void Add(Sample sample) =>
        Insert(List(sample.Stage, sample.Reason), Fingerprint.Of(Encoding.UTF8.GetBytes(sample.Url)), sample);

    /// <summary>The samples, by stage and reason in ordinal order.</summary>
    public IReadOnlyList<Sample> Samples() =>
    [
        .. kept.OrderBy(k => k.Key.Stage, StringComparer.Ordinal).ThenBy(k => k.Key.Reason, StringComparer.Ordinal)
            .SelectMany(k => k.Value.Select(v => v.Sample)),
    ];

    private List<(ulong Hash, Sample Sample)> List(string stage, string reason)
    {
        if (!kept.TryGetValue((stage, reason), out List<(ulong Hash, Sample Sample)>? list))
        {
            kept[(stage, reason)] = list = [];
        }

        return list;
    }

    private static void Insert(List<(ulong Hash, Sample Sample)> list, ulong hash, Sample sample)
    {
        int at = list.FindIndex(entry => hash < entry.Hash || hash == entry.Hash && string.CompareOrdinal(sample.Excerpt, entry.Sample.Excerpt) < 0);
        list.Insert(at < 0 ? list.Count : at, (hash, sample));
        if (list.Count > PerReason)
        {
            list.RemoveAt(PerReason);
        }
    }
}
