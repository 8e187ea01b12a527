using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Portolan.Corpus.Readers.Wat;

/// <summary>What the JSON envelope of a WAT record says of a capture: address, status, type, title, descriptions and links.</summary>
/// <remarks>
/// One instance is refilled for each record. Members that are missing, or of another type than Common Crawl's, are as if they were not
/// there; what does not belong to these is passed over without being kept. Memory is bounded by the size of the record. Not thread-safe.
/// </remarks>
internal sealed class WatEnvelope
{
    private readonly ArrayBufferWriter<byte> text = new(1 << 14);
    private readonly List<WatLink> links = [];
    private Range targetUri, date, recordType, contentType, payloadDigest, title, baseUrl, description, author, language, siteName, canonical;

    /// <summary><c>WARC-Type</c> of the capture, such as <c>response</c>.</summary>
    public ReadOnlySpan<byte> RecordType => this[recordType];

    /// <summary><c>WARC-Target-URI</c> of the capture.</summary>
    public ReadOnlySpan<byte> TargetUri => this[targetUri];

    /// <summary><c>WARC-Date</c> of the capture.</summary>
    public ReadOnlySpan<byte> Date => this[date];

    /// <summary>The capture's payload digest.</summary>
    public ReadOnlySpan<byte> PayloadDigest => this[payloadDigest];

    /// <summary><c>Content-Type</c> of the answer.</summary>
    public ReadOnlySpan<byte> ContentType => this[contentType];

    /// <summary>The title, with runs of white space as the page has them.</summary>
    public ReadOnlySpan<byte> Title => this[title];

    /// <summary>What <c>base href</c> says; empty when there is none.</summary>
    public ReadOnlySpan<byte> Base => this[baseUrl];

    /// <summary>The <c>description</c>, else <c>og:description</c>, of the page.</summary>
    public ReadOnlySpan<byte> Description => this[description];

    /// <summary>The <c>author</c> of the page.</summary>
    public ReadOnlySpan<byte> Author => this[author];

    /// <summary>The answer's <c>Content-Language</c>.</summary>
    public ReadOnlySpan<byte> Language => this[language];

    /// <summary>The <c>og:site_name</c> of the page.</summary>
    public ReadOnlySpan<byte> SiteName => this[siteName];

    /// <summary>The address that <c>link rel=canonical</c> gives, as written.</summary>
    public ReadOnlySpan<byte> Canonical => this[canonical];

    /// <summary>Status of the answer, 0 when it is not said.</summary>
    public int Status { get; private set; }

    /// <summary>Links of head and body, in the record's order.</summary>
    public ReadOnlySpan<WatLink> Links => CollectionsMarshal.AsSpan(links);

    /// <summary>The bytes of a part of a link, UTF-8 as the record has it.</summary>
    public ReadOnlySpan<byte> this[Range range] => text.WrittenSpan[range];

    /// <summary>Reads a record's block.</summary>
    /// <param name="json">The block.</param>
    /// <param name="problem">What is wrong with it, or null.</param>
    /// <returns>False when it is not one JSON object with an envelope.</returns>
    public bool TryRead(ReadOnlySpan<byte> json, out string? problem)
    {
        Clear();
        try
        {
            var reader = new Utf8JsonReader(json);
            bool found = false;
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                while (Next(ref reader))
                {
                    if (reader.ValueTextEquals("Envelope"u8) && Enter(ref reader))
                    {
                        found = true;
                        ReadEnvelope(ref reader);
                    }
                    else
                    {
                        Pass(ref reader);
                    }
                }
            }

            reader.Read();
            problem = found ? null : "the JSON has no object Envelope";
        }
        catch (JsonException e)
        {
            problem = $"not valid JSON at byte {e.BytePositionInLine ?? 0} of line {(e.LineNumber ?? 0) + 1} of the record";
        }

