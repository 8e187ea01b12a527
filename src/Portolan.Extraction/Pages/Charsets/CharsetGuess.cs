namespace Portolan.Extraction.Pages.Charsets;

/// <summary>What the bytes of a page look like.</summary>
/// <param name="Charset">The likeliest encoding.</param>
/// <param name="IsSure">Whether windows-1252, the encoding of pages that do not know theirs, is far less likely.</param>
internal readonly record struct CharsetGuess(Charset Charset, bool IsSure);
