using System.Collections.Concurrent;
using System.Text;
using Portolan.Extraction;
using Portolan.Extraction.Explain;
using Portolan.Storage;
using Portolan.Storage.Compression;

namespace Portolan.Cli.Commands;

/// <summary>Reads the pages of <c>corpus extract</c>, several at once, each with an extractor from a pool.</summary>
/// <param name="options">How.</param>
/// <param name="url">The address of the one page, or null.</param>
/// <param name="input">Standard input.</param>
internal sealed class PageReading(ExtractionOptions options, string? url, Stream input)
{
    private readonly ConcurrentBag<PageExtractor> extractors = [new PageExtractor(options)];

    /// <summary>Reads one page.</summary>
    /// <param name="path">A file, or <c>-</c>.</param>
    /// <param name="explanation">Where the view of its blocks goes, or null.</param>
    public PageOutcome Read(string path, string? explanation)
    {
        try
        {
            using ByteSource source = path == PageFiles.StandardInput ? ByteSource.Open(input, path, leaveOpen: true) : ByteSource.Open(path);

            // One byte more than a page may have shows the extractor that it is too large.
            bool more = source.Ensure(options.MaxBytes + 1);
            return !more && source.Damage is { } damage
                ? new PageOutcome(path, null, $"damaged: {damage.Reason}", source.Window.Length)
                : Extract(path, source.Window, explanation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or StorageException)
        {
            return new PageOutcome(path, null, $"unreadable: {exception.Message}", 0);
        }
    }

    private PageOutcome Extract(string path, ReadOnlySpan<byte> body, string? explanation)
    {
        PageExtractor extractor = extractors.TryTake(out PageExtractor? idle) ? idle : new PageExtractor(options);
        ExtractedPage page = extractor.Extract(body, url: url);
        if (explanation is not null)
        {
            Explain(path, extractor, page, explanation);
        }

        extractors.Add(extractor);
        return new PageOutcome(path, page, page.Rejection, body.Length);
    }

    private void Explain(string path, PageExtractor extractor, ExtractedPage page, string explanation)
    {
        using AtomicFile file = AtomicFile.Create(explanation);
        using (var writer = new StreamWriter(file.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" })
        {
            PageExplanation.Write(writer, path, options.Extractor, extractor, page);
        }

        file.Commit();
    }
}
