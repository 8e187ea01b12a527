using System.IO.Compression;
using System.Text;
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
    public static List<ScoredPage> Read(string set, Func<byte[], string> decode)
    {
        string folder = SharedData.PathOf("data/html/" + set);
        using JsonDocument truth = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "truth.json")));
        return [.. truth.RootElement.EnumerateObject().OrderBy(page => page.Name, StringComparer.Ordinal).Select(page => new ScoredPage(
            set,
            page.Name,
            page.Value.TryGetProperty("url", out JsonElement url) ? url.GetString() : null,
            decode(Decompress(Path.Combine(folder, "pages", page.Name + ".html.gz"))),
            page.Value.TryGetProperty("text", out JsonElement text) ? text.GetString() ?? "" : "",
            Strings(page.Value, "with"),
            Strings(page.Value, "without"),
            !page.Value.TryGetProperty("readerable", out JsonElement readerable) || readerable.GetBoolean()))];
    }

    /// <summary>Decodes as the page says in its first kilobyte, else as UTF-8 where it is that, else as windows-1252.</summary>
    public static string DecodeSimply(byte[] body)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        string head = Encoding.Latin1.GetString(body, 0, Math.Min(body.Length, 2048));
        int at = head.IndexOf("charset=", StringComparison.OrdinalIgnoreCase);
        try
        {
            return new UTF8Encoding(false, true).GetString(body);
        }
        catch (DecoderFallbackException)
        {
            string name = at < 0 ? "windows-1252" : new string([.. head.AsSpan(at + 8).TrimStart("\"' ").ToString().TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')]);
            name = name.ToUpperInvariant() is "ISO-8859-1" or "LATIN1" or "UTF-8" ? name.ToUpperInvariant() is "UTF-8" ? "utf-8" : "windows-1252" : name;
            return Encoding.GetEncoding(name).GetString(body);
        }
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
