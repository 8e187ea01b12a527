namespace Portolan.Extraction.Pages;

/// <summary>What a page says of itself, from JSON-LD, OpenGraph, microdata, <c>meta</c> elements and visible marks; null where it says nothing.</summary>
public sealed record PageMetadata
{
    /// <summary>The title of the article, without the site's name where that can be told.</summary>
    public string? Title { get; init; }

    /// <summary>Authors, separated by <c>; </c>.</summary>
    public string? Author { get; init; }

    /// <summary>Date of publication as <c>yyyy-MM-dd</c>.</summary>
    public string? Date { get; init; }

    /// <summary>The page's own summary.</summary>
    public string? Description { get; init; }

    /// <summary>Language that the page declares, a BCP 47 tag in its usual case; a hint, pages often err.</summary>
    public string? Language { get; init; }

    /// <summary>Name of the site.</summary>
    public string? SiteName { get; init; }

    /// <summary>The address that the page wants to be known by, absolute.</summary>
    public string? CanonicalUrl { get; init; }
}