        return problem is null;
    }

    /// <summary>Reads bytes as an envelope; whatever they are, nothing is thrown.</summary>
    internal static int Fuzz(ReadOnlySpan<byte> data)
    {
        var envelope = new WatEnvelope();
        envelope.TryRead(data, out _);
        int bytes = envelope.Title.Length + envelope.Description.Length;
        foreach (WatLink link in envelope.Links)
        {
            bytes += envelope[link.Path].Length + envelope[link.Url].Length + envelope[link.Text].Length + envelope[link.Rel].Length;
        }

        return bytes;
    }

    private void Clear()
    {
        text.ResetWrittenCount();
        links.Clear();
        targetUri = date = recordType = contentType = payloadDigest = title = baseUrl = description = author = language = siteName = canonical = default;
        Status = 0;
    }

    private void ReadEnvelope(ref Utf8JsonReader reader)
    {
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("WARC-Header-Metadata"u8) && Enter(ref reader))
            {
                ReadWarcHeader(ref reader);
            }
            else if (reader.ValueTextEquals("Payload-Metadata"u8) && Enter(ref reader))
            {
                ReadPayload(ref reader);
            }
            else
            {
                Pass(ref reader);
            }
        }
    }

    private void ReadWarcHeader(ref Utf8JsonReader reader)
    {
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("WARC-Target-URI"u8))
            {
                targetUri = String(ref reader);
            }
            else if (reader.ValueTextEquals("WARC-Date"u8))
            {
                date = String(ref reader);
            }
            else if (reader.ValueTextEquals("WARC-Type"u8))
            {
                recordType = String(ref reader);
            }
            else if (reader.ValueTextEquals("WARC-Payload-Digest"u8))
            {
                payloadDigest = String(ref reader);
            }
            else
            {
                Pass(ref reader);
            }
        }
    }

    private void ReadPayload(ref Utf8JsonReader reader)
    {
        while (Next(ref reader))
        {
            if (!reader.ValueTextEquals("HTTP-Response-Metadata"u8) || !Enter(ref reader))
            {
                Pass(ref reader);
                continue;
            }

            while (Next(ref reader))
            {
                if (reader.ValueTextEquals("Response-Message"u8) && Enter(ref reader))
                {
                    ReadMessage(ref reader);
                }
                else if (reader.ValueTextEquals("Headers"u8) && Enter(ref reader))
                {
                    ReadHttpHeaders(ref reader);
                }
                else if (reader.ValueTextEquals("HTML-Metadata"u8) && Enter(ref reader))
                {
                    ReadHtml(ref reader);
                }
                else
                {
                    Pass(ref reader);
                }
            }
        }
    }

    private void ReadMessage(ref Utf8JsonReader reader)
    {
        while (Next(ref reader))
        {
            if (!reader.ValueTextEquals("Status"u8))
            {
                Pass(ref reader);
                continue;
            }

            reader.Read();
            ReadOnlySpan<byte> digits = reader.TokenType is JsonTokenType.String or JsonTokenType.Number ? reader.ValueSpan : default;
            Status = Utf8Parser.TryParse(digits, out int status, out int used) && used == digits.Length && status is > 0 and < 1000 ? status : 0;
            reader.Skip();
        }
    }

    private void ReadHttpHeaders(ref Utf8JsonReader reader)
    {
        while (Next(ref reader))
        {
            // Servers write names as they like; escapes do not occur in them.
            if (Is(ref reader, "Content-Type"u8))
            {
                contentType = String(ref reader);
            }
            else if (Is(ref reader, "Content-Language"u8))
            {
                language = String(ref reader);
            }
            else
            {
                Pass(ref reader);
            }
        }
    }

    private void ReadHtml(ref Utf8JsonReader reader)
    {
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("Head"u8) && Enter(ref reader))
            {
                ReadHead(ref reader);
            }
            else if (reader.ValueTextEquals("Links"u8) && EnterArray(ref reader))
            {
                ReadLinks(ref reader);
            }
            else
            {
                Pass(ref reader);
            }
        }
    }

    private void ReadHead(ref Utf8JsonReader reader)
    {
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("Title"u8))
            {
                title = String(ref reader);
            }
            else if (reader.ValueTextEquals("Base"u8))
            {
                baseUrl = String(ref reader);
            }
            else if (reader.ValueTextEquals("Metas"u8) && EnterArray(ref reader))
            {
                ReadMetas(ref reader);
            }
            else if ((reader.ValueTextEquals("Link"u8) || reader.ValueTextEquals("Scripts"u8)) && EnterArray(ref reader))
            {
                ReadLinks(ref reader);
            }
            else
            {
                Pass(ref reader);
            }
        }
    }

    private void ReadMetas(ref Utf8JsonReader reader)
    {
        while (NextObject(ref reader))
        {
            Range name = default, content = default;
            while (Next(ref reader))
            {
                if (reader.ValueTextEquals("name"u8) || reader.ValueTextEquals("property"u8))
                {
                    name = String(ref reader);
                }
                else if (reader.ValueTextEquals("content"u8))
                {
                    content = String(ref reader);
                }
                else
                {
                    Pass(ref reader);
                }
            }

            TakeMeta(this[name], content);
        }
    }

    private void TakeMeta(ReadOnlySpan<byte> name, Range content)
    {
        if (Ascii.EqualsIgnoreCase(name, "description"u8) || (Ascii.EqualsIgnoreCase(name, "og:description"u8) && Description.IsEmpty))
        {
            description = content;
        }
        else if (Ascii.EqualsIgnoreCase(name, "author"u8))
        {
            author = content;
        }
        else if (Ascii.EqualsIgnoreCase(name, "og:site_name"u8))
        {
            siteName = content;
        }
    }

    private void ReadLinks(ref Utf8JsonReader reader)
    {
        while (NextObject(ref reader))
        {
            Range path = default, url = default, anchor = default, alternative = default, rel = default;
            while (Next(ref reader))
            {
                if (reader.ValueTextEquals("url"u8) || reader.ValueTextEquals("href"u8))
                {
                    url = String(ref reader);
                }
                else if (reader.ValueTextEquals("path"u8))
                {
                    path = String(ref reader);
                }
                else if (reader.ValueTextEquals("text"u8))
                {
                    anchor = String(ref reader);
                }
                else if (reader.ValueTextEquals("alt"u8))
                {
                    alternative = String(ref reader);
                }
                else if (reader.ValueTextEquals("rel"u8))
                {
                    rel = String(ref reader);
                }
                else
                {
                    Pass(ref reader);
                }
            }

            if (!this[url].IsEmpty)
            {
                links.Add(new WatLink(path, url, this[anchor].IsEmpty ? alternative : anchor, rel));
                canonical = Canonical.IsEmpty && Ascii.EqualsIgnoreCase(this[rel], "canonical"u8) ? url : canonical;
            }
        }
    }

    private Range String(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return JsonText.Append(ref reader, text);
        }

        reader.Skip();
        return default;
    }

    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => !reader.ValueIsEscaped && Ascii.EqualsIgnoreCase(reader.ValueSpan, name);

    /// <summary>Steps to the next name of the object, or behind its end.</summary>
    private static bool Next(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Steps into the next object of an array, or behind its end; other values are passed over.</summary>
    private static bool NextObject(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static bool Enter(ref Utf8JsonReader reader) => Enter(ref reader, JsonTokenType.StartObject);

    private static bool EnterArray(ref Utf8JsonReader reader) => Enter(ref reader, JsonTokenType.StartArray);

    // A value of another type stays to be passed over by the caller.
    private static bool Enter(ref Utf8JsonReader reader, JsonTokenType type)
    {
        Utf8JsonReader ahead = reader;
        if (!ahead.Read() || ahead.TokenType != type)
        {
            return false;
        }

        reader = ahead;
        return true;
    }

    private static void Pass(ref Utf8JsonReader reader) => reader.Skip();
}
