namespace Portolan.Corpus.Sources;

/// <summary>How names of inputs become files.</summary>
public sealed record InputResolverOptions
{
    /// <summary>Where Common Crawl publishes.</summary>
    public const string CommonCrawlAddress = "https://data.commoncrawl.org/";

    /// <summary>The kind to read where a directory or glob offers crawl files.</summary>
    /// <value>
    /// Null by default: one kind only, <see cref="PreferredKind"/> where it is there, so that no page is read twice.
    /// <see cref="InputKind.Any"/> reads everything.
    /// </value>
    /// <remarks>A file that is named itself, or by a list, is read whatever its kind.</remarks>
    public InputKind? Kind { get; init; }

    /// <summary>The kind to take first where several are there and <see cref="Kind"/> is null; a recipe sets it.</summary>
    /// <value><see cref="InputKind.Wet"/> by default; after it come WET, WARC, JSON and WAT in that order.</value>
    public InputKind PreferredKind { get; init; } = InputKind.Wet;

    /// <summary>Where relative lines of lists and crawls' own lists are looked up: an http(s) address or a local directory.</summary>
    /// <value>Null, the default, takes <c>PORTOLAN_COMMONCRAWL</c>, else <see cref="CommonCrawlAddress"/>.</value>
    public string? BaseAddress { get; init; }

    /// <summary>Up to how many remote files that are named or listed are asked for size and version before the build starts.</summary>
    /// <value>64 by default; 0 asks for none. Files of a <see cref="CrawlSelection"/> are never asked for: crawls are not rewritten.</value>
    public int ProbeLimit { get; init; } = 64;

    /// <summary>Network and cache settings.</summary>
    /// <value>The defaults of <see cref="HttpSourceOptions"/>.</value>
    public HttpSourceOptions Http { get; init; } = new();

    /// <summary>Told about files that are left out because the same pages are read in another kind.</summary>
    /// <value>Null by default: nobody is told.</value>
    public IProgress<SkippedInputs>? Skipped { get; init; }
}
