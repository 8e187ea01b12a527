using System.Text.Json.Serialization;

namespace Portolan.Corpus.Filters.Length;

/// <summary>Settings of <see cref="LengthFilter"/>.</summary>
public sealed record LengthFilterOptions : FilterOptions
{
    /// <summary>Fewest code points of text.</summary>
    /// <value>300 by default: CCNet's <c>min_len</c> (cc_net/mine.py).</value>
    public int Minimum { get; init; } = 300;

    /// <summary>Most code points of text.</summary>
    /// <value>No limit by default, as in CCNet.</value>
    public int Maximum { get; init; } = int.MaxValue;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsCheap => true;

    /// <inheritdoc/>
    public override IDocumentFilter CreateFilter(FilterResources resources) => new LengthFilter(this);
}
