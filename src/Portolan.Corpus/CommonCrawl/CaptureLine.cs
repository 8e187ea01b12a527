using System.Globalization;
using System.Text.Json;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.CommonCrawl;

/// <summary>Reads one capture from a line of JSON: the index server's answers, and what <c>portolan crawl lookup --json</c> prints.</summary>
internal static class CaptureLine
{
    /// <summary>Addresses in crawls are cut at 2 KiB to 64 KiB; a line has two and little else.</summary>
    public const int MaxByteCount = 1 << 20;

    /// <summary>The largest record that is fetched, compressed: what a reader of archives holds uncompressed.</summary>
    public const int MaxRecordByteCount = ByteSource.MaxWindow;

    /// <summary>Reads a line; unknown fields are passed over.</summary>
    /// <exception cref="CorpusException">It is not a capture.</exception>
    public static Capture Parse(ReadOnlySpan<byte> line, string source, long lineNumber)
    {
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 8 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw NotACapture(source, lineNumber, "no JSON object", null);
            }

            Fields fields = default;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadField(ref reader, ref fields);
            }

            while (reader.Read())
            {
                // Only white space may follow, or this throws.
            }

            return fields.ToCapture() ?? throw NotACapture(source, lineNumber, fields.Problem(), null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string in it is no valid UTF-8 or UTF-16.
            throw NotACapture(source, lineNumber, "damaged JSON", e);
        }
    }

    internal static void Fuzz(ReadOnlySpan<byte> data)
    {
        try
        {
            Capture capture = Parse(data, "fuzz", 1);
            ArgumentOutOfRangeException.ThrowIfNegative(capture.Offset);
            ArgumentOutOfRangeException.ThrowIfLessThan(capture.Length, 1);
        }
        catch (CorpusException)
        {
            // The promised answer to anything else than a capture.
        }
    }

    private static void ReadField(ref Utf8JsonReader reader, ref Fields fields)
    {
        string name = reader.GetString()!;
        reader.Read();
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            // Trailing fields of later versions may be of any type.
            reader.Skip();
            return;
        }

        // The server writes every number as a string.
        string value = reader.TokenType == JsonTokenType.String ? reader.GetString()! : System.Text.Encoding.ASCII.GetString(reader.ValueSpan);
        switch (name)
        {
            case "url": fields.Url = value; break;
            case "timestamp": fields.Timestamp = value; break;
            case "filename": fields.FileName = value; break;
            case "offset": fields.Offset = value; break;
            case "length": fields.Length = value; break;
            case "urlkey": fields.UrlKey = value; break;
            case "status": fields.Status = value; break;
            case "mime": fields.Mime = value; break;
            case "mime-detected" or "mime_detected": fields.MimeDetected = value; break;
            case "digest": fields.Digest = value; break;
            case "languages": fields.Languages = value; break;
            case "encoding" or "charset": fields.Encoding = value; break;
            case "truncated": fields.Truncated = value; break;
            case "redirect": fields.Redirect = value; break;
        }
    }

    private static CorpusException NotACapture(string source, long lineNumber, string found, Exception? inner) => new(
        string.Create(CultureInfo.InvariantCulture, $"line {lineNumber} of {source} is not a capture: {found}"),
        source,
        hint: "a capture is a JSON object with url, timestamp, filename, offset and length",
        innerException: inner);

    /// <summary>What a line has said so far.</summary>
    private struct Fields
    {
        public string? Url, Timestamp, FileName, Offset, Length, UrlKey, Status, Mime, MimeDetected, Digest, Languages, Encoding, Truncated, Redirect;

        public readonly Capture? ToCapture() =>
            Url is { Length: > 0 } && IsTime(Timestamp) && CrawlPath.IsSafe(FileName) && TryCount(Offset, long.MaxValue - MaxRecordByteCount, out long offset)
            && TryCount(Length, MaxRecordByteCount, out long length) && length > 0
                ? new Capture(Url, Timestamp!, FileName!, offset, (int)length)
                {
                    UrlKey = UrlKey,
                    Status = Status,
                    Mime = Mime,
                    MimeDetected = MimeDetected,
                    Digest = Digest,
                    Languages = Languages,
                    Encoding = Encoding,
                    Truncated = Truncated,
                    Redirect = Redirect,
                }
                : null;

        public readonly string Problem()
        {
            (string Name, string? Value)[] needed = [("url", Url), ("timestamp", Timestamp), ("filename", FileName), ("offset", Offset), ("length", Length)];
            string[] missing = [.. needed.Where(static field => string.IsNullOrEmpty(field.Value)).Select(static field => field.Name)];
            return missing.Length > 0
                ? $"it has no {string.Join(", ", missing)}"
                : !CrawlPath.IsSafe(FileName) ? $"'{FileName}' is not a path below the data address"
                : !IsTime(Timestamp) ? $"'{Timestamp}' is not a time"
                : $"it names {Length} bytes at {Offset}, where 1 to {MaxRecordByteCount} bytes are expected";
        }

        private static bool TryCount(string? text, long max, out long value) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= max;

        private static bool IsTime(string? text) => text?.Length is >= 4 and <= 14 && text.All(char.IsAsciiDigit);
    }
}
