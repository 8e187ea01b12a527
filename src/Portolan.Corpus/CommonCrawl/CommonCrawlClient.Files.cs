using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Portolan.Corpus.Readers;
using Portolan.Corpus.Sources;

namespace Portolan.Corpus.CommonCrawl;

/// <content>Whole files.</content>
public sealed partial class CommonCrawlClient
{
    /// <summary>Fetches whole files, several at once, each under its path below a directory; a run that was killed goes on where it stopped.</summary>
    /// <remarks>
    /// A file appears under its name when it is complete; until then its part and what is known of it are in the hidden folder
    /// <c>.portolan</c> beside it, from which it is continued by a range request if the server still has the same version. A complete file
    /// is checked against the MD5 that the server gives, if it gives one, and against its own SHA-256 when it is met again.
    /// </remarks>
    /// <param name="paths">From <see cref="ListFilesAsync"/>.</param>
    /// <param name="directory">Created when missing.</param>
    /// <param name="verifyRecords">Whether every record of a fetched or present file is read and its digests are compared; for archives only.</param>
    /// <param name="cancellationToken">Stops; what was fetched stays for the next run.</param>
    /// <returns>One <see cref="CrawlFileFetched"/> a file, in the order of completion, with <see cref="CrawlBytesArrived"/> between.</returns>
    /// <exception cref="CorpusException">The network or the server fails; a file that the server does not have is only reported.</exception>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    public async IAsyncEnumerable<CrawlEvent> FetchFilesAsync(
        IReadOnlyList<string> paths, string directory, bool verifyRecords, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        foreach (string path in paths)
        {
            if (!CrawlPath.IsSafe(path))
            {
                throw new CorpusException($"'{path}' is not the path of a file below {data}", path, hint: "fetch files that a snapshot's list names");
            }
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var events = Channel.CreateUnbounded<CrawlEvent>(new UnboundedChannelOptions { SingleReader = true });
        Task fetching = FetchAllAsync();
        try
        {
            await foreach (CrawlEvent next in events.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                yield return next;
            }

            await fetching.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await fetching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task FetchAllAsync()
        {
            try
            {
                await Parallel.ForEachAsync(
                    paths.Distinct(StringComparer.Ordinal),
                    new ParallelOptions { MaxDegreeOfParallelism = options.Parallel, CancellationToken = stop.Token },
                    async (path, token) => events.Writer.TryWrite(
                        await FetchFileAsync(path, directory, verifyRecords, count => events.Writer.TryWrite(new CrawlBytesArrived(count)), token).ConfigureAwait(false)))
                    .ConfigureAwait(false);
            }
            finally
            {
                events.Writer.Complete();
            }
        }
    }

    private async Task<CrawlFileFetched> FetchFileAsync(
        string path, string directory, bool verifyRecords, Action<long> arrived, CancellationToken cancellationToken)
    {
        var file = new HttpFile(new Uri(data, path), http);
        string local = Path.Combine(directory, path.Replace('/', Path.DirectorySeparatorChar));
        DownloadPlace place = DownloadPlace.InUserFolder(Path.GetFullPath(local));
        var download = new Download(file, place, arrived);
        try
        {
            bool isOwn = File.Exists(place.Path) && download.Entry?.Sha256 is null;
            bool isPresent = isOwn
                ? await HasLengthOfAsync(file, place.Path, cancellationToken).ConfigureAwait(false)
                : !await download.CompleteAsync(cancellationToken).ConfigureAwait(false);
            (long? records, string? damage) = verifyRecords ? Verify(place.Path, cancellationToken) : default;
            CrawlFileStatus status = damage is not null ? CrawlFileStatus.Failed : isPresent ? CrawlFileStatus.Present : CrawlFileStatus.Fetched;
            return new CrawlFileFetched(path, local, status, new FileInfo(place.Path).Length, download.Entry?.Sha256, records, damage);
        }
        catch (CorpusException e) when (e.HttpStatus is 404 or 410 || e.IsForeignContent)
        {
            return new CrawlFileFetched(path, local, CrawlFileStatus.Failed, 0, null, null, e.Message);
        }
    }

    // A file that somebody else put there: it is not overwritten, and not believed without asking.
    private static async Task<bool> HasLengthOfAsync(HttpFile file, string path, CancellationToken cancellationToken)
    {
        long here = new FileInfo(path).Length;
        long there = (await file.ProbeAsync(cancellationToken).ConfigureAwait(false))?.Length ?? -1;
        return here == there
            ? true
            : throw new CorpusException(
                string.Create(CultureInfo.InvariantCulture, $"{path} has {here} bytes, {file.Address} has {(there < 0 ? "an unknown number" : there)}"),
                path,
                hint: "remove the file, or fetch into another directory")
            {
                IsForeignContent = true,
            };
    }

    private static (long? Records, string? Damage) Verify(string path, CancellationToken cancellationToken)
    {
        using WarcReader reader = WarcReader.Open(path, new WarcReaderOptions { VerifyDigests = true });
        while (reader.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return (reader.RecordCount, reader.Damage is [{ } first, ..]
            ? string.Create(CultureInfo.InvariantCulture, $"{reader.Damage.Count} damaged places; the first at byte {first.Offset}: {first.Reason}")
            : null);
    }
}
