namespace Portolan.Corpus.Readers.Wat;

/// <summary>One link of a page as its WAT record lists it; the ranges are places in <see cref="WatEnvelope"/>'s buffer.</summary>
/// <param name="Path">Element and attribute, such as <c>A@/href</c>.</param>
/// <param name="Url">The reference as written on the page, relative or absolute.</param>
/// <param name="Text">The anchor's text, or an image's alternative text.</param>
/// <param name="Rel">The <c>rel</c> attribute.</param>
internal readonly record struct WatLink(Range Path, Range Url, Range Text, Range Rel);
