using Portolan.Corpus.Sources;

namespace Portolan.Corpus.CommonCrawl;

/// <summary>Where Common Crawl is found and how it is asked.</summary>
public sealed record CommonCrawlOptions
{
    /// <summary>Where Common Crawl's index server is.</summary>
    public const string PublicIndexAddress = "https://index.commoncrawl.org/";

    /// <summary>Where path lists and archives are: an http(s) address, or one of another known scheme such as <c>s3://commoncrawl/</c>.</summary>
    /// <value>Null, the default, takes <c>PORTOLAN_COMMONCRAWL</c>, else <see cref="InputResolverOptions.CommonCrawlAddress"/>.</value>
    public string? DataAddress { get; init; }

    /// <summary>Where the list of snapshots and the lookups are.</summary>
    /// <value>Null, the default, takes <see cref="PublicIndexAddress"/>.</value>
    public string? IndexAddress { get; init; }

    /// <summary>How many files or records are fetched at once.</summary>
    /// <value>4 by default; 1 to 64. Lookups are always one at a time, as the index server's operators ask.</value>
    public int Parallel { get; init; } = 4;

    /// <summary>Retries, waits, clock and the place of cached path lists.</summary>
    /// <value>
    /// <see cref="PoliteHttp"/> by default. A refusal for too many requests (403, 429, 503) makes all transfers of a client wait.
    /// </value>
    public HttpSourceOptions Http { get; init; } = PoliteHttp;

    /// <summary>Settings after the operators' wish that an overloaded server is asked no more than once a second, but as often as it takes.</summary>
    /// <value>The defaults of <see cref="HttpSourceOptions"/>, but 30 attempts, 2 seconds after the first, and a 403 tried three times.</value>
    public static HttpSourceOptions PoliteHttp { get; } = new() { MaxAttempts = 30, BaseDelay = TimeSpan.FromSeconds(2), RetryForbidden = true };
}
