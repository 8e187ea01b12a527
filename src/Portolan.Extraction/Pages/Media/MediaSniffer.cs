using Portolan.Extraction.Pages.Charsets;

namespace Portolan.Extraction.Pages.Media;

/// <summary>Decides from header and bytes what a body is.</summary>
/// <remarks>
/// After the WHATWG MIME Sniffing standard, but readier to believe the bytes: servers send pages as <c>text/plain</c> or
/// <c>application/octet-stream</c> and archives as <c>text/html</c>, and a crawl has no user whom guessing could harm.
/// </remarks>
internal static class MediaSniffer
{
    /// <summary>Bytes that are looked at: the standard's "resource header".</summary>
    public const int HeadLength = 1445;

    // Damaged pages have stray control bytes; more than this share of the head is no text.
    private const int MostBinaryBytesPercent = 10;

    /// <summary>Judges a body that is not empty.</summary>
    /// <param name="type">The Content-Type header.</param>
    /// <param name="body">The body.</param>
    /// <param name="rejection">Why not, when the result is <see cref="MediaKind.Rejected"/>.</param>
    public static MediaKind Sniff(ContentType type, ReadOnlySpan<byte> body, out string? rejection)
    {
        Span<byte> narrow = stackalloc byte[HeadLength];
        ReadOnlySpan<byte> head = ReadHead(body, narrow);
        if (MediaSignatures.FindBinary(body[..Math.Min(body.Length, HeadLength)]) is { } binary)
        {
            return Reject(binary, out rejection);
        }

        rejection = null;
        if (MediaSignatures.CountBinaryBytes(head) is var count && count * 100 > head.Length * MostBinaryBytesPercent && !MediaSignatures.IsHtml(head, strong: true))
        {
            return Reject(head.IndexOfAnyExcept((byte)0, (byte)' ') < 0 && head.Length == body.Length ? PageRejection.Empty : PageRejection.Binary, out rejection);
        }

        if (type.Is("text/html") || type.Is("application/xhtml+xml"))
        {
            return JudgeHtml(head, body, out rejection);
        }

        if (IsXml(type) || (head.StartsWith("<?xml"u8) && !IsPlainText(type)))
        {
            return JudgeXml(head, out rejection);
        }

        if (MediaSignatures.IsHtml(head, strong: true))
        {
            return MediaKind.Html;
        }

        if (IsPlainText(type))
        {
            return XmlRoot.Find(head) is "html" ? MediaKind.Html : JudgePlainText(head, count, out rejection);
        }

        if (IsUnknown(type))
        {
            return MediaSignatures.IsHtml(head, strong: false) ? MediaKind.Html : JudgePlainText(head, count, out rejection);
        }

        return Reject(RejectionOf(type), out rejection);
    }

    private static MediaKind JudgeHtml(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, out string? rejection)
    {
        rejection = null;
        if (MediaSignatures.IsHtml(head, strong: false))
        {
            return MediaKind.Html;
        }

        if (XmlRoot.Find(head) is { } root && RejectionOfRoot(root) == PageRejection.Feed)
        {
            return Reject(PageRejection.Feed, out rejection);
        }

        if (IsJson(head, body))
        {
            return Reject(PageRejection.Json, out rejection);
        }

        // Without a single tag the line breaks are all the structure that there is.
        return HasMarkup(body) ? MediaKind.Html : MediaKind.PlainText;
    }

    private static MediaKind JudgeXml(ReadOnlySpan<byte> head, out string? rejection)
    {
        rejection = RejectionOfRoot(XmlRoot.Find(head));
        return rejection is null || MediaSignatures.IsHtml(head, strong: true) ? Accept(MediaKind.Html, out rejection) : MediaKind.Rejected;
    }

    private static MediaKind JudgePlainText(ReadOnlySpan<byte> head, int binaryBytes, out string? rejection)
    {
        if (XmlRoot.Find(head) is { } root && (head.StartsWith("<?xml"u8) || RejectionOfRoot(root) == PageRejection.Feed))
        {
            rejection = RejectionOfRoot(root);
            return rejection is null ? MediaKind.Html : MediaKind.Rejected;
        }

        if (IsJson(head, head))
        {
            return Reject(PageRejection.Json, out rejection);
        }

        // NULs alone are damage that pages survive; other control bytes mean that this is none.
        return binaryBytes > head.Count((byte)0) ? Reject(PageRejection.Binary, out rejection) : Accept(MediaKind.PlainText, out rejection);
    }

