using System.Buffers;
using System.Text.Json;
using Portolan.Corpus.Internals;
using Portolan.Corpus.Writers;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.Readers;

/// <summary>Reads documents from JSON Lines with CCNet's field names, as <see cref="Writers.DocumentJsonWriter"/> writes them.</summary>
/// <remarks>Only <c>raw_content</c> (or <c>text</c>) is required; unknown fields are skipped. A line that is no such object is reported and passed over.</remarks>
internal sealed class DocumentJsonReader : IDisposable
{
    private readonly ByteSource source;
    private readonly int maxLineBytes;
    private readonly ArrayBufferWriter<byte> scratch = new(1 << 16);
    private readonly List<int> ids = [];

    public DocumentJsonReader(ByteSource source, int maxLineBytes)
    {
        this.source = source;
        this.maxLineBytes = maxLineBytes;
    }

    /// <summary>Lines read so far, good and bad.</summary>
    public long LineCount { get; private set; }

    /// <summary>What could not be read: offset in the file as stored, and the reason.</summary>
    public List<SourceDamage> Damage { get; } = [];

    public bool MoveNext(Document document)
    {
        while (true)
        {
            int end = FindLineEnd();
            if (end < 0)
            {
                return false;
            }

            ReadOnlySpan<byte> line = source.Window[..end];
            long offset = source.StoredOffset;
            LineCount++;
            bool parsed = false;
            if (line.Trim(" \t\r"u8).IsEmpty)
            {
                LineCount--;
            }
            else
            {
                parsed = TryParse(line, document, offset);
            }

            source.Advance(Math.Min(end + 1, source.Window.Length));
            if (parsed)
            {
                return true;
            }
        }
    }

    public void Dispose() => source.Dispose();

    /// <summary>Reads bytes as JSON Lines; whatever they are, nothing is thrown, and what is read can be written again.</summary>
    internal static int Fuzz(ReadOnlySpan<byte> data)
    {
        using var reader = new DocumentJsonReader(ByteSource.Open(new MemoryStream(data.ToArray()), "fuzz"), 1 << 12);
        using var writer = new DocumentJsonWriter();
        var written = new ArrayBufferWriter<byte>();
        var document = new Document();
        int documents = 0;
        while (reader.MoveNext(document))
        {
            writer.Write(document, written);
            documents++;
        }

        return documents;
    }

    // Length of the next line without its break, or -1 at the end.
    private int FindLineEnd()
    {
        while (true)
        {
            int length = source.FindLineFeed(maxLineBytes - 1);
            if (length >= 0)
            {
                return length;
            }

            if (source.Window.Length >= maxLineBytes)
            {
                Damage.Add(new SourceDamage(source.StoredOffset, $"line {LineCount + 1} is longer than {maxLineBytes} bytes"));
                SkipLine();
            }
            else if (source.Damage is { } damage)
            {
                // What lies before the damage is an unfinished line.
                Damage.Add(damage);
                if (!source.SkipDamage())
                {
                    return -1;
                }

                SkipLine();
            }
            else
            {
                return source.Window.IsEmpty ? -1 : source.Window.Length;
            }
        }
    }

    private void SkipLine()
    {
        LineCount++;
        while (true)
        {
            int found = source.Window.IndexOf((byte)'\n');
            if (found >= 0)
            {
                source.Advance(found + 1);
                return;
            }

            source.Advance(source.Window.Length);
            if (!source.Ensure(1))
            {
                return;
            }
        }
    }

