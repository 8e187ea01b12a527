using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Portolan.Samples.MakeCrawl;

/// <summary>Writes the segments, the path lists and the truth file.</summary>
internal static class CrawlWriter
{
    private const string CrawlName = "CC-SAMPLE-2026-14";
    private const string Stamp = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private static readonly JsonSerializerOptions TruthOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string output, IReadOnlyList<Capture> captures)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        string[] farm = captures.Where(capture => capture.Page.Kind == "link_farm")
            .Select(capture => $"[{capture.Page.Title}]({capture.Url})")
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        List<string> warcPaths = [];
        List<string> wetPaths = [];
        StringBuilder truth = new();
        for (int segment = 0; segment < CapturePlan.SegmentCount; segment++)
        {
            DateTimeOffset start = CapturePlan.Start.AddHours(segment);
            string folder = $"segments/{start.ToUnixTimeMilliseconds() + 14}.{segment:00}";
            string name = $"CC-SAMPLE-2026-{start:yyyyMMddHHmmss}-{start.AddHours(1):yyyyMMddHHmmss}-{segment:00000}";
            warcPaths.Add($"{folder}/warc/{name}.warc.gz");
            wetPaths.Add($"{folder}/wet/{name}.warc.wet.gz");
            using WarcFile warc = new(Path.Combine(output, warcPaths[^1]));
            using WarcFile wet = new(Path.Combine(output, wetPaths[^1]));
            string infoId = WriteWarcInfo(warc, name + ".warc.gz", start, "software: make-crawl 1 (samples/make-crawl)\r\nformat: WARC File Format 1.0\r\n");
            WriteWarcInfo(wet, name + ".warc.wet.gz", start.AddDays(2), "Software-Info: make-crawl 1 (samples/make-crawl)\r\n");
            foreach (Capture capture in captures.Where(capture => capture.Segment == segment))
            {
                HtmlPage page = PageRenderer.Render(capture, farm);
                WriteVisit(warc, capture, page, infoId);
                bool hasText = capture.Page.Status == 200;
                string text = ReadAsDeclared(capture, page);
                if (hasText)
                {
                    WriteConversion(wet, capture, text);
                }

                truth.Append(TruthLine(capture, hasText, text)).Append('\n');
            }
        }

        WritePaths(Path.Combine(output, "warc.paths.gz"), warcPaths);
        WritePaths(Path.Combine(output, "wet.paths.gz"), wetPaths);
        File.WriteAllText(Path.Combine(output, "truth.jsonl"), truth.ToString());
    }

    private static string WriteWarcInfo(WarcFile file, string name, DateTimeOffset time, string software)
    {
        string id = Digest.RecordId(name);
        string fields = $"isPartOf: {CrawlName}\r\npublisher: The Portolan authors\r\n"
            + "description: An invented web, written for Portolan; no host in it exists\r\n" + software
            + "conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.0/\r\n";
        file.Write(
            [
                ("WARC-Type", "warcinfo"), ("WARC-Date", Text(time)), ("WARC-Filename", name),
                ("WARC-Record-ID", id), ("Content-Type", "application/warc-fields"),
            ],
            Encoding.UTF8.GetBytes(fields));
        return id;
    }

    private static void WriteVisit(WarcFile warc, Capture capture, HtmlPage page, string infoId)
    {
        byte[] body = capture.Page.Location.Length > 0 ? [] : Charset(capture.Page.TrueCharset).GetBytes(page.Html);
        byte[] request = Encoding.ASCII.GetBytes(
            $"GET {capture.Page.Path} HTTP/1.1\r\nUser-Agent: CCBot/2.0 (https://commoncrawl.org/faq/)\r\n"
            + "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\nAccept-Language: en-US,en;q=0.5\r\n"
            + $"Accept-Encoding: br,gzip\r\nHost: {capture.Host}\r\nConnection: Keep-Alive\r\n\r\n");
        byte[] response = [.. Encoding.ASCII.GetBytes(HttpHead(capture, body)), .. body];
        byte[] metadata = Encoding.UTF8.GetBytes(
            $"fetchTimeMs: {40 + (Digest.Hex(capture.Identity)[0] * 7)}\r\ncharset-detected: {capture.Page.TrueCharset.ToUpperInvariant()}\r\n");
        string requestId = Digest.RecordId("request " + capture.Identity);
        string responseId = ResponseId(capture);
        (string, string)[] shared =
        [
            ("WARC-Date", Text(capture.Time)), ("WARC-Warcinfo-ID", infoId), ("WARC-Target-URI", capture.Url),
        ];
        (string, string) address = ("WARC-IP-Address", Address(capture.Host));
        warc.Write(
            [
                ("WARC-Type", "request"), ("WARC-Record-ID", requestId), .. shared, address,
                ("WARC-Payload-Digest", Digest.Warc([])), ("Content-Type", "application/http; msgtype=request"),
            ],
            request);
        warc.Write(
            [
                ("WARC-Type", "response"), ("WARC-Record-ID", responseId), .. shared, address,
                ("WARC-Concurrent-To", requestId), ("WARC-Payload-Digest", Digest.Warc(body)),
                ("WARC-Identified-Payload-Type", "text/html"), ("Content-Type", "application/http; msgtype=response"),
            ],
            response);
        warc.Write(
            [
                ("WARC-Type", "metadata"), ("WARC-Record-ID", Digest.RecordId("metadata " + capture.Identity)), .. shared,
                ("WARC-Concurrent-To", responseId), ("Content-Type", "application/warc-fields"),
            ],
            metadata);
    }

    private static string HttpHead(Capture capture, byte[] body)
    {
        string reason = capture.Page.Status switch
        {
            200 => "OK",
            301 => "Moved Permanently",
            302 => "Found",
            404 => "Not Found",
            503 => "Service Unavailable",
            _ => "Unknown",
        };
        StringBuilder head = new($"HTTP/1.1 {capture.Page.Status} {reason}\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Date: {capture.Time:R}\r\nServer: {capture.Site.Server}\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Content-Type: text/html; charset={capture.Page.DeclaredCharset}\r\n");
        if (capture.Page.Location.Length > 0)
        {
            head.Append(CultureInfo.InvariantCulture, $"Location: {capture.Page.Location}\r\n");
        }
        else if (capture.Page.Status == 503)
        {
            head.Append("Retry-After: 3600\r\n");
        }
        else
        {
            // Common Crawl stores bodies decompressed and keeps the transfer's own headers under other names.
            head.Append("Vary: Accept-Encoding\r\nX-Crawler-Content-Encoding: gzip\r\nCache-Control: max-age=600\r\n");
        }

        return head.Append("Content-Length: ").Append(body.Length).Append("\r\n\r\n").ToString();
    }

    /// <summary>A reader of the page believes the declared charset, so a mislabelled page gives damaged text.</summary>
    private static string ReadAsDeclared(Capture capture, HtmlPage page)
    {
        byte[] served = Charset(capture.Page.TrueCharset).GetBytes(page.Text);
        return Charset(capture.Page.DeclaredCharset).GetString(served);
    }

    private static void WriteConversion(WarcFile wet, Capture capture, string text)
    {
        byte[] block = Encoding.UTF8.GetBytes(text + "\n");
        List<(string, string)> headers =
        [
            ("WARC-Type", "conversion"), ("WARC-Target-URI", capture.Url), ("WARC-Date", Text(capture.Time)),
            ("WARC-Record-ID", Digest.RecordId("conversion " + capture.Identity)), ("WARC-Refers-To", ResponseId(capture)),
        ];

        // As in the wild, the language header is missing on some records.
        if (capture.Page.Language != Page.NoLanguage && Digest.Hex(capture.Url)[^1] >= '5')
        {
            headers.Add(("WARC-Identified-Content-Language", ThreeLetters(capture.Page.Language)));
        }

        headers.Add(("Content-Type", "text/plain"));
        wet.Write(headers, block);
    }

    private static string TruthLine(Capture capture, bool hasText, string text) => JsonSerializer.Serialize(
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["url"] = capture.Url,
            ["host"] = capture.Host,
            ["language"] = capture.Page.Language,
            ["kind"] = capture.Number > 0 ? "recapture" : capture.Page.Kind,
            ["quality"] = capture.Page.Quality,
            ["copy_of"] = capture.Number > 0 ? capture.Url : capture.Page.CopyOf.Length > 0 ? capture.Page.CopyOf : null,
            ["problem"] = capture.Page.Problem.Length > 0 ? capture.Page.Problem : null,
            ["status"] = capture.Page.Status,
            ["segment"] = capture.Segment,
            ["wet"] = hasText,
            ["characters"] = hasText ? text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..].EnumerateRunes().Count() : null,
            ["record"] = ResponseId(capture),
        },
        TruthOptions);

    private static void WritePaths(string path, List<string> lines)
    {
        using FileStream file = File.Create(path);
        using GZipStream zip = new(file, CompressionLevel.SmallestSize);
        zip.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
    }

    private static string ResponseId(Capture capture) => Digest.RecordId("response " + capture.Identity);

    private static string Text(DateTimeOffset time) => time.ToString(Stamp, CultureInfo.InvariantCulture);

    /// <summary>An address from the blocks that RFC 5737 reserves for documentation.</summary>
    private static string Address(string host)
    {
        int number = Convert.ToInt32(Digest.Hex(host)[..4], 16);
        string[] blocks = ["192.0.2", "198.51.100", "203.0.113"];
        return $"{blocks[number % 3]}.{1 + (number / 3 % 254)}";
    }

    /// <summary>Browsers read the label iso-8859-1 as windows-1252, and so do crawlers.</summary>
    private static Encoding Charset(string label) => label switch
    {
        "utf-8" => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        "iso-8859-1" or "windows-1252" => Encoding.GetEncoding(1252),
        _ => throw new InvalidDataException($"charset '{label}' is not one that the sample uses"),
    };

    private static string ThreeLetters(string language) => language switch
    {
        "en" => "eng",
        "de" => "deu",
        "fr" => "fra",
        "es" => "spa",
        "it" => "ita",
        "pt" => "por",
        "pl" => "pol",
        "ru" => "rus",
        "ja" => "jpn",
        _ => throw new InvalidDataException($"language '{language}' has no three-letter code here"),
    };
}
