using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Portolan.Corpus.Sources;

namespace Portolan.Corpus.CommonCrawl;

/// <content>Single records by range.</content>
public sealed partial class CommonCrawlClient
{
    /// <summary>Fetches one record by a range request and checks it: one gzip member, one record, the capture's address and digest.</summary>
    /// <param name="capture">From <see cref="LookUpAsync"/>.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The compressed record as it lies in its file; members joined end to end are a WARC file.</returns>
    /// <exception cref="CorpusException">It cannot be fetched, or is another one than the index says.</exception>
    public async Task<byte[]> FetchRecordAsync(Capture capture, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var address = new Uri(data, capture.FileName);
        byte[] member = await new HttpFile(address, http).ReadSliceAsync(capture.Offset, capture.Length, cancellationToken).ConfigureAwait(false);
        return CapturedRecord.ProblemOf(member, capture, address.AbsoluteUri) is { } problem
            ? throw new CorpusException(
                $"{address} does not hold the record of {capture.Url} at byte {capture.Offset}: {problem}",
                address.AbsoluteUri,
                capture.Offset,
                "look the capture up again: the index and the data may be of different snapshots")
            {
                IsForeignContent = true,
            }
            : member;
    }

    /// <summary>Fetches records into a WARC file, in the order of the captures; a run that was killed goes on where it stopped.</summary>
    /// <param name="captures">What to fetch; each once.</param>
    /// <param name="path">A file that does not exist yet; it appears when all captures were dealt with.</param>
    /// <param name="description">
    /// What the file holds, for its first record. A run that was interrupted is continued when this is the same; else it starts over.
    /// </param>
    /// <param name="cancellationToken">Stops; what was fetched stays for the next run.</param>
    /// <returns>One <see cref="CrawlRecordFetched"/> a capture. A record that the server does not have, or that is damaged, is rejected with its reason.</returns>
    /// <exception cref="CorpusException">The network or the server fails, or the file is there already.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async IAsyncEnumerable<CrawlRecordFetched> FetchRecordsAsync(
        IAsyncEnumerable<Capture> captures,
        string path,
        string description,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(captures);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(description);
        using CaptureArchive archive = CaptureArchive.Open(path, description, http.TimeProvider.GetUtcNow());
        await foreach ((Capture capture, Task<Outcome>? fetch) in StartInOrderAsync(captures, archive, cancellationToken).ConfigureAwait(false))
        {
            if (fetch is null)
            {
                yield return new CrawlRecordFetched(capture, capture.Length, WasPresent: true, null);
                continue;
            }

            Outcome outcome = await fetch.ConfigureAwait(false);
            if (outcome.Member is { } member)
            {
                archive.Add(capture, member);
            }

            yield return new CrawlRecordFetched(capture, outcome.Member?.Length ?? 0, WasPresent: false, outcome.Reason);
        }

        archive.Commit();
    }

    /// <summary>Fetches records and writes them to a stream as a WARC file, in the order of the captures.</summary>
    /// <param name="captures">What to fetch; each once.</param>
    /// <param name="output">Takes the bytes; not disposed.</param>
    /// <param name="description">What the file holds, for its first record.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>One <see cref="CrawlRecordFetched"/> a capture.</returns>
    /// <exception cref="CorpusException">The network or the server fails.</exception>
    public async IAsyncEnumerable<CrawlRecordFetched> FetchRecordsAsync(
        IAsyncEnumerable<Capture> captures,
        Stream output,
        string description,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(captures);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(description);
        await output.WriteAsync(CaptureArchive.Information(description, "-", http.TimeProvider.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        await foreach ((Capture capture, Task<Outcome>? fetch) in StartInOrderAsync(captures, null, cancellationToken).ConfigureAwait(false))
        {
            Outcome outcome = await fetch!.ConfigureAwait(false);
            if (outcome.Member is { } member)
            {
                await output.WriteAsync(member, cancellationToken).ConfigureAwait(false);
            }

            yield return new CrawlRecordFetched(capture, outcome.Member?.Length ?? 0, WasPresent: false, outcome.Reason);
        }
    }

    // Keeps a few fetches under way and hands them out in the order of the captures.
    private async IAsyncEnumerable<(Capture Capture, Task<Outcome>? Fetch)> StartInOrderAsync(
        IAsyncEnumerable<Capture> captures, CaptureArchive? archive, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // One is in the hands of the consumer, one waits to be written to the channel.
        var started = Channel.CreateBounded<(Capture, Task<Outcome>?)>(Math.Max(1, options.Parallel - 2));
        using var places = new SemaphoreSlim(options.Parallel);
        var underway = new List<Task>();
        Task producing = ProduceAsync();
        try
        {
            await foreach ((Capture, Task<Outcome>?) next in started.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return next;
            }

            await producing.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll([producing, .. underway]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task ProduceAsync()
        {
            try
            {
                var seen = new HashSet<(string, long)>();
                await foreach (Capture capture in captures.WithCancellation(stop.Token).ConfigureAwait(false))
                {
                    if (!seen.Add((capture.FileName, capture.Offset)))
                    {
                        continue;
                    }

                    if (archive?.Has(capture) == true)
                    {
                        await started.Writer.WriteAsync((capture, null), stop.Token).ConfigureAwait(false);
                        continue;
                    }

                    await places.WaitAsync(stop.Token).ConfigureAwait(false);
                    Task<Outcome> fetch = FetchOneAsync(capture);
                    underway.RemoveAll(static task => task.IsCompletedSuccessfully);
                    underway.Add(fetch);
                    await started.Writer.WriteAsync((capture, fetch), stop.Token).ConfigureAwait(false);
                }

                started.Writer.Complete();
            }
            catch (Exception e)
            {
                // A task boundary: the reader gets whatever ended it.
                started.Writer.Complete(e);
            }
        }

        async Task<Outcome> FetchOneAsync(Capture capture)
        {
            try
            {
                return new Outcome(await FetchRecordAsync(capture, stop.Token).ConfigureAwait(false), null);
            }
            catch (CorpusException e) when (e.IsForeignContent || e.HttpStatus is 404 or 410 or 416)
            {
                return new Outcome(null, e.Message);
            }
            finally
            {
                places.Release();
            }
        }
    }

    /// <summary>A record's bytes, or why there are none.</summary>
    private sealed record Outcome(byte[]? Member, string? Reason);
}
