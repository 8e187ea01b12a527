namespace Portolan.Corpus.CommonCrawl;

/// <summary>The names of the kinds in path lists and on the command line.</summary>
public static class CrawlFileKinds
{
    private static readonly (CrawlFileKind Kind, string Name)[] Table =
    [
        (CrawlFileKind.Warc, "warc"),
        (CrawlFileKind.Wat, "wat"),
        (CrawlFileKind.Wet, "wet"),
        (CrawlFileKind.RobotsTxt, "robotstxt"),
        (CrawlFileKind.Non200Responses, "non200responses"),
        (CrawlFileKind.CdxIndex, "cc-index"),
        (CrawlFileKind.ColumnarIndex, "cc-index-table"),
        (CrawlFileKind.Segment, "segment"),
    ];

    /// <summary>Every kind, those that most people want first.</summary>
    public static IReadOnlyList<CrawlFileKind> All { get; } = [.. Table.Select(static row => row.Kind)];

    /// <summary>The name of a kind: what stands before <c>.paths.gz</c>.</summary>
    /// <param name="kind">A defined value.</param>
    public static string NameOf(CrawlFileKind kind) => Table.First(row => row.Kind == kind).Name;

    /// <summary>The kind of a name, or null when no kind is called so.</summary>
    /// <param name="name">As <see cref="NameOf"/> gives it.</param>
    public static CrawlFileKind? Find(string name) =>
        Array.FindIndex(Table, row => string.Equals(row.Name, name, StringComparison.Ordinal)) is >= 0 and var at ? Table[at].Kind : null;

    /// <summary>Whether the files of this kind are archives whose records have digests.</summary>
    internal static bool IsArchive(CrawlFileKind kind) =>
        kind is CrawlFileKind.Warc or CrawlFileKind.Wat or CrawlFileKind.Wet or CrawlFileKind.RobotsTxt or CrawlFileKind.Non200Responses;
}
