using System.Text;
using Portolan.Corpus.Readers;

namespace Portolan.Corpus.Internals;

/// <summary>Why a capture is no page that text could be extracted from.</summary>
internal static class PageReasons
{
    /// <summary>The content was seen before and is stored in another record, in this archive or elsewhere.</summary>
    public const string Revisit = "revisit";

    /// <summary>An address that is not http(s), or a response without an HTTP head: DNS answers, crawler's notes.</summary>
    public const string NotHttp = "not-http";

    /// <summary>Status 300 to 399.</summary>
    public const string Redirect = "redirect";

    /// <summary>Any other status but 200: errors of the server, messages that something is missing.</summary>
    public const string Status = "http-status";

    /// <summary>The record is larger than the recipe's limit.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The declared type is that of an image, a script, a document of another kind.</summary>
    public const string NotHtml = "not-html";

    /// <summary>The body has no byte.</summary>
    public const string Empty = "empty";

    /// <summary>The crawler cut the content short, or stored it in several records.</summary>
    public const string Truncated = "truncated";

    // HTML by the standard, text that old servers send for it, XML that may be XHTML.
    private static readonly byte[][] pageTypes = [.. ((string[])["text/html", "application/xhtml+xml", "text/plain", "text/xml", "application/xml", "application/vnd.wap.xhtml+xml", "unknown/unknown"]).Select(Encoding.ASCII.GetBytes)];

    private static readonly byte[][] pageStarts = [.. ((string[])["<!doctype html", "<html"]).Select(Encoding.ASCII.GetBytes)];

    /// <summary>The reason, or null when the capture is a page.</summary>
    /// <param name="record">The record.</param>
    /// <param name="isWhole">Whether its block is below the recipe's limit.</param>
    /// <param name="keepsTruncated">Whether cut pages count as pages.</param>
    /// <param name="status">Status of the answer, 0 without an HTTP head.</param>
    /// <param name="contentType">As declared, parameters included; empty when it is not.</param>
    /// <param name="body">What stands behind the head, or its start.</param>
    public static string? Of(WarcRecord record, bool isWhole, bool keepsTruncated, int status, ReadOnlySpan<byte> contentType, ReadOnlySpan<byte> body)
    {
        if (record.Type == WarcRecordType.Revisit)
        {
            return Revisit;
        }

        if (!IsHttp(record.TargetUriBytes) || (record.Type == WarcRecordType.Response && status == 0))
        {
            return NotHttp;
        }

        if (status is not (0 or 200))
        {
            return status is >= 300 and < 400 ? Redirect : Status;
        }

        if (body.IsEmpty)
        {
            return Empty;
        }

        if (!IsPage(contentType, body))
        {
            return NotHtml;
        }

        if (!isWhole)
        {
            return TooLarge;
        }

        bool isCut = record.Headers.TryGet("WARC-Truncated"u8, out _) || record.Headers.TryGet("WARC-Segment-Number"u8, out _);
        return isCut && !keepsTruncated ? Truncated : null;
    }

    private static bool IsHttp(ReadOnlySpan<byte> address) => StartsWith(address, "http://"u8) || StartsWith(address, "https://"u8);

    private static bool IsPage(ReadOnlySpan<byte> contentType, ReadOnlySpan<byte> body)
    {
        int end = contentType.IndexOfAny((byte)';', (byte)',');
        ReadOnlySpan<byte> type = (end < 0 ? contentType : contentType[..end]).Trim(" \t\r\n\""u8);

        // A type without a slash is a mistake that says nothing.
        if (!type.Contains((byte)'/'))
        {
            return true;
        }

        foreach (byte[] page in pageTypes)
        {
            if (type.Length == page.Length && StartsWith(type, page))
            {
                return true;
            }
        }

        // Mislabelled pages, as browsers sniff them (WHATWG MIME Sniffing, section 7.1, without the rarer tags).
        ReadOnlySpan<byte> text = body.TrimStart(" \t\r\n\f\uFEFF"u8);
        foreach (byte[] start in pageStarts)
        {
            if (StartsWith(text, start) && text.Length > start.Length && text[start.Length] is (byte)'>' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                return true;
            }
        }

        return false;
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start) =>
        text.Length >= start.Length && Ascii.EqualsIgnoreCase(text[..start.Length], start);
}
