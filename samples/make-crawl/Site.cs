namespace Portolan.Samples.MakeCrawl;

/// <summary>One invented host: what all its pages share, and the pages.</summary>
internal sealed record Site
{
    public required string Host { get; init; }

    public required string Name { get; init; }

    public required string Language { get; init; }

    /// <summary>The shape of the HTML: article, portal, board, table or farm.</summary>
    public required string Layout { get; init; }

    public required string Quality { get; init; }

    public required string Charset { get; init; }

    public required string Server { get; init; }

    public string Tagline { get; init; } = "";

    public string Cookie { get; init; } = "";

    public string CookieButtons { get; init; } = "";

    /// <summary>The host whose pages this one serves unchanged, or empty.</summary>
    public string MirrorOf { get; init; } = "";

    /// <summary>How many of the mirrored host's pages were crawled here.</summary>
    public int MirrorLimit { get; init; }

    public IReadOnlyList<string> Navigation { get; init; } = [];

    public IReadOnlyList<string> Aside { get; init; } = [];

    public IReadOnlyList<string> Footer { get; init; } = [];

    public List<Page> Pages { get; } = [];

    public string UrlOf(string path) => $"https://{Host}{path}";
}
