using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Portolan.Testing;

/// <summary>A loopback server that behaves like Common Crawl's two: the one with the data and the one with the index.</summary>
/// <remarks>The index of captures is made here, from the archives, without Portolan's readers.</remarks>
public sealed class CommonCrawlServer : IDisposable
{
    /// <summary>Captures on one page of the index; the real server has 5 blocks of 3,000.</summary>
    public const int PageSize = 20;

    private readonly Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
    private readonly CrawlIndex index = new();
    private readonly LoopbackServer server;

    /// <param name="crawl">A directory with <c>segments/*/{warc,wet,wat}/*.gz</c>.</param>
    /// <param name="snapshot">What the crawl is called.</param>
    public CommonCrawlServer(string crawl, string snapshot = "CC-MAIN-2026-14")
    {
        Snapshot = snapshot;
        string folder = $"crawl-data/{snapshot}/";
        var lists = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (string file in Directory.GetFiles(Path.Combine(crawl, "segments"), "*.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string path = folder + Path.GetRelativePath(crawl, file).Replace('\\', '/');
            byte[] content = File.ReadAllBytes(file);
            files["/" + path] = content;
            string kind = Path.GetFileName(Path.GetDirectoryName(file)!);
            (lists.TryGetValue(kind, out List<string>? list) ? list : lists[kind] = []).Add(path);
            if (kind == "warc")
            {
                index.Add(path, content);
            }
        }

        lists["segment"] = [.. lists["warc"].Select(path => path[..(path.IndexOf("/warc/", StringComparison.Ordinal) + 1)]).Distinct()];
        lists["cc-index-table"] = [$"cc-index/table/cc-main/warc/crawl={snapshot}/subset=warc/part-00000.c000.gz.parquet"];
        foreach ((string kind, List<string> paths) in lists)
        {
            files[$"/{folder}{kind}.paths.gz"] = Gzip(string.Concat(paths.Select(static path => path + "\n")));
        }

        index.Complete();
        server = new LoopbackServer(Answer);
    }

    /// <summary>The name of the crawl.</summary>
    public string Snapshot { get; }

    /// <summary>The address of both servers.</summary>
    public string Address => server.Base.AbsoluteUri;

    /// <summary>Files by the path that the server answers to, such as <c>/crawl-data/…/warc.paths.gz</c>; may be changed between requests.</summary>
    public IDictionary<string, byte[]> Files => files;

    /// <summary>Every capture, in the order of the index.</summary>
    public IReadOnlyList<CrawlIndexEntry> Captures => index.Entries;

    public IReadOnlyList<LoopbackRequest> Requests => server.Requests;

    /// <summary>Decides about an answer before the server does; null leaves it to the server.</summary>
    public Func<LoopbackRequest, LoopbackAnswer?>? Fault { get; set; }

    /// <summary>503 as S3 gives it behind Common Crawl's addresses.</summary>
    public static LoopbackAnswer SlowDown(string headers = "") => LoopbackAnswer.Status(
        503, "Slow Down", headers, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>");

    /// <summary>403 as the firewall in front of the data gives it.</summary>
    public static LoopbackAnswer Blocked() =>
        LoopbackAnswer.Status(403, "Forbidden", body: "<html><head><title>403 Forbidden</title></head><body>Request blocked.</body></html>");

    /// <summary>The entity tag of a file.</summary>
    public string TagOf(string path) => $"\"{files[path].Length:x}\"";

    public void Dispose() => server.Dispose();

    private LoopbackAnswer Answer(LoopbackRequest request)
    {
        if (Fault?.Invoke(request) is { } fault)
        {
            return fault;
        }

        string path = request.Path.Split('?')[0];
        if (path == "/collinfo.json")
        {
            return LoopbackAnswer.Status(200, "OK", "Content-Type: application/json", CollectionInformation());
        }

        if (path == $"/{Snapshot}-index")
        {
            return index.Answer(Parameters(request.Path), PageSize);
        }

        return files.TryGetValue(path, out byte[]? content)
            ? LoopbackAnswer.File(request, content, TagOf(path))
            : LoopbackAnswer.Status(404, "Not Found", body: "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>");
    }

    private string CollectionInformation() => $$"""
        [{"id": "{{Snapshot}}", "name": "April 2026 Index", "timegate": "{{Address}}{{Snapshot}}/", "cdx-api": "{{Address}}{{Snapshot}}-index",
          "from": "2026-04-05T12:00:00", "to": "2026-04-05T15:00:00"},
         {"id": "CC-MAIN-2008-2009", "name": "2008-2009 Index", "timegate": "{{Address}}CC-MAIN-2008-2009/", "cdx-api": "{{Address}}CC-MAIN-2008-2009-index"}]
        """;

    private static List<(string Name, string Value)> Parameters(string address) =>
        [.. address[(address.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&').Select(static pair =>
        {
            int at = pair.IndexOf('=', StringComparison.Ordinal);
            return (pair[..at], Uri.UnescapeDataString(pair[(at + 1)..]));
        })];

    private static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }
}
