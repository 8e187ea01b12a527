using System.Text;
using Portolan.Vfs.Rules;

namespace Portolan.Vfs.Reading;

/// <summary>From the bytes of a file to its text: Markdown, HTML, manual pages, source code, anything that is text, plain or in gzip.</summary>
/// <remarks>Linear in the file; no bytes make it throw. Keeps buffers: one instance a thread. Not thread-safe.</remarks>
internal sealed class DocumentText
{
    /// <summary>Most characters of a document that are looked at. A vector is made of a few hundred, and a file has few vectors.</summary>
    public const int MaxCharacters = 1 << 20;

    private const int LongestTitle = 120;

    private readonly TextDecoding decoding = new();
    private readonly HtmlText html = new();

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="name">The file's own name; its ending tells apart what the bytes do not.</param>
    /// <param name="bytes">The content.</param>
    public FileText Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
    {
        if (GzipContent.IsGzip(bytes))
        {
            byte[] content = GzipContent.Read(bytes);
            return content.Length == 0 ? FileText.Without(SkipReason.Damaged)
                // An archive in gzip, or gzip in gzip, is no document.
                : GzipContent.IsGzip(content) ? FileText.Without(SkipReason.Binary)
                : ReadPlain(name, content);
        }

        return ReadPlain(name, bytes);
    }

    /// <summary>Reads the second half of the bytes as a file whose name is the first.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> bytes)
    {
        int name = Math.Min(bytes.Length, 12);
        FileText text = new DocumentText().Read(bytes[..name], bytes[name..]);
        if ((text.Reason is null) == (text.Text.Length == 0) || text.Text.Length > MaxCharacters)
        {
            throw new InvalidOperationException($"a file of {text.Text.Length} characters has the reason '{text.Reason}'");
        }
    }

    private FileText ReadPlain(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
    {
        FileType? type = FileTypes.OfContent(bytes[..Math.Min(bytes.Length, FileTypes.HeadBytes)]);
        if (type is not (FileType.Text or FileType.Code))
        {
            return FileText.Without(SkipReason.Binary, type);
        }

        type = FileTypes.OfName(name) is FileType.Code || type == FileType.Code ? FileType.Code : FileType.Text;
        string extension = FileTypes.ExtensionOf(name);
        if (extension is "html" or "htm" or "xhtml" or "xht" or "shtml" || (type == FileType.Text && StartsAsHtml(bytes)))
        {
            (string? title, string text) = html.Read(bytes);
            return Of(FileType.Text, text, title);
        }

        if (decoding.Decode(bytes) is not { } decoded)
        {
            return FileText.Without(SkipReason.Binary);
        }

        decoded = decoded.Length > MaxCharacters ? decoded[..MaxCharacters] : decoded;
        if (type == FileType.Text && RoffText.IsRoff(decoded))
        {
            return Of(FileType.Text, RoffText.Read(decoded), null);
        }

        return Of(type.Value, decoded, type == FileType.Text ? TitleOf(decoded) : null);
    }

    private static FileText Of(FileType type, string text, string? title)
    {
        text = text.Length > MaxCharacters ? text[..MaxCharacters] : text;
        return string.IsNullOrWhiteSpace(text) ? FileText.Without(SkipReason.Empty, type)
            : new FileText { Type = type, Text = text, Title = string.IsNullOrWhiteSpace(title) ? null : Cut(title.Trim()) };
    }

    private static string Cut(string title) => title.Length <= LongestTitle ? title : title[..LongestTitle];

    /// <summary>The first line with letters, when it stands like a heading: short, and followed by an empty line or an underline.</summary>
    private static string? TitleOf(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().TrimStart();
        int end = rest.IndexOf('\n');
        if (end < 0)
        {
            return null;
        }

        ReadOnlySpan<char> first = rest[..end].Trim();
        ReadOnlySpan<char> next = rest[(end + 1)..];
        int nextEnd = next.IndexOf('\n');
        next = (nextEnd < 0 ? next : next[..nextEnd]).Trim();
        bool heading = first.StartsWith('#') || next.IsEmpty || next.IndexOfAnyExcept("=-~*") < 0;
        first = first.Trim("#=* \t");
        return heading && first.Length is > 2 and <= LongestTitle ? first.ToString() : null;
    }

    private static bool StartsAsHtml(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> start = bytes.TrimStart(" \t\r\n\uFEFF"u8);
        return start.Length > 9 && (Ascii.EqualsIgnoreCase(start[..9], "<!doctype"u8) || Ascii.EqualsIgnoreCase(start[..5], "<html"u8));
    }
}
