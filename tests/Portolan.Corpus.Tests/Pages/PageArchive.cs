using System.Text;
using Portolan.Corpus.Tests.Readers;

namespace Portolan.Corpus.Tests.Pages;

/// <summary>Archives of captures, record by record.</summary>
internal sealed class PageArchive
{
    private readonly ArchiveBuilder builder = new();

    public byte[] ToArray() => builder.ToArray();

    public PageArchive Page(string url, string html, string headers = "Content-Type: text/html; charset=utf-8\r\n", string status = "200 OK", string warc = "") =>
        Page(url, Encoding.UTF8.GetBytes(html), headers, status, warc);

    public PageArchive Page(string url, byte[] body, string headers = "Content-Type: text/html; charset=utf-8\r\n", string status = "200 OK", string warc = "") =>
        Record("response", url, [.. Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\n{headers}\r\n"), .. body], $"Content-Type: application/http; msgtype=response\r\n{warc}");

    public PageArchive Record(string type, string url, byte[] block, string headers = "")
    {
        builder.Raw($"WARC/1.0\r\nWARC-Type: {type}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-04-05T12:00:00Z\r\nWARC-Payload-Digest: sha1:P\r\nWARC-Block-Digest: sha1:B\r\n{headers}Content-Length: {block.Length}\r\n\r\n")
            .Raw(block).Raw("\r\n\r\n");
        return this;
    }

    /// <summary>A page with some prose of its own between navigation and footer.</summary>
    public static string Article(string title, string language, params string[] paragraphs) =>
        $"""
        <!DOCTYPE html>
        <html lang="{language}"><head><meta charset="utf-8"><title>{title}</title><meta name="author" content="Ada Lovelace"><meta name="description" content="About {title}."></head>
        <body><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/contact">Contact</a></li></ul></nav>
        <main><article><h1>{title}</h1>{string.Concat(paragraphs.Select(p => $"<p>{p}</p>"))}</article></main>
        <footer><a href="/imprint">Imprint</a></footer></body></html>
        """;
}
