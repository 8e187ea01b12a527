using System.Globalization;
using System.Text.Json;

namespace Portolan.Corpus.CommonCrawl;

/// <summary>Reads <c>collinfo.json</c>: an array of objects with <c>id</c>, <c>name</c>, <c>cdx-api</c> and, since 2022, <c>from</c> and <c>to</c>.</summary>
internal static class SnapshotList
{
    private static readonly string[] TimeFormats = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    /// <param name="json">The whole file.</param>
    /// <param name="address">Where it came from; relative addresses in it are joined to it.</param>
    /// <exception cref="CorpusException">It is not such a list.</exception>
    public static IReadOnlyList<CrawlSnapshot> Parse(ReadOnlyMemory<byte> json, Uri address)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                throw NotAList(address, $"a JSON {document.RootElement.ValueKind.ToString().ToLowerInvariant()}", null);
            }

            var snapshots = new List<CrawlSnapshot>(document.RootElement.GetArrayLength());
            foreach (JsonElement entry in document.RootElement.EnumerateArray())
            {
                snapshots.Add(Read(entry, address, snapshots.Count));
            }

            return snapshots;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string in it is no valid UTF-16, such as a lone surrogate.
            throw NotAList(address, "something else", e);
        }
    }

    internal static void Fuzz(ReadOnlySpan<byte> data)
    {
        try
        {
            Parse(data.ToArray(), new Uri("http://fuzz.invalid/collinfo.json"));
        }
        catch (CorpusException)
        {
            // The promised answer to anything else than a list.
        }
    }

    private static CrawlSnapshot Read(JsonElement entry, Uri address, int index)
    {
        if (Text(entry, "id") is not { Length: > 0 } id || Text(entry, "cdx-api") is not { } api
            || !Uri.TryCreate(address, api, out Uri? cdxApi) || !(cdxApi.Scheme == Uri.UriSchemeHttp || cdxApi.Scheme == Uri.UriSchemeHttps))
        {
            throw NotAList(address, string.Create(CultureInfo.InvariantCulture, $"entry {index} without an id and a usable cdx-api"), null);
        }

        return new CrawlSnapshot(id, Text(entry, "name") ?? id, cdxApi, Time(entry, "from"), Time(entry, "to"));
    }

    private static string? Text(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static DateTimeOffset? Time(JsonElement entry, string name) =>
        DateTimeOffset.TryParseExact(
            Text(entry, name), TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : null;

    private static CorpusException NotAList(Uri address, string found, Exception? inner) => new(
        $"{address} is not a list of snapshots: found {found}, expected a JSON array of objects with id, name and cdx-api",
        address.AbsoluteUri,
        hint: "check the address of the index server",
        innerException: inner);
}
