using System.Buffers;
using Portolan.Extraction.Html;
using Portolan.Extraction.Pages;

namespace Portolan.Extraction.Metadata;

/// <summary>Reads what a page says of itself.</summary>
/// <remarks>
/// One walk through the document gathers the best candidate for each field; what is costly to read is read only where its rank would
/// win. Sources in the order of belief: JSON-LD, <c>meta</c> elements, microdata, marks in links and classes, visible text. Keeps its
/// buffers between pages; one thread at a time.
/// </remarks>
internal sealed partial class MetadataReader
{
    // Bylines and dates near the top are short lines; a heading is not much longer.
    private const int LongestHeading = 300;

    private readonly MetadataCandidates candidates = new();
    private readonly JsonLdReader jsonLd = new();
    private HtmlDocument document = null!;
    private string? baseAddress;
    private string? title;
    private string? heading;
    private int ignoredUntil;

    /// <summary>Reads one page.</summary>
    /// <param name="page">The page, parsed.</param>
    /// <param name="url">Where it came from, or null.</param>
    /// <param name="contentLanguage">The Content-Language header, or null.</param>
    public PageMetadata Read(HtmlDocument page, string? url, string? contentLanguage)
    {
        document = page;
        candidates.Clear();
        jsonLd.Clear();
        baseAddress = title = heading = null;
        ignoredUntil = 0;
        BeginVisible();
        for (int node = 1; node < page.Count; node++)
        {
            if (page.Kind(node) == HtmlNodeKind.Element)
            {
                VisitElement(node);
            }
            else if (page.Kind(node) == HtmlNodeKind.Text)
            {
                VisitText(node);
            }
        }

        OfferJsonLd();
        if (url is not null && candidates.Wants(MetadataField.Date, Rank.DateInUrl) && DateFinder.TryFindInUrl(url, out DateOnly inUrl))
        {
            candidates.Offer(MetadataField.Date, Rank.DateInUrl, DateFinder.Format(inUrl));
        }

        OfferLanguage(Rank.LanguageHeader, contentLanguage);
        return Finish(url);
    }

    private PageMetadata Finish(string? url)
    {
        ReadOnlySpan<char> host = HostOf(url);
        string? siteName = candidates[MetadataField.SiteName]?.TrimStart('@');
        string? declared = candidates[MetadataField.Title];
        string? found = declared is not null ? TitleCleaner.WithoutSite(declared, siteName, host)
            : title is not null ? TitleCleaner.Clean(title, siteName, heading, host)
            : heading;
        return new PageMetadata
        {
            Title = found,
            Author = candidates[MetadataField.Author],
            Date = candidates[MetadataField.Date],
            Description = candidates[MetadataField.Description],
            Language = candidates[MetadataField.Language],
            SiteName = siteName,
            CanonicalUrl = CanonicalAddress.Resolve(candidates[MetadataField.CanonicalUrl], baseAddress, url),
        };
    }

    private static ReadOnlySpan<char> HostOf(string? url)
    {
        int scheme = url is null ? -1 : url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return default;
        }

