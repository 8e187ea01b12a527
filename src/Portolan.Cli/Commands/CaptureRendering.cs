using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Corpus.CommonCrawl;

namespace Portolan.Cli.Commands;

/// <summary>How a capture is printed.</summary>
internal static class CaptureRendering
{
    /// <summary>The fields of a <c>capture</c> line; <c>crawl fetch --captures</c> reads them.</summary>
    public static IReadOnlyList<string> Fields { get; } =
    [
        "url", "timestamp", "status", "mime", "mime_detected", "languages", "encoding", "digest", "filename", "offset", "length", "urlkey", "truncated", "redirect",
    ];

    public static void WriteJson(Capture capture, CommandOutput output)
    {
        Utf8JsonWriter line = output.Json.Begin("capture");
        line.WriteString("url"u8, capture.Url);
        line.WriteString("timestamp"u8, capture.Timestamp);
        line.WriteString("status"u8, capture.Status);
        line.WriteString("mime"u8, capture.Mime);
        line.WriteString("mime_detected"u8, capture.MimeDetected);
        line.WriteString("languages"u8, capture.Languages);
        line.WriteString("encoding"u8, capture.Encoding);
        line.WriteString("digest"u8, capture.Digest);
        line.WriteString("filename"u8, capture.FileName);
        line.WriteNumber("offset"u8, capture.Offset);
        line.WriteNumber("length"u8, capture.Length);
        line.WriteString("urlkey"u8, capture.UrlKey);
        line.WriteString("truncated"u8, capture.Truncated);
        line.WriteString("redirect"u8, capture.Redirect);
        output.Json.End();
    }

    public static void WriteText(Capture capture, TextWriter text) =>
        text.Write(Visible($"{capture.Timestamp}  {capture.Status ?? "-",3}  {capture.MimeDetected ?? capture.Mime ?? "-"}  {Quantity.Plain(capture.Length)}  {capture.Url}") + "\n");

    // An index is a stranger's: escape sequences in it must not reach the terminal.
    public static string Visible(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(static c => char.IsControl(c) ? '\uFFFD' : c)) : text;
}
