namespace Portolan.Extraction.Metadata;

/// <summary>The properties of JSON-LD that are read.</summary>
internal enum JsonLdProperty : byte
{
    Other,

    /// <summary>The script itself, or <c>@graph</c>: objects in it are the page's own.</summary>
    Top,
    Type,
    Id,
    Name,
    Headline,
    Published,
    Modified,
    Description,
    Language,
    Url,
    Author,
    Publisher,

    /// <summary><c>mainEntityOfPage</c>: an address, or the page around the article.</summary>
    Page,
}