    private static MediaKind Accept(MediaKind kind, out string? rejection)
    {
        rejection = null;
        return kind;
    }

    private static MediaKind Reject(string reason, out string? rejection)
    {
        rejection = reason;
        return MediaKind.Rejected;
    }

    private static bool IsPlainText(ContentType type) => type.Is("text/plain") || type.Is("text/markdown") || type.Is("text/x-markdown");

    private static bool IsXml(ContentType type) => type.EndsWith("+xml") && !type.StartsWith("image/") || type.Is("text/xml") || type.Is("application/xml");

    /// <summary>Types that say nothing, as servers send them for what they do not know.</summary>
    private static bool IsUnknown(ContentType type) => type.MediaType.IsEmpty || type.Is("application/octet-stream") || type.Is("binary/octet-stream")
        || type.Is("unknown/unknown") || type.Is("application/unknown") || type.Is("*/*") || type.Is("text/*") || type.Is("application/download")
        || type.Is("application/force-download") || type.Is("application/x-unknown-content-type") || type.Is("text/x-server-parsed-html")
        || type.Is("application/x-httpd-php") || type.Is("text/php") || type.Is("content/unknown") || type.Is("text/htm") || type.Is("html/text");

    private static string RejectionOf(ContentType type) =>
        type.StartsWith("image/") ? PageRejection.Image
        : type.StartsWith("audio/") || type.StartsWith("video/") ? PageRejection.AudioVideo
        : type.StartsWith("font/") || type.StartsWith("application/font") ? PageRejection.Font
        : type.Is("application/pdf") || type.Is("application/postscript") ? PageRejection.Pdf
        : type.EndsWith("/json") || type.EndsWith("+json") ? PageRejection.Json
        : type.EndsWith("zip") || type.EndsWith("/x-tar") || type.EndsWith("compressed") ? PageRejection.Archive
        : PageRejection.NotHtml;

    private static string? RejectionOfRoot(string? root) => root switch
    {
        "html" => null,
        "rss" or "feed" or "rdf:RDF" or "channel" => PageRejection.Feed,
        _ => PageRejection.Xml,
    };

    /// <summary>Whether the text begins as an object or array does, and ends as one too.</summary>
    private static bool IsJson(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> start = head.TrimStart(" \t\r\n"u8);
        if (start.Length < 2 || start[0] is not ((byte)'{' or (byte)'['))
        {
            return false;
        }

        ReadOnlySpan<byte> inner = start[1..].TrimStart(" \t\r\n{["u8);
        if (inner.IsEmpty || (inner[0] != '"' && inner[0] is not ((byte)'}' or (byte)']' or (byte)'-') && !char.IsAsciiDigit((char)inner[0])))
        {
            return false;
        }

        ReadOnlySpan<byte> end = body.TrimEnd(" \t\r\n;)"u8);
        return body.Length == HeadLength || (!end.IsEmpty && end[^1] is (byte)'}' or (byte)']');
    }

    private static bool HasMarkup(ReadOnlySpan<byte> body)
    {
        while (true)
        {
            int at = body.IndexOf((byte)'<');
            if (at < 0 || at + 2 >= body.Length)
            {
                return false;
            }

            byte next = body[at + 1] is (byte)'/' or 0 ? body[at + 2] : body[at + 1];
            if (char.IsAsciiLetter((char)next) || next is (byte)'!')
            {
                return true;
            }

            body = body[(at + 1)..];
        }
    }

    /// <summary>The first bytes without a byte order mark; UTF-16 is narrowed to its ASCII.</summary>
    private static ReadOnlySpan<byte> ReadHead(ReadOnlySpan<byte> body, Span<byte> narrow)
    {
        Charset? utf16 = Utf16Detector.Find(body);
        if (utf16 is null)
        {
            ReadOnlySpan<byte> text = body.StartsWith("\uFEFF"u8) ? body[3..] : body;
            return text[..Math.Min(text.Length, HeadLength)];
        }

        int high = utf16 == Charset.Utf16BigEndian ? 0 : 1;
        int at = body.Length >= 2 && (body[0] | body[1]) == 0xFF && body[0] + body[1] == 0x1FD ? 2 : 0;
        int count = 0;
        for (; at + 1 < body.Length && count < narrow.Length; at += 2)
        {
            narrow[count++] = body[at + high] == 0 ? body[at + 1 - high] : (byte)'?';
        }

        return narrow[..count];
    }
}
