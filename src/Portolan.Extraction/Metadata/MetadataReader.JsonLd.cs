namespace Portolan.Extraction.Metadata;

internal sealed partial class MetadataReader
{
    // More authors than this are a list of everyone who ever wrote for the site.
    private const int MostAuthors = 20;

    /// <summary>Offers what the scripts say: articles first, then other works, then the page around them.</summary>
    private void OfferJsonLd()
    {
        foreach (JsonLdObject found in jsonLd.Objects)
        {
            if (found.IsTop && found.Fit > 0)
            {
                OfferWork(found, found.Fit == 2 ? 0 : 5);
            }
        }

        foreach (JsonLdObject found in jsonLd.Objects)
        {
            if (found.IsTop && found.IsWebPage && found.Fit == 0)
            {
                // A site's own start page is as often dated as its articles are; it is believed less.
                OfferWork(found, 30);
            }
        }
    }

    private void OfferWork(JsonLdObject work, int penalty)
    {
        candidates.Offer(MetadataField.Title, Rank.HeadlineOfArticle - penalty, penalty < 30 ? TitleOf(work) : work.Headline);
        if (work.Published is { } published)
        {
            OfferDate(Rank.DateOfArticle - penalty, published);
        }

        if (work.Modified is { } modified)
        {
            OfferDate(Rank.DateModified, modified);
        }

        candidates.Offer(MetadataField.Description, Rank.DescriptionOfArticle - penalty, work.Description);
        OfferLanguage(Rank.LanguageOfArticle, work.Language);
        candidates.Offer(MetadataField.CanonicalUrl, Rank.UrlOfArticle - penalty, work.Url);
        string? publisher = work.Publisher >= 0 ? NameOf(jsonLd[work.Publisher]) : work.PublisherText;
        candidates.Offer(MetadataField.SiteName, Rank.PublisherOfArticle - penalty, publisher);
        OfferAuthors(work, Rank.AuthorOfArticle - penalty);
    }

    /// <summary>The headline; but some put a summary there and the title in the name, which the page's own title then begins with.</summary>
    private string? TitleOf(JsonLdObject work) =>
        work.Headline is { } headline && work.Name is { Length: > 0 } name && title is not null
            && title.StartsWith(name, StringComparison.OrdinalIgnoreCase) && !title.Contains(headline, StringComparison.OrdinalIgnoreCase)
            ? name
            : work.Headline ?? work.Name;

    private void OfferAuthors(JsonLdObject work, int rank)
    {
        if (!candidates.Wants(MetadataField.Author, rank))
        {
            return;
        }

        if (work.AuthorText is { } text)
        {
            foreach (Range range in text.AsSpan().Split(';'))
            {
                OfferAuthor(rank, text.AsSpan(range), repeats: true);
            }
        }

        foreach (int author in work.Authors.Take(MostAuthors))
        {
            string? names = NameOf(jsonLd[author]);
            foreach (Range range in names.AsSpan().Split(';'))
            {
                OfferAuthor(rank, names.AsSpan(range), repeats: true);
            }
        }
    }

    /// <summary>The name of a person or organisation, which may be told in another object of the same <c>@id</c>.</summary>
    private string? NameOf(JsonLdObject found) => found.Name ?? (found.Id is { } id ? jsonLd.FindNamed(id)?.Name : null);
}
