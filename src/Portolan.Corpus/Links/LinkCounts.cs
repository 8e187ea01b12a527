namespace Portolan.Corpus.Links;

/// <summary>Counts of one file's links, or of all files'.</summary>
internal sealed class LinkCounts
{
    public const string NotAnAnchor = "not-an-anchor";

    public long Records { get; set; }

    public long Pages { get; set; }

    public long PagesWithoutLinks { get; set; }

    public long Links { get; set; }

    public SortedDictionary<string, long> LeftOut { get; } = new(StringComparer.Ordinal);

    public void Leave(string reason) => LeftOut[reason] = LeftOut.GetValueOrDefault(reason) + 1;

    public void Add(LinkCounts other)
    {
        Records += other.Records;
        Pages += other.Pages;
        PagesWithoutLinks += other.PagesWithoutLinks;
        Links += other.Links;
        foreach ((string reason, long count) in other.LeftOut)
        {
            LeftOut[reason] = LeftOut.GetValueOrDefault(reason) + count;
        }
    }
}
