using System.IO.Compression;
using System.Text.Json;
using Portolan.Extraction.Metadata;
using Portolan.Extraction.Pages;
using Portolan.Extraction.Tests.Html;
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
        int pages = 0, titles = 0, authors = 0, languages = 0;
        var differences = new List<string>();
        foreach (JsonProperty page in truth.RootElement.EnumerateObject())
        {
            byte[] body = Unpack(Path.Combine(folder, "pages", page.Name + ".html.gz"));
            decoder.Decode(body, "text/html", int.MaxValue);
            PageMetadata found = reader.Read(AngleSharpTree.Parse(decoder.Text.ToString()), page.Value.GetProperty("url").GetString(), null);
            pages++;
            titles += Count(Same(found.Title, Text(page, "title")), page.Name, "title", found.Title, Text(page, "title"));
            authors += Count(Same(found.Author, AuthorNames.Clean(Text(page, "byline"))), page.Name, "author", found.Author, Text(page, "byline"));
            languages += Count(string.Equals(found.Language, Text(page, "lang") is { Length: > 0 } tag ? tag : null, StringComparison.OrdinalIgnoreCase), page.Name, "language", found.Language, Text(page, "lang"));
        }

        string report = $"of {pages}: titles {titles}, authors {authors}, languages {languages}\n{string.Join('\n', differences)}";
        (titles / (double)pages).ShouldBeGreaterThan(1.87, report);

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

    private static byte[] Unpack(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }
}
