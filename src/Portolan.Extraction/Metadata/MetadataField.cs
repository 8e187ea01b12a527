namespace Portolan.Extraction.Metadata;

/// <summary>What is known of a page.</summary>
internal enum MetadataField : byte
{
    Title,
    Author,
    Date,
    Description,
    Language,
    SiteName,
    CanonicalUrl,
}
