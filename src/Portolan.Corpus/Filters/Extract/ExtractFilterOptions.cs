using System.Text.Json.Serialization;
using Portolan.Extraction;

namespace Portolan.Corpus.Filters.Extract;

/// <summary>Settings of <see cref="ExtractFilter"/>.</summary>
public sealed record ExtractFilterOptions : FilterOptions
{
    /// <summary>Which extractor decides what of a page is its content.</summary>
    /// <value><c>precise</c> by default; <c>justext</c> is The Pile's choice, <c>everything</c> keeps all visible text as WET files do.</value>
    public string Extractor { get; init; } = "precise";

    /// <summary>How the text is written.</summary>
    /// <value><see cref="TextFormat.Text"/> by default: a line for each block.</value>
    [JsonConverter(typeof(JsonStringEnumConverter<TextFormat>))]
    public TextFormat Format { get; init; }

    /// <summary>Whether readers' comments are kept, as <see cref="PageField.Comments"/>.</summary>
    /// <value>False by default; never part of the text.</value>
    public bool Comments { get; init; }

    /// <summary>Largest page, its codings undone.</summary>
    /// <value>32 MiB by default, in bytes; at most 64 MiB.</value>
    public int MaxBytes { get; init; } = 1 << 25;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool NeedsText => false;

    /// <inheritdoc/>
    public override IDocumentFilter CreateFilter(FilterResources resources) => new ExtractFilter(this);
}