        ReadOnlySpan<char> host = url.AsSpan(scheme + 3);
        int end = host.IndexOfAny("/?#:");
        return end < 0 ? host : host[..end];
    }

    private void VisitElement(int node)
    {
        switch (document.Tag(node))
        {
            case HtmlTag.Html:
                OfferLanguage(Rank.LanguageOfRoot, document.TryGetAttribute(node, "lang", out ReadOnlySpan<char> language) && !language.IsEmpty ? language : document.Attribute(node, "xml:lang"));
                break;
            case HtmlTag.Meta:
                VisitMeta(node);
                break;
            case HtmlTag.Link:
                if (HasToken(document.Attribute(node, "rel"), "canonical"))
                {
                    candidates.Offer(MetadataField.CanonicalUrl, Rank.LinkCanonical, document.Attribute(node, "href"));
                }

                break;
            case HtmlTag.Body:
                // What the head's scripts say makes most of the search below needless; those in the body are added at the end.
                OfferJsonLd();
                break;
            case HtmlTag.Base:
                baseAddress ??= document.TryGetAttribute(node, "href", out ReadOnlySpan<char> href) ? href.Trim().ToString() : null;
                break;
            case HtmlTag.Title:
                title ??= NullIfEmpty(ReadText(node));
                break;
            case HtmlTag.Script:
                if (document.Attribute(node, "type").Trim().StartsWith("application/ld+json", StringComparison.OrdinalIgnoreCase))
                {
                    ReadJsonLd(node);
                }

                break;
            default:
                VisitVisible(node);
                break;
        }
    }

    private void VisitMeta(int node)
    {
        ReadOnlySpan<char> content = document.Attribute(node, "content");
        if (content.IsEmpty)
        {
            return;
        }

        OfferMeta(document.Attribute(node, "property"), content, preference: 1);
        OfferMeta(document.Attribute(node, "name"), content, preference: 0);
        OfferMeta(document.Attribute(node, "itemprop"), content, preference: 0);
        if (document.Attribute(node, "http-equiv").Equals("content-language", StringComparison.OrdinalIgnoreCase))
        {
            OfferLanguage(Rank.LanguagePragma, content);
        }
    }

    /// <summary>Takes a named value; a property may have several names, separated by spaces, and is preferred to a name, as RDFa is meant for machines.</summary>
    private void OfferMeta(ReadOnlySpan<char> names, ReadOnlySpan<char> content, int preference)
    {
        if (names.IsEmpty)
        {
            return;
        }

        foreach (Range range in names.Split(' '))
        {
            if (!MetaNames.TryFind(names[range], out MetadataField field, out int rank))
            {
                continue;
            }

            rank += preference;
            switch (field)
            {
                case MetadataField.Author:
                    OfferAuthor(rank, content, repeats: true);
                    break;
                case MetadataField.Date:
                    OfferDate(rank, content);
                    break;
                case MetadataField.Language:
                    OfferLanguage(rank, content);
                    break;
                default:
                    candidates.Offer(field, rank, content);
                    break;
            }
        }
    }

    private void OfferAuthor(int rank, ReadOnlySpan<char> text, bool repeats = false)
    {
        if (!repeats && !candidates.Wants(MetadataField.Author, rank))
        {
            return;
        }

        if (text.Length <= LongestHeading && AuthorNames.Clean(text) is { } name)
        {
            if (repeats)
            {
                candidates.Append(MetadataField.Author, rank, name);
            }
            else
            {
                candidates.Offer(MetadataField.Author, rank, name);
            }
        }
    }

    private void OfferDate(int rank, ReadOnlySpan<char> text)
    {
        if (candidates.Wants(MetadataField.Date, rank) && text.Length <= LongestHeading && DateFinder.TryFind(text, candidates[MetadataField.Language], out DateOnly date))
        {
            candidates.Offer(MetadataField.Date, rank, DateFinder.Format(date));
        }
    }

    private void OfferLanguage(int rank, ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty && candidates.Wants(MetadataField.Language, rank) && LanguageTag.Normalize(text) is { } tag)
        {
            candidates.Offer(MetadataField.Language, rank, tag);
        }
    }

    private void ReadJsonLd(int node)
    {
        for (int i = node + 1; i < document.End(node); i++)
        {
            jsonLd.Read(document.Text(i));
        }
    }

    private string ReadText(int node)
    {
        Span<char> text = stackalloc char[LongestHeading];
        return text[..InnerText.Read(document, node, text)].ToString();
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    /// <summary>Whether a list of tokens separated by white space has this one.</summary>
    private static bool HasToken(ReadOnlySpan<char> list, ReadOnlySpan<char> token)
    {
        while (!list.IsEmpty)
        {
            int end = list.IndexOfAny(WhiteSpace);
            if ((end < 0 ? list : list[..end]).Equals(token, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            list = end < 0 ? default : list[(end + 1)..];
        }

        return false;
    }

    private static readonly SearchValues<char> WhiteSpace = SearchValues.Create(" \t\r\n\f");

    /// <summary>How far sources are believed; those of <c>meta</c> elements are in <see cref="MetaNames"/>.</summary>
    private static class Rank
    {
        public const int LanguageOfRoot = 80;
        public const int LanguagePragma = 70;
        public const int LanguageHeader = 40;
        public const int LinkCanonical = 90;
        public const int HeadlineOfArticle = 86;
        public const int AuthorOfArticle = 90;
        public const int DateOfArticle = 98;
        public const int DescriptionOfArticle = 65;
        public const int PublisherOfArticle = 65;
        public const int UrlOfArticle = 60;
        public const int LanguageOfArticle = 57;
        public const int DateModified = 21;
        public const int DateInMicrodata = 80;
        public const int DateMarked = 75;
        public const int DateInUrl = 70;
        public const int DateInTime = 60;
        public const int DateInClass = 50;
        public const int DateNearTitle = 40;
        public const int AuthorInMicrodata = 68;
        public const int AuthorLink = 64;
        public const int AuthorInByline = 60;
        public const int AuthorInClass = 50;
        public const int HeadlineInMicrodata = 60;
    }
}
