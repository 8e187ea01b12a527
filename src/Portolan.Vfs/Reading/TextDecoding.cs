using System.Text;
using System.Text.Unicode;
using Portolan.Extraction;

namespace Portolan.Vfs.Reading;

/// <summary>From bytes without markup to characters.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class TextDecoding
{
    private PageExtractor? legacy;

    /// <summary>The characters, or null when the bytes are no text in any character set that is known.</summary>
    public string? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0xFF, 0xFE, ..])
        {
            return Encoding.Unicode.GetString(bytes[2..]);
        }

        if (bytes is [0xFE, 0xFF, ..])
        {
            return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        }

        bytes = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        if (!bytes.Contains((byte)0) && Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        // Everything else is a question of statistics, which the room of pages answers.
        legacy ??= new PageExtractor(new ExtractionOptions { Extractor = "everything" });
        ExtractedPage page = legacy.Extract(bytes, "text/plain");
        return page.Rejection is null ? page.Text
            // Text that no page is, such as JSON: a damaged byte does not make it unreadable.
            : page.Rejection is Extraction.Pages.PageRejection.Json or Extraction.Pages.PageRejection.Xml or Extraction.Pages.PageRejection.Feed ? Encoding.UTF8.GetString(bytes)
            : null;
    }
}
