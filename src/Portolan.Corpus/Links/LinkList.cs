using System.IO.Compression;
using Portolan.Corpus.Internals;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Sources;
using Portolan.Storage;

namespace Portolan.Corpus.Links;

/// <summary>Lists the links of a crawl's pages: one line for each, from which page to which, with the anchor's text.</summary>
/// <remarks>See docs/formats/link-list.md. The list depends on the inputs alone, not on the number of workers.</remarks>
public sealed class LinkList
{
    private readonly LinkListOptions options;
    private readonly bool isJson, isCompressed;

    /// <summary>Prepares a list; nothing is read or written yet.</summary>
    /// <param name="options">What to list.</param>
    /// <exception cref="CorpusException">The output's ending says no format, or the kind is neither WAT nor WARC.</exception>
    public LinkList(LinkListOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Workers, 1);
        this.options = options;
        isCompressed = options.Output.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        string ending = Path.GetExtension(isCompressed ? options.Output[..^3] : options.Output);
        isJson = ending.Equals(".jsonl", StringComparison.OrdinalIgnoreCase);
        if (!isJson && !ending.Equals(".tsv", StringComparison.OrdinalIgnoreCase))
        {
            throw new CorpusException($"{options.Output}: the ending says no format", options.Output, hint: "give a name that ends in .tsv, .tsv.gz, .jsonl or .jsonl.gz");
        }

        if (options.Kind is not (DocumentKind.Wat or DocumentKind.Warc))
        {
            throw new CorpusException($"{options.Kind.ToString().ToLowerInvariant()} files have no links", hint: "WAT files list links, WARC files have the pages");
        }
    }

    /// <summary>Reads the inputs and writes the list; it appears under its name when it is whole.</summary>
    /// <param name="progress">Told the number of files that are done; may be null.</param>
    /// <param name="cancellationToken">Stops between two records; nothing is left behind.</param>
    /// <exception cref="CorpusException">An input cannot be opened.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LinkListSummary Run(IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        using AtomicFile output = AtomicFile.Create(options.Output);
        var total = new LinkCounts();
        List<Rejection> rejected = [];
        int done = 0;
        foreach (InputFile[] batch in options.Inputs.Chunk(options.Workers))
        {
            var parts = new Part?[batch.Length];
            try
            {
                Parallel.For(
                    0,
                    batch.Length,
                    new ParallelOptions { MaxDegreeOfParallelism = options.Workers, CancellationToken = cancellationToken },
                    i => parts[i] = List(batch[i], $"{output.Path}.{i}{AtomicFile.TemporarySuffix}", cancellationToken));

                // In input order, so that the list is the same however many work on it.
                foreach (Part part in parts.OfType<Part>())
                {
                    part.Lines.Position = 0;
                    part.Lines.CopyTo(output.Stream);
                    total.Add(part.Counts);
                    rejected.AddRange(part.Rejected);
                    progress?.Report(++done);
                }
            }
            catch (AggregateException e) when (e.InnerExceptions.Count > 0)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
            }
            finally
            {
                foreach (Part? part in parts)
                {
                    part?.Lines.Dispose();
                }
            }
        }

        long bytes = output.Stream.Position;
        output.Commit();
        return new LinkListSummary(total.Records, total.Pages, total.PagesWithoutLinks, total.Links, total.LeftOut, bytes, rejected);
    }

    private Part List(InputFile input, string temporaryPath, CancellationToken cancellationToken)
    {
        var lines = new FileStream(temporaryPath, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose,
            BufferSize = 1 << 16,
        });
        try
        {
            using Stream? gzip = isCompressed ? new GZipStream(lines, CompressionLevel.Optimal, leaveOpen: true) : null;
            using var writer = new LinkWriter(gzip ?? lines, isJson, options.AllKinds);
            using ILinkSource source = Open(input, cancellationToken);
            while (source.MoveNext(writer))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            writer.Flush();
            writer.Counts.Records = source.Summarise().Records;
            return new Part(lines, writer.Counts, [.. source.Rejected]);
        }
        catch
        {
            lines.Dispose();
            throw;
        }
    }

    private ILinkSource Open(InputFile input, CancellationToken cancellationToken)
    {
        var read = new ReadOptions { Kind = options.Kind, MaxRecordBytes = options.MaxRecordBytes };
        return options.Kind == DocumentKind.Wat ? new WatLinkSource(input, read, cancellationToken) : new PageLinkSource(input, read, cancellationToken);
    }

    private sealed record Part(FileStream Lines, LinkCounts Counts, IReadOnlyList<Rejection> Rejected);
}
