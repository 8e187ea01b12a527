using System.Buffers;
using System.Text.Json;

namespace Portolan.Corpus;

/// <summary>The fields of a document in JSON, with CCNet's names and in their order.</summary>
/// <remarks>
/// <c>url, date_download, digest, length, nlines, source_domain, title, raw_content, original_nlines, original_length,
/// line_ids</c> and, once known, <c>language, language_score, perplexity, bucket</c>. <c>length</c> counts code points, <c>original_length</c>
/// bytes, as in CCNet. Behind them, of pages and WAT records, what <see cref="PageField"/> names, <c>status, links, external_links</c>.
/// </remarks>
public static class DocumentFields
{
    private static readonly SearchValues<char> LanguageCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly JsonEncodedText Url = JsonEncodedText.Encode("url");
    private static readonly JsonEncodedText DateDownload = JsonEncodedText.Encode("date_download");
    private static readonly JsonEncodedText Digest = JsonEncodedText.Encode("digest");
    private static readonly JsonEncodedText Length = JsonEncodedText.Encode("length");
    private static readonly JsonEncodedText LineCount = JsonEncodedText.Encode("nlines");
    private static readonly JsonEncodedText SourceDomain = JsonEncodedText.Encode("source_domain");
    private static readonly JsonEncodedText Title = JsonEncodedText.Encode("title");
    private static readonly JsonEncodedText RawContent = JsonEncodedText.Encode("raw_content");
    private static readonly JsonEncodedText OriginalLineCount = JsonEncodedText.Encode("original_nlines");
    private static readonly JsonEncodedText OriginalLength = JsonEncodedText.Encode("original_length");
    private static readonly JsonEncodedText LineIds = JsonEncodedText.Encode("line_ids");
    private static readonly JsonEncodedText Language = JsonEncodedText.Encode("language");
    private static readonly JsonEncodedText LanguageScore = JsonEncodedText.Encode("language_score");
    private static readonly JsonEncodedText Perplexity = JsonEncodedText.Encode("perplexity");
    private static readonly JsonEncodedText Bucket = JsonEncodedText.Encode("bucket");
    private static readonly JsonEncodedText Status = JsonEncodedText.Encode("status");
    private static readonly JsonEncodedText Links = JsonEncodedText.Encode("links");
    private static readonly JsonEncodedText ExternalLinks = JsonEncodedText.Encode("external_links");

    /// <summary>Whether a word can be a language code: it becomes part of file names, so that nothing else may pass.</summary>
    /// <returns>True for 1 to 32 ASCII letters, digits, <c>-</c> and <c>_</c>.</returns>
    internal static bool IsLanguageCode(ReadOnlySpan<char> word) => word.Length is > 0 and <= 32 && !word.ContainsAnyExcept(LanguageCharacters);

    /// <summary>Writes the fields into an object that the caller has begun.</summary>
    /// <param name="writer">Inside an object.</param>
    /// <param name="document">The document.</param>
    public static void Write(Utf8JsonWriter writer, Document document)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(document);
        writer.WriteString(Url, document.Url);
        writer.WriteString(DateDownload, document.DateDownload);
        writer.WriteString(Digest, document.Digest);
        writer.WriteNumber(Length, document.Length);
        writer.WriteNumber(LineCount, document.LineCount);
        writer.WriteString(SourceDomain, document.SourceDomain);
        writer.WriteString(Title, document.Title);
        writer.WriteString(RawContent, document.Text);
        writer.WriteNumber(OriginalLineCount, document.OriginalLineCount);
        writer.WriteNumber(OriginalLength, document.OriginalLength);
        writer.WriteStartArray(LineIds);
        foreach (int id in document.LineIds)
        {
            writer.WriteNumberValue(id);
        }

        writer.WriteEndArray();
        if (document.Language is not null)
        {
            writer.WriteString(Language, document.Language);
            writer.WriteNumber(LanguageScore, document.LanguageScore);
        }

        if (document.Perplexity is { } perplexity)
        {
            writer.WriteNumber(Perplexity, perplexity);
        }

        if (document.Bucket is not null)
        {
            writer.WriteString(Bucket, document.Bucket);
        }

        WritePage(writer, document);
    }

    private static void WritePage(Utf8JsonWriter writer, Document document)
    {
        for (int i = 0; i < PageFieldNames.Count; i++)
        {
            ReadOnlySpan<byte> value = document.Metadata((PageField)i);
            if (!value.IsEmpty)
            {
                writer.WriteString(PageFieldNames.Of((PageField)i), value);
            }
        }

        WriteNumber(writer, Status, document.HttpStatus);
        WriteNumber(writer, Links, document.LinkCount);
        WriteNumber(writer, ExternalLinks, document.ExternalLinkCount);
    }

    private static void WriteNumber(Utf8JsonWriter writer, JsonEncodedText name, int? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
