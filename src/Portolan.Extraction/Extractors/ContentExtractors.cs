using Portolan.Extraction.Extractors.Everything;
using Portolan.Extraction.Extractors.JusText;
using Portolan.Extraction.Extractors.Precise;

namespace Portolan.Extraction.Extractors;

/// <summary>The extractors there are, by name.</summary>
internal static class ContentExtractors
{
    private static readonly (string Name, Func<IContentExtractor> Create)[] All =
    [
        (EverythingExtractor.ExtractorName, () => new EverythingExtractor()),
        (JusTextExtractor.ExtractorName, () => new JusTextExtractor()),
        (PreciseExtractor.ExtractorName, () => new PreciseExtractor()),
    ];

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(extractor => extractor.Name).Order(StringComparer.Ordinal)];

    /// <summary>Makes an extractor of one's own.</summary>
    /// <exception cref="ArgumentException">There is none of this name; the message has those there are.</exception>
    public static IContentExtractor Create(string name)
    {
        foreach ((string known, Func<IContentExtractor> create) in All)
        {
            if (known == name)
            {
                return create();
            }
        }

        throw new ArgumentException($"no extractor is called '{name}'; there are {string.Join(", ", Names)}", nameof(name));
    }
}
