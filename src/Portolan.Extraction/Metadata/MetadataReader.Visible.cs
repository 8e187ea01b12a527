using System.Buffers;
using Portolan.Extraction.Html;

namespace Portolan.Extraction.Metadata;

internal sealed partial class MetadataReader
{
    private const int LongestByline = 100;
    private const int LongestDateLine = 80;

    // How many texts after the main heading a date line may be away from it.
    private const int TextsNearHeading = 30;

    private static readonly SearchValues<string> Marks = SearchValues.Create(
        ["byline", "author", "dateline", "writtenby", "date", "publish", "posted", "pubtime", "datum", "fecha", "comment", "related", "sidebar", "recommend", "footer", "disqus", "teaser"],
        StringComparison.OrdinalIgnoreCase);

    private int textsToSearch;

    private void BeginVisible() => textsToSearch = 0;

    /// <summary>Reads the marks of an element in the body: microdata, links to authors, times, telling classes.</summary>
    private void VisitVisible(int node)
    {
        HtmlTag tag = document.Tag(node);
        if (tag == HtmlTag.H1)
        {
            VisitHeading(node);
        }
        else if (tag is HtmlTag.Aside or HtmlTag.Footer or HtmlTag.Nav)
        {
            ignoredUntil = Math.Max(ignoredUntil, document.End(node));
            return;
        }

        if (!WantsVisible())
        {
            return;
        }

        int count = document.AttributeCount(node);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<char> name = document.AttributeName(node, i);
            switch (name.Length)
            {
                case 8 when name is "itemprop":
                    VisitItemProperty(node, document.AttributeValue(node, i));
                    break;
                case 5 when name is "class":
                case 2 when name is "id":
                    VisitMarks(node, document.AttributeValue(node, i));
                    break;
                case 3 when name is "rel" && node >= ignoredUntil && candidates.Wants(MetadataField.Author, Rank.AuthorLink) && HasToken(document.AttributeValue(node, i), "author"):
                    OfferAuthorElement(Rank.AuthorLink, node);
                    break;
            }
        }

        if (tag == HtmlTag.Time && node >= ignoredUntil)
        {
            VisitTime(node);
        }
    }

    /// <summary>Whether any visible mark could still win: most pages have said all by the end of their head.</summary>
    private bool WantsVisible() =>
        candidates.Wants(MetadataField.Author, Rank.AuthorInMicrodata) || candidates.Wants(MetadataField.Date, Rank.DateInMicrodata)
        || candidates.Wants(MetadataField.Title, Rank.HeadlineInMicrodata);

    private void VisitHeading(int node)
    {
        if (heading is null && node >= ignoredUntil && NullIfEmpty(ReadText(node)) is { } text)
        {
            heading = text;
            textsToSearch = TextsNearHeading;
        }
    }

    private void VisitItemProperty(int node, ReadOnlySpan<char> property)
    {
        if (node < ignoredUntil)
        {
            return;
        }

        if (property.Contains("author", StringComparison.OrdinalIgnoreCase) && candidates.Wants(MetadataField.Author, Rank.AuthorInMicrodata))
        {
            OfferAuthorElement(Rank.AuthorInMicrodata, node);
        }
        else if (property.Contains("datePublished", StringComparison.OrdinalIgnoreCase) || property.Contains("dateCreated", StringComparison.OrdinalIgnoreCase))
        {
            OfferDateElement(Rank.DateInMicrodata, node);
        }
        else if (property is "headline" && candidates.Wants(MetadataField.Title, Rank.HeadlineInMicrodata))
        {
            candidates.Offer(MetadataField.Title, Rank.HeadlineInMicrodata, ReadText(node));
        }
    }

    private void VisitTime(int node)
    {
        bool marked = document.TryGetAttribute(node, "pubdate", out _) || document.Attribute(node, "class").Contains("publish", StringComparison.OrdinalIgnoreCase);
        OfferDateElement(marked ? Rank.DateMarked : Rank.DateInTime, node);
    }

    private void VisitMarks(int node, ReadOnlySpan<char> names)
    {
        // The page's own frame is often called after what is in it.
        if (names.IsEmpty || document.Tag(node) is HtmlTag.Body or HtmlTag.Html or HtmlTag.Main or HtmlTag.Article)
        {
            return;
        }

        int at = names.IndexOfAny(Marks);
        if (at < 0)
        {
            return;
        }

        ReadOnlySpan<char> mark = names[at..];
        if (StartsWith(mark, "comment") || StartsWith(mark, "related") || StartsWith(mark, "sidebar") || StartsWith(mark, "recommend")
            || StartsWith(mark, "footer") || StartsWith(mark, "disqus") || StartsWith(mark, "teaser"))
        {
            ignoredUntil = Math.Max(ignoredUntil, document.End(node));
        }
        else if (node < ignoredUntil)
        {
            return;
        }
        else if (StartsWith(mark, "byline") || StartsWith(mark, "author") || StartsWith(mark, "writtenby"))
        {
            int rank = StartsWith(mark, "author") ? Rank.AuthorInClass : Rank.AuthorInByline;
            if (candidates.Wants(MetadataField.Author, rank))
            {
                OfferAuthorElement(rank, node);
            }
        }
        else
        {
            OfferDateElement(Rank.DateInClass, node);
        }
    }

    private static bool StartsWith(ReadOnlySpan<char> text, string word) => text.StartsWith(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The author that an element names: in a property <c>name</c> inside it, else in its short text.</summary>
    private void OfferAuthorElement(int rank, int node)
    {
        int end = Math.Min(document.End(node), node + 64);
        for (int i = node; i < end; i++)
        {
            if (document.Kind(i) == HtmlNodeKind.Element && HasToken(document.Attribute(i, "itemprop"), "name"))
            {
                node = i;
                break;
            }
        }

        if (document.TryGetAttribute(node, "content", out ReadOnlySpan<char> content) && !content.IsEmpty)
        {
            OfferAuthor(rank, content);
            return;
        }

        Span<char> text = stackalloc char[LongestByline + 1];
        int length = InnerText.Read(document, node, text);
        if (length is > 0 and <= LongestByline)
        {
            OfferAuthor(rank, text[..length]);
        }
    }

    /// <summary>The date that an element gives in an attribute, else in its short text.</summary>
    private void OfferDateElement(int rank, int node)
    {
        if (!candidates.Wants(MetadataField.Date, rank))
        {
            return;
        }

        OfferDate(rank, document.Attribute(node, "datetime"));
        OfferDate(rank, document.Attribute(node, "content"));
        Span<char> text = stackalloc char[LongestDateLine + 1];
        int length = candidates.Wants(MetadataField.Date, rank) ? InnerText.Read(document, node, text) : 0;
        if (length is > 0 and <= LongestDateLine)
        {
            OfferDate(rank, text[..length]);
        }
    }

    /// <summary>A short line with a date in it, soon after the main heading.</summary>
    private void VisitText(int node)
    {
        if (textsToSearch == 0 || node < ignoredUntil || !candidates.Wants(MetadataField.Date, Rank.DateNearTitle))
        {
            return;
        }

        ReadOnlySpan<char> text = document.Text(node).Trim();
        if (text.IsEmpty)
        {
            return;
        }

        textsToSearch--;
        if (text.Length is >= 6 and <= LongestDateLine)
        {
            OfferDate(Rank.DateNearTitle, text);
        }
    }
}
