using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Portolan.Testing;

/// <summary>The captures of some archives, answering as pywb's CDX server does for Common Crawl.</summary>
public sealed class CrawlIndex
{
    private readonly List<CrawlIndexEntry> entries = [];

    public IReadOnlyList<CrawlIndexEntry> Entries => entries;

    /// <summary>Adds the responses of a WARC file with one gzip member a record.</summary>
    public void Add(string path, byte[] file)
    {
        foreach ((int offset, int length, byte[] content) in GzipMembers.Of(file))
        {
            string text = Encoding.UTF8.GetString(content);
            string[] parts = text.Split("\r\n\r\n", 3);
            Dictionary<string, string> warc = Fields(parts[0]);
            if (warc.GetValueOrDefault("WARC-Type") != "response")
            {
                continue;
            }

            Dictionary<string, string> http = Fields(parts[1]);
            string url = warc["WARC-Target-URI"].Trim('<', '>');
            entries.Add(new CrawlIndexEntry(
                KeyOf(url),
                warc["WARC-Date"].Replace("-", "").Replace(":", "").Replace("T", "").TrimEnd('Z')[..14],
                url,
                http.GetValueOrDefault("Content-Type", "unk").Split(';')[0],
                parts[1].Split(' ')[1],
                warc.GetValueOrDefault("WARC-Payload-Digest", "").Replace("sha1:", "", StringComparison.Ordinal),
                length,
                offset,
                path,
                content));
        }
    }

    public void Complete() => entries.Sort(static (a, b) =>
        string.CompareOrdinal(a.UrlKey, b.UrlKey) is not 0 and var byKey ? byKey
        : string.CompareOrdinal(a.Timestamp, b.Timestamp) is not 0 and var byTime ? byTime : a.Offset - b.Offset);

    public LoopbackAnswer Answer(List<(string Name, string Value)> parameters, int pageSize)
    {
        string? Value(string name) => parameters.FirstOrDefault(parameter => parameter.Name == name).Value;
        string url = Value("url") ?? "";
        string key = KeyOf(url.Contains("://", StringComparison.Ordinal) ? url : "http://" + url);
        string host = key[..key.IndexOf(')', StringComparison.Ordinal)];
        CrawlIndexEntry[] matching =
        [
            .. entries.Where(entry => Value("matchType") switch
            {
                "prefix" => entry.UrlKey.StartsWith(key, StringComparison.Ordinal),
                "host" => entry.UrlKey.StartsWith(host + ")", StringComparison.Ordinal),
                "domain" => entry.UrlKey.StartsWith(host + ")", StringComparison.Ordinal) || entry.UrlKey.StartsWith(host + ",", StringComparison.Ordinal),
                _ => entry.UrlKey == key,
            }),
        ];
        int pages = (matching.Length + pageSize - 1) / pageSize;
        if (Value("showNumPages") == "true")
        {
            return LoopbackAnswer.Status(200, "OK", "Content-Type: text/x-ndjson", $$"""{"pages": {{Math.Max(1, pages)}}, "pageSize": 5, "blocks": {{matching.Length}}}""" + "\n");
        }

        int page = int.Parse(Value("page") ?? "0", CultureInfo.InvariantCulture);
        if (page >= Math.Max(1, pages))
        {
            return LoopbackAnswer.Status(400, "Bad Request", "", $$"""{"message": "Page {{page}} invalid: First Page is 0, Last Page is {{pages - 1}}"}""");
        }

        CrawlIndexEntry[] answer =
        [
            .. matching.Skip(page * pageSize).Take(pageSize)
                .Where(entry => Value("from") is not { } from || string.CompareOrdinal(entry.Timestamp, from) >= 0)
                .Where(entry => Value("to") is not { } to || string.CompareOrdinal(entry.Timestamp, to + "~") <= 0)
                .Where(entry => parameters.Where(static parameter => parameter.Name == "filter").All(filter => Passes(entry, filter.Value)))
                .Take(int.Parse(Value("limit") ?? "1000000", CultureInfo.InvariantCulture)),
        ];

        // Chunked and without a length, as the real server answers.
        return answer.Length == 0
            ? LoopbackAnswer.Status(404, "Not Found", "Content-Type: application/json", $$"""{"message": "No Captures found for: {{url}}"}""")
            : Chunked(string.Concat(answer.Select(static entry => entry.ToJson() + "\n")));
    }

    private static LoopbackAnswer Chunked(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        byte[] head = Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n");
        return LoopbackAnswer.Raw("HTTP/1.1 200 OK\nContent-Type: text/x-ndjson\nTransfer-Encoding: chunked", [.. head, .. bytes, .. "\r\n0\r\n\r\n"u8]);
    }

    private static bool Passes(CrawlIndexEntry entry, string filter)
    {
        bool negated = filter.StartsWith('!');
        string rest = negated ? filter[1..] : filter;
        char mode = rest[0] is '=' or '~' ? rest[0] : ' ';
        string[] parts = rest.TrimStart('=', '~').Split(':', 2);
        bool holds = mode switch
        {
            '=' => entry[parts[0]] == parts[1],
            '~' => Regex.IsMatch(entry[parts[0]], $"^(?:{parts[1]})$", RegexOptions.NonBacktracking),
            _ => entry[parts[0]].Contains(parts[1], StringComparison.Ordinal),
        };
        return holds != negated;
    }

    // The sort-friendly form of an address: host reversed without www, scheme dropped, lower case.
    private static string KeyOf(string url)
    {
        var address = new Uri(url);
        string host = address.Host.StartsWith("www.", StringComparison.Ordinal) ? address.Host[4..] : address.Host;
        return string.Join(',', host.Split('.').Reverse()) + ")" + address.PathAndQuery.ToLowerInvariant();
    }

    private static Dictionary<string, string> Fields(string head)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in head.Split("\r\n").Skip(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                fields[line[..colon]] = line[(colon + 1)..].Trim();
            }
        }

        return fields;
    }
}
