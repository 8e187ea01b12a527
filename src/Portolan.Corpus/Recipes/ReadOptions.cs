using System.Text.Json.Serialization;

namespace Portolan.Corpus.Recipes;

/// <summary>Settings of the <c>read</c> stage.</summary>
public sealed record ReadOptions
{
    /// <summary>Which records of a crawl are documents.</summary>
    /// <value><see cref="DocumentKind.Wet"/> by default.</value>
    [JsonConverter(typeof(JsonStringEnumConverter<DocumentKind>))]
    public DocumentKind Kind { get; init; } = DocumentKind.Wet;

    /// <summary>Largest record that is read; larger ones are rejected, with their place.</summary>
    /// <value>64 MiB by default, in bytes; at most that.</value>
    public int MaxRecordBytes { get; init; } = 1 << 26;

    /// <summary>Whether pages that the crawler cut short are read all the same.</summary>
    /// <value>False by default: they are dropped. Only of meaning for <see cref="DocumentKind.Warc"/>.</value>
    public bool KeepTruncated { get; init; }

    /// <summary>Whether documents have text as soon as they are read.</summary>
    internal bool HasText => Kind is DocumentKind.Wet or DocumentKind.Jsonl;
}
