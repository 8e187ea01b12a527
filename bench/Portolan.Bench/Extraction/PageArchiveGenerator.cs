using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Portolan.Bench.Extraction;

/// <summary>Makes WARC files of real pages, one gzip member a record, as Common Crawl's are: request, response, metadata.</summary>
internal static class PageArchiveGenerator
{
    /// <summary>Writes the file and gives number of pages and bytes of HTML.</summary>
    /// <param name="html">The folder of shared pages, <c>*/pages/*.html.gz</c>.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="copies">How often each page occurs.</param>
    public static (int Pages, long Bytes) Write(string html, string path, int copies)
    {
        string[] files = [.. Directory.GetFiles(html, "*.html.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        using FileStream file = File.Create(path);
        long bytes = 0;
        var body = new ArrayBufferWriter<byte>();
        for (int copy = 0; copy < copies; copy++)
        {
            for (int i = 0; i < files.Length; i++)
            {
                body.ResetWrittenCount();
                using (var gzip = new GZipStream(File.OpenRead(files[i]), CompressionMode.Decompress))
                {
                    int read;
                    while ((read = gzip.Read(body.GetSpan(1 << 16))) > 0)
                    {
                        body.Advance(read);
                    }
                }

                string address = string.Create(CultureInfo.InvariantCulture, $"http://host{i % 97}.example/{copy}/{Path.GetFileNameWithoutExtension(files[i])}");
                Member(file, "request", address, "GET / HTTP/1.1\r\nUser-Agent: bench\r\n\r\n", default);
                Member(file, "response", address, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nServer: bench\r\n\r\n", body.WrittenSpan);
                Member(file, "metadata", address, "fetchTimeMs: 120\r\n", default);
                bytes += body.WrittenCount;
            }
        }

        return (files.Length * copies, bytes);
    }

    private static void Member(FileStream file, string type, string address, string head, ReadOnlySpan<byte> body)
    {
        using var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
        gzip.Write(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"WARC/1.0\r\nWARC-Type: {type}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2026-04-05T12:00:00Z\r\nContent-Type: application/http\r\nContent-Length: {head.Length + body.Length}\r\n\r\n{head}")));
        gzip.Write(body);
        gzip.Write("\r\n\r\n"u8);
    }
}
