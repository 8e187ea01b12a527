namespace Portolan.Corpus.CommonCrawl;

/// <summary>One capture of a page, as the index knows it.</summary>
/// <param name="Url">The page's address.</param>
/// <param name="Timestamp">When it was fetched: <c>yyyyMMddHHmmss</c>, UTC.</param>
/// <param name="FileName">The WARC file, a path below the data address.</param>
/// <param name="Offset">The first byte of its compressed record in that file.</param>
/// <param name="Length">The bytes of the compressed record, 1 to 64 MiB.</param>
public sealed record Capture(string Url, string Timestamp, string FileName, long Offset, int Length)
{
    /// <summary>The address as the index sorts it, host reversed, such as <c>org,example)/about</c>, or null.</summary>
    public string? UrlKey { get; init; }

    /// <summary>The status of the answer as written, or null; <c>-</c> stands for none.</summary>
    public string? Status { get; init; }

    /// <summary>The media type that the server named, or null.</summary>
    public string? Mime { get; init; }

    /// <summary>The media type that the crawler recognised, or null.</summary>
    public string? MimeDetected { get; init; }

    /// <summary>SHA-1 of the payload in base 32, or null.</summary>
    public string? Digest { get; init; }

    /// <summary>The languages recognised, ISO 639-3 with commas between, best first, or null.</summary>
    public string? Languages { get; init; }

    /// <summary>The character encoding recognised, or null.</summary>
    public string? Encoding { get; init; }

    /// <summary>Why the payload was cut (<c>length</c>, <c>time</c>, …), or null.</summary>
    public string? Truncated { get; init; }

    /// <summary>Where a redirect leads, or null.</summary>
    public string? Redirect { get; init; }
}
