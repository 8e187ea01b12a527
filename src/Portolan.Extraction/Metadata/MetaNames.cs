using System.Collections.Frozen;

namespace Portolan.Extraction.Metadata;

/// <summary>What <c>meta</c> elements mean by their <c>name</c>, <c>property</c> or <c>itemprop</c>, and how far each is to be believed.</summary>
internal static class MetaNames
{
    // Sources: OpenGraph (ogp.me), Twitter cards, Dublin Core (DCMI terms), Google Scholar's citation_*, Parse.ly, Sailthru, schema.org.
    private static readonly FrozenDictionary<string, (MetadataField Field, int Rank)>.AlternateLookup<ReadOnlySpan<char>> ByName =
        new Dictionary<string, (MetadataField Field, int Rank)>(StringComparer.OrdinalIgnoreCase)
        {
            ["og:title"] = (MetadataField.Title, 80),
            ["citation_title"] = (MetadataField.Title, 85),
            ["dc.title"] = (MetadataField.Title, 82),
            ["dcterms.title"] = (MetadataField.Title, 82),
            ["dcterm.title"] = (MetadataField.Title, 81),
            ["parsely-title"] = (MetadataField.Title, 75),
            ["twitter:title"] = (MetadataField.Title, 70),
            ["sailthru.title"] = (MetadataField.Title, 70),
            ["title"] = (MetadataField.Title, 72),
            ["headline"] = (MetadataField.Title, 68),

            ["citation_author"] = (MetadataField.Author, 84),
            ["dc.creator"] = (MetadataField.Author, 82),
            ["dcterms.creator"] = (MetadataField.Author, 82),
            ["dcterm.creator"] = (MetadataField.Author, 81),
            ["author"] = (MetadataField.Author, 80),
            ["parsely-author"] = (MetadataField.Author, 78),
            ["sailthru.author"] = (MetadataField.Author, 78),
            ["byl"] = (MetadataField.Author, 77),
            ["article:author"] = (MetadataField.Author, 76),
            ["article:author_name"] = (MetadataField.Author, 77),
            ["og:article:author"] = (MetadataField.Author, 75),
            ["article.author"] = (MetadataField.Author, 75),
            ["creator"] = (MetadataField.Author, 74),
            ["shareaholic:article_author_name"] = (MetadataField.Author, 73),
            ["rbauthors"] = (MetadataField.Author, 70),

            ["article:published_time"] = (MetadataField.Date, 95),
            ["og:article:published_time"] = (MetadataField.Date, 94),
            ["article.published"] = (MetadataField.Date, 93),
            ["citation_publication_date"] = (MetadataField.Date, 92),
            ["citation_online_date"] = (MetadataField.Date, 91),
            ["citation_date"] = (MetadataField.Date, 91),
            ["parsely-pub-date"] = (MetadataField.Date, 91),
            ["dc.date.issued"] = (MetadataField.Date, 91),
            ["dcterms.issued"] = (MetadataField.Date, 91),
            ["dcterms.created"] = (MetadataField.Date, 89),
            ["dc.date.created"] = (MetadataField.Date, 89),
            ["dcterms.date"] = (MetadataField.Date, 88),
            ["dc.date"] = (MetadataField.Date, 88),
            ["datepublished"] = (MetadataField.Date, 90),
            ["sailthru.date"] = (MetadataField.Date, 88),
            ["publishdate"] = (MetadataField.Date, 88),
            ["publish-date"] = (MetadataField.Date, 88),
            ["publish_date"] = (MetadataField.Date, 88),
            ["pubdate"] = (MetadataField.Date, 88),
            ["pub_date"] = (MetadataField.Date, 88),
            ["published_time"] = (MetadataField.Date, 88),
            ["published"] = (MetadataField.Date, 87),
            ["published-date"] = (MetadataField.Date, 88),
            ["og:published_time"] = (MetadataField.Date, 88),
            ["og:pubdate"] = (MetadataField.Date, 88),
            ["originalpublicationdate"] = (MetadataField.Date, 88),
            ["article:create_at"] = (MetadataField.Date, 87),
            ["article_date_original"] = (MetadataField.Date, 87),
            ["datecreated"] = (MetadataField.Date, 86),
            ["displaydate"] = (MetadataField.Date, 86),
            ["date"] = (MetadataField.Date, 85),
            ["article:modified_time"] = (MetadataField.Date, 20),
            ["og:updated_time"] = (MetadataField.Date, 19),
            ["datemodified"] = (MetadataField.Date, 18),
            ["dcterms.modified"] = (MetadataField.Date, 18),
            ["lastmod"] = (MetadataField.Date, 17),

            ["og:description"] = (MetadataField.Description, 80),
            ["description"] = (MetadataField.Description, 78),
            ["dc.description"] = (MetadataField.Description, 76),
            ["dcterms.description"] = (MetadataField.Description, 76),
            ["twitter:description"] = (MetadataField.Description, 70),
            ["sailthru.description"] = (MetadataField.Description, 60),
            ["dcterms.abstract"] = (MetadataField.Description, 60),

            ["og:site_name"] = (MetadataField.SiteName, 90),
            ["citation_journal_title"] = (MetadataField.SiteName, 70),
            ["dc.publisher"] = (MetadataField.SiteName, 60),
            ["publisher"] = (MetadataField.SiteName, 58),
            ["application-name"] = (MetadataField.SiteName, 55),
            ["apple-mobile-web-app-title"] = (MetadataField.SiteName, 50),
            ["al:android:app_name"] = (MetadataField.SiteName, 40),
            ["al:ios:app_name"] = (MetadataField.SiteName, 39),
            ["twitter:site"] = (MetadataField.SiteName, 20),

            ["og:locale"] = (MetadataField.Language, 60),
            ["content-language"] = (MetadataField.Language, 70),
            ["dc.language"] = (MetadataField.Language, 55),
            ["dcterms.language"] = (MetadataField.Language, 55),
            ["language"] = (MetadataField.Language, 50),
            ["inlanguage"] = (MetadataField.Language, 58),

            ["og:url"] = (MetadataField.CanonicalUrl, 80),
            ["parsely-link"] = (MetadataField.CanonicalUrl, 50),
            ["twitter:url"] = (MetadataField.CanonicalUrl, 40),
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Finds the meaning of a name; Dublin Core's are written with a full stop or a colon.</summary>
    public static bool TryFind(ReadOnlySpan<char> name, out MetadataField field, out int rank)
    {
        name = name.Trim();
        (field, rank) = (default, 0);
        if (name.IsEmpty || name.Length > 40)
        {
            return false;
        }

        if (!ByName.TryGetValue(name, out (MetadataField Field, int Rank) found))
        {
            if (!name.StartsWith("dc", StringComparison.OrdinalIgnoreCase) || !name.Contains(':'))
            {
                return false;
            }

            Span<char> dotted = stackalloc char[name.Length];
            name.Replace(dotted, ':', '.');
            if (!ByName.TryGetValue(dotted, out found))
            {
                return false;
            }
        }

        (field, rank) = found;
        return true;
    }
}
