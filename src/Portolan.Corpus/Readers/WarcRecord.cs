using System.Globalization;
using System.Text;

namespace Portolan.Corpus.Readers;

/// <summary>The record that a <see cref="WarcReader"/> stands on; one instance is reused for all records.</summary>
/// <remarks>
/// Spans and headers are valid until <see cref="WarcReader.MoveNext"/>. The records of an ARC file show the same fields as a WARC
/// record would have: <c>WARC-Type</c>, <c>WARC-Target-URI</c>, <c>WARC-IP-Address</c>, <c>WARC-Date</c>, <c>Content-Type</c>,
/// <c>Content-Length</c>, and <c>ARC-Content-Type</c> for the type that the server named. Not thread-safe.
/// </remarks>
public sealed class WarcRecord
{
    private static readonly string[] DateFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH'Z'", "yyyy-MM-dd", "yyyy-MM", "yyyy", "yyyyMMddHHmmss", "yyyyMMddHHmm",
    ];

    private readonly WarcReader reader;

    internal WarcRecord(WarcReader reader) => this.reader = reader;

    /// <summary>What the record holds, from <c>WARC-Type</c>.</summary>
    public WarcRecordType Type { get; internal set; }

    /// <summary>Offset in the file as stored: of the record in a plain file, of the compressed member that it begins in otherwise.</summary>
    /// <remarks>When a member holds many records they share this offset; <see cref="RecordPosition"/> tells them apart.</remarks>
    public long Offset { get; internal set; }

    /// <summary>Offset of the record's first byte in the decompressed data.</summary>
    public long RecordPosition { get; internal set; }

    /// <summary>Bytes of the body. Differs from the header of that name only in a record whose length was repaired.</summary>
    public long ContentLength { get; internal set; }

    /// <summary>True when the length in the header was wrong and <see cref="WarcReaderOptions.RepairLengths"/> replaced it.</summary>
    public bool IsRepaired { get; internal set; }

    /// <summary>The header fields.</summary>
    public WarcHeaders Headers { get; } = new();

    /// <summary><c>WARC-Target-URI</c> without angle brackets, UTF-8; empty when absent.</summary>
    public ReadOnlySpan<byte> TargetUriBytes => Headers.TryGet("WARC-Target-URI"u8, out ReadOnlySpan<byte> value) ? WithoutBrackets(value) : default;

    /// <summary><c>WARC-Target-URI</c> without angle brackets, or null.</summary>
    public string? TargetUri => Bracketed("WARC-Target-URI"u8);

    /// <summary><c>WARC-Date</c> as written, or null; for ARC the same moment in WARC's form.</summary>
    public string? Date => Headers.GetString("WARC-Date"u8);

    /// <summary><c>WARC-Record-ID</c> without angle brackets, or null.</summary>
    public string? RecordId => Bracketed("WARC-Record-ID"u8);

    /// <summary><c>WARC-Payload-Digest</c> as written, such as <c>sha1:B2LT…</c>, or null.</summary>
    public string? PayloadDigest => Headers.GetString("WARC-Payload-Digest"u8);

    /// <summary><c>WARC-Block-Digest</c> as written, or null.</summary>
    public string? BlockDigest => Headers.GetString("WARC-Block-Digest"u8);

    /// <summary>Why the crawler cut the content (<c>length</c>, <c>time</c>, <c>disconnect</c>, …), or null when it did not.</summary>
    public string? Truncated => Headers.GetString("WARC-Truncated"u8);

    /// <summary>The <c>Content-Type</c> of the block, such as <c>application/http; msgtype=response</c>, or null.</summary>
    public string? ContentType => Headers.GetString("Content-Type"u8);

    /// <summary><c>WARC-Profile</c> of a revisit: the address that names why the content was left out, or null.</summary>
    public string? Profile => Bracketed("WARC-Profile"u8);

    /// <summary>The address that the earlier capture of a revisit had, or null.</summary>
    public string? RefersToTargetUri => Bracketed("WARC-Refers-To-Target-URI"u8);

    /// <summary>The date of the earlier capture of a revisit as written, or null.</summary>
    public string? RefersToDate => Headers.GetString("WARC-Refers-To-Date"u8);

    /// <summary>The <c>WARC-Record-ID</c> that this record refers to, without angle brackets, or null.</summary>
    public string? RefersTo => Bracketed("WARC-Refers-To"u8);

    /// <summary>True for the records of a WAT file: metadata whose block is one JSON object.</summary>
    public bool IsJsonMetadata =>
        Type == WarcRecordType.Metadata
        && Headers.TryGet("Content-Type"u8, out ReadOnlySpan<byte> type)
        && type.Length >= 16
        && Ascii.EqualsIgnoreCase(type[..16], "application/json"u8)
        && (type.Length == 16 || type[16] is (byte)';' or (byte)' ');

    /// <summary>The moment in <c>WARC-Date</c>; W3C-DTF as in WARC 1.1, fractions and lower precision included.</summary>
    /// <returns>False when the field is absent or not a date.</returns>
    public bool TryGetTimestamp(out DateTimeOffset timestamp)
    {
        timestamp = default;
        return Date is { } text && DateTimeOffset.TryParseExact(
            text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out timestamp);
    }

    /// <summary>The whole body, without a copy.</summary>
    /// <param name="body"><see cref="ContentLength"/> bytes, valid until the reader moves on.</param>
    /// <returns>
    /// False when the record is larger than <see cref="WarcReaderOptions.MaxRecordBytes"/>, which is then reported as damage;
    /// <see cref="ReadBody"/> reads such a record.
    /// </returns>
    public bool TryGetBody(out ReadOnlySpan<byte> body) => reader.TryGetBody(out body);

    /// <summary>Copies the next bytes of the body; any size of record.</summary>
    /// <param name="destination">Takes at most its length.</param>
    /// <returns>Bytes copied; 0 at the end of the body, or where the data ends too early, which is then reported as damage.</returns>
    public int ReadBody(Span<byte> destination) => reader.ReadBody(destination);

    /// <summary>The HTTP head and body of a response, request or revisit.</summary>
    /// <returns>False when the record has another type, is too large for a span, or does not begin with an HTTP head.</returns>
    public bool TryGetHttp(out HttpMessage message)
    {
        if (Type is WarcRecordType.Response or WarcRecordType.Request or WarcRecordType.Revisit && TryGetBody(out ReadOnlySpan<byte> body))
        {
            return HttpMessage.TryParse(body, out message);
        }

        message = default;
        return false;
    }

    internal static WarcRecordType ParseType(ReadOnlySpan<byte> text) => text switch
    {
        _ when Is(text, "conversion"u8) => WarcRecordType.Conversion,
        _ when Is(text, "response"u8) => WarcRecordType.Response,
        _ when Is(text, "request"u8) => WarcRecordType.Request,
        _ when Is(text, "metadata"u8) => WarcRecordType.Metadata,
        _ when Is(text, "warcinfo"u8) => WarcRecordType.WarcInfo,
        _ when Is(text, "resource"u8) => WarcRecordType.Resource,
        _ when Is(text, "revisit"u8) => WarcRecordType.Revisit,
        _ when Is(text, "continuation"u8) => WarcRecordType.Continuation,
        _ => WarcRecordType.Unknown,
    };

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name) => text.Length == name.Length && Ascii.EqualsIgnoreCase(text, name);

    private static ReadOnlySpan<byte> WithoutBrackets(ReadOnlySpan<byte> value) =>
        value.Length >= 2 && value[0] == '<' && value[^1] == '>' ? value[1..^1] : value;

    private string? Bracketed(ReadOnlySpan<byte> name) =>
        Headers.TryGet(name, out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(WithoutBrackets(value)) : null;
}
