using Portolan.Extraction.Pages.Charsets;
using Portolan.Extraction.Pages.Media;

namespace Portolan.Extraction.Pages;

/// <summary>What a body turned out to be.</summary>
/// <param name="Kind">What can be done with it.</param>
/// <param name="Rejection">Why nothing can be; null when something can.</param>
/// <param name="Charset">Its encoding; meaningless when rejected.</param>
/// <param name="Source">What told the encoding.</param>
internal readonly record struct DecodedPage(MediaKind Kind, string? Rejection, Charset Charset, CharsetSource Source);