    private bool TryParse(ReadOnlySpan<byte> line, Document document, long offset)
    {
        document.Clear();
        ids.Clear();
        scratch.ResetWrittenCount();
        Range url = default, date = default, digest = default, title = default, text = default;
        bool hasText = false, hasIds = false;
        int originalLines = -1;
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return Reject(offset, "expected a JSON object");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("raw_content"u8) || reader.ValueTextEquals("text"u8))
                {
                    hasText |= TryString(ref reader, ref text);
                }
                else if (reader.ValueTextEquals("url"u8))
                {
                    TryString(ref reader, ref url);
                }
                else if (reader.ValueTextEquals("date_download"u8))
                {
                    TryString(ref reader, ref date);
                }
                else if (reader.ValueTextEquals("digest"u8))
                {
                    TryString(ref reader, ref digest);
                }
                else if (reader.ValueTextEquals("title"u8))
                {
                    TryString(ref reader, ref title);
                }
                else if (reader.ValueTextEquals("original_nlines"u8))
                {
                    originalLines = (int)Number(ref reader, -1);
                }
                else if (reader.ValueTextEquals("original_length"u8))
                {
                    document.OriginalLength = (long)Number(ref reader, 0);
                }
                else if (reader.ValueTextEquals("line_ids"u8))
                {
                    hasIds = ReadIds(ref reader);
                }
                else if (reader.ValueTextEquals("language"u8))
                {
                    reader.Read();
                    document.Language = reader.TokenType == JsonTokenType.String ? LanguageCode(ref reader) : null;
                    reader.Skip();
                }
                else if (reader.ValueTextEquals("language_score"u8))
                {
                    document.LanguageScore = Number(ref reader, 0);
                }
                else if (reader.ValueTextEquals("perplexity"u8))
                {
                    double perplexity = Number(ref reader, -1);
                    document.Perplexity = perplexity >= 0 ? perplexity : null;
                }
                else if (reader.ValueTextEquals("bucket"u8))
                {
                    reader.Read();
                    document.Bucket = reader.TokenType == JsonTokenType.String ? Bucket(ref reader) : null;
                    reader.Skip();
                }
                else if (!TryReadPageField(ref reader, document))
                {
                    reader.Read();
                    reader.Skip();
                }
            }

            // Throws when something follows the object.
            reader.Read();
        }
        catch (JsonException e)
        {
            return Reject(offset, $"not valid JSON at byte {e.BytePositionInLine ?? 0} of the line");
        }
        catch (InvalidOperationException)
        {
            // What the framework throws for an escaped surrogate without its partner, or bytes that are no UTF-8 beside an escape.
            return Reject(offset, "a string that has no UTF-8 form");
        }

        if (!hasText)
        {
            return Reject(offset, "expected a string field raw_content or text");
        }

        ReadOnlySpan<byte> all = scratch.WrittenSpan;
        document.SetOrigin(all[url], all[date], all[digest]);
        document.SetTitle(all[title]);
        ReadOnlySpan<byte> content = all[text];
        bool idsFit = ids.Count == content.Count((byte)'\n') + 1;
        document.SetText(content, idsFit ? System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ids) : default);
        if (content.IsEmpty && hasIds && ids.Count == 0)
        {
            // No line, which is not the same as one empty line.
            document.KeepLines([false]);
        }

        document.OriginalLineCount = originalLines >= 0 ? originalLines : document.LineCount;
        if (document.OriginalLength == 0)
        {
            document.OriginalLength = content.Length;
        }

        return DocumentJsonWriter.FitsReader(document)
            || Reject(offset, $"the document takes more than {ByteSource.MaxWindow} bytes as JSON");
    }

    private bool TryReadPageField(ref Utf8JsonReader reader, Document document)
    {
        if (PageFieldNames.TryFind(ref reader, out PageField field))
        {
            Range value = default;
            TryString(ref reader, ref value);
            document.SetMetadata(field, scratch.WrittenSpan[value]);
            return true;
        }

        if (reader.ValueTextEquals("status"u8))
        {
            document.HttpStatus = Count(ref reader);
            return true;
        }

        if (reader.ValueTextEquals("links"u8))
        {
            document.LinkCount = Count(ref reader);
            return true;
        }

        if (reader.ValueTextEquals("external_links"u8))
        {
            document.ExternalLinkCount = Count(ref reader);
            return true;
        }

        return false;
    }

    private static int? Count(ref Utf8JsonReader reader) => Number(ref reader, -1) is >= 0 and <= int.MaxValue and double value ? (int)value : null;

    private bool Reject(long offset, string reason)
    {
        Damage.Add(new SourceDamage(offset, $"line {LineCount}: {reason}"));
        return false;
    }

    private bool TryString(ref Utf8JsonReader reader, ref Range range)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return false;
        }

        int start = scratch.WrittenCount;
        Span<byte> span = scratch.GetSpan(Math.Max(1, reader.ValueSpan.Length));
        if (!reader.ValueIsEscaped)
        {
            reader.ValueSpan.CopyTo(span);
            scratch.Advance(reader.ValueSpan.Length);
        }
        else
        {
            scratch.Advance(reader.CopyString(span));
        }

        range = start..scratch.WrittenCount;
        return true;
    }

    private static double Number(ref Utf8JsonReader reader, double fallback)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double value) && double.IsFinite(value))
        {
            return value;
        }

        reader.Skip();
        return fallback;
    }

    private bool ReadIds(ref Utf8JsonReader reader)
    {
        ids.Clear();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return false;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int id))
            {
                ids.Add(id);
            }
            else
            {
                reader.Skip();
            }
        }

        return true;
    }

    private static string? Bucket(ref Utf8JsonReader reader)
    {
        Span<char> name = stackalloc char[64];
        return reader.ValueSpan.Length > name.Length ? null : Buckets.Known(name[..reader.CopyString(name)]);
    }

    // A few hundred codes recur for millions of documents.
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> languages =
        new Dictionary<string, string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private string? LanguageCode(ref Utf8JsonReader reader)
    {
        Span<char> code = stackalloc char[64];
        if (reader.ValueSpan.Length > code.Length)
        {
            return null;
        }

        code = code[..reader.CopyString(code)];
        if (!DocumentFields.IsLanguageCode(code))
        {
            return null;
        }

        if (!languages.TryGetValue(code, out string? known))
        {
            known = code.ToString();
            languages[code] = known;
        }

        return known;
    }
}
