using System.Text.Json;
using Portolan.Extraction.Html;
using Portolan.Extraction.Metadata;
using Portolan.Extraction.Pages;
using Portolan.Extraction.Tests.Pages;
using Portolan.Testing;

namespace Portolan.Extraction.Tests.Metadata;

/// <summary>Agreement with what Readability.js's authors approved for their own test pages.</summary>
public sealed class ReadabilityMetadataTests
{
    [SharedDataFact]
    public void Title_author_and_language_agree_with_readability()
    {
        string folder = SharedData.PathOf("data/html/readability");
        using JsonDocument truth = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "truth.json")));
        var reader = new MetadataReader();
        var decoder = new PageDecoder();
        var parser = new HtmlParser();
        int pages = 0, titles = 0, articles = 0, authors = 0, languages = 0;
        var differences = new List<string>();
        foreach (JsonProperty page in truth.RootElement.EnumerateObject())
        {
            byte[] body = SharedPages.Unpack(Path.Combine(folder, "pages", page.Name + ".html.gz"));
            decoder.Decode(body, "text/html", int.MaxValue);
            PageMetadata found = reader.Read(parser.Parse(decoder.Text), page.Value.GetProperty("url").GetString(), null);
            pages++;
            titles += Same(found.Title, Text(page, "title")) ? 1 : 0;
            articles += Count(SameButForSite(found.Title, Text(page, "title")), page.Name, "title", found.Title, Text(page, "title"));
            authors += Count(Same(found.Author, AuthorNames.Clean(Text(page, "byline"))), page.Name, "author", found.Author, Text(page, "byline"));
            languages += Count(string.Equals(found.Language, Text(page, "lang") is { Length: > 0 } tag ? tag : null, StringComparison.OrdinalIgnoreCase), page.Name, "language", found.Language, Text(page, "lang"));
        }

        string report = $"of {pages}: titles {titles}, but for the name of the site {articles}, authors {authors}, languages {languages}\n{string.Join('\n', differences)}";
        pages.ShouldBe(66);
        titles.ShouldBeGreaterThanOrEqualTo(57, report);
        articles.ShouldBeGreaterThanOrEqualTo(65, report);
        authors.ShouldBeGreaterThanOrEqualTo(58, report);
        languages.ShouldBe(66, report);

        int Count(bool same, string name, string field, string? ours, string? theirs)
        {
            if (!same)
            {
                differences.Add($"{name} {field}: '{ours}' for '{theirs}'");
            }

            return same ? 1 : 0;
        }
    }

    private static string? Text(JsonProperty page, string field) => page.Value.GetProperty(field).GetString();

    private static bool Same(string? ours, string? theirs)
    {
        string one = InnerText.Collapse(ours), other = InnerText.Collapse(theirs);
        return string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Readability leaves the site's name on titles that OpenGraph gives; we take it off.</summary>
    private static bool SameButForSite(string? ours, string? theirs) =>
        Same(ours, theirs) || (ours is { Length: > 3 } && theirs is not null && theirs.Length > ours.Length && InnerText.Collapse(theirs).StartsWith(ours, StringComparison.Ordinal)
            && theirs[ours.Length..].TrimStart() is ['|' or '-' or '–' or '_', ..]);
}
