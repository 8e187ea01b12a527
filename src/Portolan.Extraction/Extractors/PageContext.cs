namespace Portolan.Extraction.Extractors;

/// <summary>What is known of a page besides its markup.</summary>
/// <param name="Url">Where it came from, or null.</param>
/// <param name="Title">Its title as the metadata has it, or null.</param>
/// <param name="Language">Its language as a BCP 47 tag, from the caller or from the page's own word; null when nobody says.</param>
public sealed record PageContext(string? Url = null, string? Title = null, string? Language = null);
