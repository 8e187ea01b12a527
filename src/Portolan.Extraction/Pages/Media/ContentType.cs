using System.Buffers;
using Portolan.Extraction.Pages.Charsets;

namespace Portolan.Extraction.Pages.Media;

/// <summary>What a Content-Type header says, read as leniently as browsers do.</summary>
internal readonly ref struct ContentType
{
    private static readonly SearchValues<char> EndOfLabel = SearchValues.Create(" \t\"';,");

    private ContentType(ReadOnlySpan<char> mediaType, Charset? charset)
    {
        MediaType = mediaType;
        Charset = charset;
    }

    /// <summary>Type and subtype as they are written, such as <c>text/html</c>; empty when there are none.</summary>
    public ReadOnlySpan<char> MediaType { get; }

    /// <summary>The first charset parameter that is a known label.</summary>
    public Charset? Charset { get; }

    public static ContentType Parse(ReadOnlySpan<char> header)
    {
        // A header given twice is joined by a comma; the first one counts.
        int semicolon = header.IndexOf(';');
        ReadOnlySpan<char> type = semicolon < 0 ? header : header[..semicolon];
        int comma = type.IndexOf(',');
        type = (comma < 0 ? type : type[..comma]).Trim();
        int slash = type.IndexOf('/');
        return new ContentType(slash > 0 && slash < type.Length - 1 && !type.ContainsAny(" \t") ? type : default, FindCharset(header));
    }

    public bool Is(ReadOnlySpan<char> mediaType) => MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase);

    public bool StartsWith(ReadOnlySpan<char> prefix) => MediaType.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    public bool EndsWith(ReadOnlySpan<char> suffix) => MediaType.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);

    private static Charset? FindCharset(ReadOnlySpan<char> header)
    {
        while (true)
        {
            int at = header.IndexOf("charset", StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return null;
            }

            ReadOnlySpan<char> value = header[(at + 7)..].TrimStart();
            header = header[(at + 7)..];
            if (value.IsEmpty || value[0] != '=')
            {
                continue;
            }

            value = value[1..].TrimStart(" \t\"'");
            int end = value.IndexOfAny(EndOfLabel);
            if (CharsetLabels.Find(end < 0 ? value : value[..end]) is { } charset)
            {
                return charset;
            }
        }
    }
}
