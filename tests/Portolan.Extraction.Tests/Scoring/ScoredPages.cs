using System.IO.Compression;
using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Extraction.Tests.Scoring;

/// <summary>Reads the sets of pages whose main text is known.</summary>
internal static class ScoredPages
{
    public const string ArticleBenchmark = "article-extraction-benchmark";
    public const string Readability = "readability";
    public const string Trafilatura = "trafilatura-eval";
    public const string Goose = "goose3";

    public static readonly IReadOnlyList<string> Sets = [ArticleBenchmark, Readability, Trafilatura, Goose];

    /// <summary>The pages of one set in the order of their names.</summary>
    public static List<ScoredPage> Read(string set)
    {
        string folder = SharedData.PathOf("data/html/" + set);
        using JsonDocument truth = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "truth.json")));
        return [.. truth.RootElement.EnumerateObject().OrderBy(page => page.Name, StringComparer.Ordinal).Select(page => new ScoredPage(
            set,
            page.Name,
            page.Value.TryGetProperty("url", out JsonElement url) ? url.GetString() : null,
            Decompress(Path.Combine(folder, "pages", page.Name + ".html.gz")),
            page.Value.TryGetProperty("text", out JsonElement text) ? text.GetString() ?? "" : "",
            Strings(page.Value, "with"),
            Strings(page.Value, "without"),
            !page.Value.TryGetProperty("readerable", out JsonElement readerable) || readerable.GetBoolean()))];
    }

    private static byte[] Decompress(string path)
    {
        using FileStream file = File.OpenRead(path);
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var body = new MemoryStream();
        gzip.CopyTo(body);
        return body.ToArray();
    }

    private static List<string> Strings(JsonElement page, string name) =>
        page.TryGetProperty(name, out JsonElement list) ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];
}
