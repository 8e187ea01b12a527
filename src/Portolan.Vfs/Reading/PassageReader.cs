using Portolan.Encoders;
using Portolan.Encoders.Windows;
using Portolan.Vfs.Indexing;
using Portolan.Vfs.Records;

namespace Portolan.Vfs.Reading;

/// <summary>Reads files as an indexer does: to show the passage that a vector was made from, or to encode a file that is a query.</summary>
/// <remarks>Not thread-safe: buffers are kept.</remarks>
public sealed class PassageReader
{
    private const int DefaultMaxBytes = 32 << 20;

    private readonly DocumentText document = new();
    private readonly string pdfToText;

    /// <summary>Prepares a reader.</summary>
    /// <param name="pdfToText">The program that reads PDF, looked for in PATH.</param>
    public PassageReader(string pdfToText = "pdftotext") => this.pdfToText = pdfToText;

    /// <summary>Largest file that is read, in bytes.</summary>
    /// <value>Default 32 MiB.</value>
    public int MaxBytes { get; init; } = DefaultMaxBytes;

    /// <summary>The text of a window, on one line.</summary>
    /// <param name="path">The file.</param>
    /// <param name="window">A window of its record.</param>
    /// <param name="maxCharacters">A longer passage is cut at the end of a word and gets an ellipsis.</param>
    /// <param name="cancellationToken">Ends the reading of a PDF.</param>
    /// <returns>Null when the file cannot be read any more, or has become too short, or the window has no text.</returns>
    public string? Read(RawPath path, VectorWindow window, int maxCharacters = int.MaxValue, CancellationToken cancellationToken = default)
    {
        if (window.Length == 0 || window.Offset + (long)window.Length > DocumentText.MaxCharacters || TextOf(path, cancellationToken) is not { Reason: null } text
            || window.Offset + window.Length > text.Text.Length)
        {
            return null;
        }

        string passage = new TextWindow((int)window.Offset, (int)window.Length).PassageOf(text.Text);
        if (passage.Length <= maxCharacters)
        {
            return passage;
        }

        int end = passage.LastIndexOf(' ', maxCharacters);
        end = end > maxCharacters / 2 ? end : maxCharacters;
        return string.Concat(passage.AsSpan(0, char.IsHighSurrogate(passage[end - 1]) ? end - 1 : end), "…");
    }

    /// <summary>The passages of a file as an encoder is given them for the file's vectors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoder">Counts tokens.</param>
    /// <param name="most">Most passages.</param>
    /// <param name="reason">Why there are none, one of <see cref="SkipReason"/> or what the system said; null when there are.</param>
    /// <param name="cancellationToken">Ends the reading of a PDF.</param>
    public IReadOnlyList<string> PassagesOf(RawPath path, ITextEncoder encoder, int most, out string? reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        FileText text = TextOf(path, cancellationToken);
        reason = text.Reason;
        if (reason is not null)
        {
            return [];
        }

        IReadOnlyList<TextWindow> windows = Passages.Windows(text, encoder, most);
        return [.. windows.Select((_, i) => Passages.Of(text, windows, i))];
    }

    private FileText TextOf(RawPath path, CancellationToken cancellationToken)
    {
        using FileContent? content = FileContent.Open(path, follow: true, MaxBytes, out _, out string? reason);
        return content is null ? FileText.Without(reason!)
            : content.Bytes.StartsWith("%PDF-"u8) ? PdfText.Read(content.File.Handle, pdfToText, cancellationToken)
            : document.Read(path.Name, content.Bytes);
    }
}
