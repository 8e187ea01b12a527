using System.Buffers;
using Portolan.Extraction.Pages.Charsets;
using Portolan.Extraction.Pages.Media;

namespace Portolan.Extraction.Pages;

/// <summary>From the bytes of a body to its characters: what kind of file it is, and which character set it is in.</summary>
/// <remarks>Keeps one buffer between pages. Not thread-safe. Takes time linear in the body, and two bytes of memory for each of its bytes.</remarks>
internal sealed class PageDecoder
{
    // A worker that met one huge page does not hold its memory for the rest of the crawl.
    private const int RetainedCharacters = 4 << 20;

    private static readonly SearchValues<byte> Nothing = SearchValues.Create(" \t\r\n\f\0"u8);

    private char[] buffer = [];
    private int length;

    /// <summary>The characters of the last page, valid until the next; empty when it was rejected.</summary>
    public ReadOnlySpan<char> Text => buffer.AsSpan(0, length);

    /// <summary>Decodes one body.</summary>
    /// <param name="body">The bytes, content codings undone.</param>
    /// <param name="contentType">The Content-Type header, or null.</param>
    /// <param name="maxBytes">Longest body that is decoded.</param>
    /// <param name="charset">The encoding to use whatever the page says, or null.</param>
    public DecodedPage Decode(ReadOnlySpan<byte> body, string? contentType, int maxBytes, Charset? charset = null)
    {
        length = 0;
        if (body.Length > maxBytes)
        {
            return Rejected(PageRejection.TooLarge);
        }

        if (body.IndexOfAnyExcept(Nothing) < 0)
        {
            return Rejected(PageRejection.Empty);
        }

        ContentType type = ContentType.Parse(contentType);
        MediaKind kind = MediaSniffer.Sniff(type, body, out string? rejection);
        if (rejection is not null)
        {
            return Rejected(rejection);
        }

        CharsetChoice choice = charset is { } given ? new CharsetChoice(given, CharsetSource.Caller, MarkLength(body, given))
            : CharsetChooser.Choose(body, type.Charset, kind == MediaKind.Html);
        if (choice.Charset == Charset.Replacement)
        {
            return Rejected(PageRejection.Charset);
        }

        body = body[choice.SkipBytes..];
        Reserve(body.Length + 1);
        length = CharsetDecoder.Decode(choice.Charset, body, buffer);
        if (kind == MediaKind.PlainText)
        {
            RemoveNuls();
        }

        return new DecodedPage(kind, null, choice.Charset, choice.Source);
    }

    private static DecodedPage Rejected(string reason) => new(MediaKind.Rejected, reason, default, default);

    private static int MarkLength(ReadOnlySpan<byte> body, Charset charset) => charset switch
    {
        Charset.Utf8 when body.StartsWith("\uFEFF"u8) => 3,
        Charset.Utf16LittleEndian when body is [0xFF, 0xFE, ..] => 2,
        Charset.Utf16BigEndian when body is [0xFE, 0xFF, ..] => 2,
        _ => 0,
    };

    /// <summary>What the parser does for markup.</summary>
    private void RemoveNuls()
    {
        Span<char> text = buffer.AsSpan(0, length);
        int at = text.IndexOf('\0');
        if (at < 0)
        {
            return;
        }

        int kept = at;
        foreach (char c in text[at..])
        {
            if (c != '\0')
            {
                text[kept++] = c;
            }
        }

        length = kept;
    }

    private void Reserve(int characters)
    {
        if (buffer.Length < characters || (buffer.Length > RetainedCharacters && characters <= RetainedCharacters))
        {
            // Grown by doubling, so that pages of growing length do not allocate each time.
            buffer = GC.AllocateUninitializedArray<char>(characters > RetainedCharacters ? characters : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(characters, 1 << 14)));
        }
    }
}
