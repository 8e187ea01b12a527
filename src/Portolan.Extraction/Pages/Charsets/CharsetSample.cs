namespace Portolan.Extraction.Pages.Charsets;

/// <summary>The text of a page that its encoding can be told by: what stands between tags and has bytes beyond ASCII.</summary>
/// <remarks>Tags are cut out before decoding; no encoding of more than one byte has <c>&lt;</c> or <c>&gt;</c> inside a character.</remarks>
internal static class CharsetSample
{
    /// <summary>Longest sample in bytes; more text makes no guess better.</summary>
    public const int MostBytes = 1 << 14;

    /// <summary>Fills a sample.</summary>
    /// <param name="page">The page's bytes.</param>
    /// <param name="sample">Receives runs of text, each after a space; as many as fit.</param>
    /// <returns>Bytes written.</returns>
    public static int Fill(ReadOnlySpan<byte> page, Span<byte> sample)
    {
        int written = 0;
        while (written < sample.Length)
        {
            int high = page.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (high < 0)
            {
                break;
            }

            // From the tag before to the tag after; text without an end is taken in pieces.
            int start = Math.Max(page[..high].LastIndexOfAny((byte)'<', (byte)'>') + 1, high - 256);
            int end = page[high..].IndexOfAny((byte)'<', (byte)'>');
            end = end < 0 ? page.Length : high + end;
            bool inTag = start > 0 && page[start - 1] == '<' && end < page.Length && page[end] == '>';
            if (!inTag)
            {
                sample[written++] = (byte)' ';
                ReadOnlySpan<byte> run = page[start..Math.Min(end, start + sample.Length - written)];
                run.CopyTo(sample[written..]);
                written += run.Length;
            }

            page = page[end..];
        }

        return written;
    }
}
