namespace Portolan.Extraction.Pages.Charsets;

/// <summary>The character set to read a page with.</summary>
/// <param name="Charset">The encoding.</param>
/// <param name="Source">What told it.</param>
/// <param name="SkipBytes">Length of the byte order mark.</param>
internal readonly record struct CharsetChoice(Charset Charset, CharsetSource Source, int SkipBytes = 0);
