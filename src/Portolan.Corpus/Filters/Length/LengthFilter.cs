namespace Portolan.Corpus.Filters.Length;

/// <summary>Drops documents whose text is too short or too long, in code points.</summary>
/// <remarks>
/// Why: very short pages are error messages, redirects and navigation. Source: CCNet (Wenzek et al. 2019), <c>min_len</c> 300
/// before deduplication. Kept with the defaults: a text of 300 code points. Dropped: one of 299. The title does not count.
/// </remarks>
public sealed class LengthFilter : IDocumentFilter
{
    /// <summary>Reason for texts below <see cref="LengthFilterOptions.Minimum"/>.</summary>
    public const string TooShort = "too-short";

    /// <summary>Reason for texts above <see cref="LengthFilterOptions.Maximum"/>.</summary>
    public const string TooLong = "too-long";

    private readonly LengthFilterOptions options;

    /// <summary>Creates the filter.</summary>
    /// <param name="options">The limits.</param>
    public LengthFilter(LengthFilterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
    }

    /// <inheritdoc/>
    public FilterVerdict Apply(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        int length = document.Length;
        if (length < options.Minimum)
        {
            return FilterVerdict.Drop(TooShort);
        }

        return length > options.Maximum ? FilterVerdict.Drop(TooLong) : FilterVerdict.Keep;
    }
}
