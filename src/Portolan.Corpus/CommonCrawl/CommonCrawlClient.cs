using System.Security.Cryptography;
using System.Text;
using Portolan.Corpus.Sources;

namespace Portolan.Corpus.CommonCrawl;

/// <summary>Lists, looks up and fetches what Common Crawl publishes.</summary>
/// <remarks>
/// Failing requests are tried again as <see cref="CommonCrawlOptions.Http"/> says; when the servers refuse because of too many requests,
/// every transfer of this client waits. Nothing is sent before the first call. Thread-safe.
/// </remarks>
public sealed partial class CommonCrawlClient
{
    // collinfo.json has 250 bytes a snapshot and grows by a dozen a year.
    private const int MaxSnapshotListByteCount = 1 << 24;

    private readonly CommonCrawlOptions options;
    private readonly HttpSourceOptions http;
    private readonly Uri data;
    private readonly Uri index;

    /// <summary>Creates a client.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="CorpusException">An address is not one.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="CommonCrawlOptions.Parallel"/> is not 1 to 64.</exception>
    public CommonCrawlClient(CommonCrawlOptions? options = null)
    {
        this.options = options ?? new CommonCrawlOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(this.options.Parallel, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(this.options.Parallel, 64, nameof(options));
        http = this.options.Http with { Pace = new HttpPace(this.options.Http.TimeProvider) };
        string? named = this.options.DataAddress ?? Environment.GetEnvironmentVariable("PORTOLAN_COMMONCRAWL");
        data = Base(string.IsNullOrEmpty(named) ? InputResolverOptions.CommonCrawlAddress : named);
        index = Base(this.options.IndexAddress ?? CommonCrawlOptions.PublicIndexAddress);
    }

    /// <summary>The snapshots that the index server knows, newest first.</summary>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>At least one.</returns>
    /// <exception cref="CorpusException">The list cannot be fetched or read.</exception>
    public async Task<IReadOnlyList<CrawlSnapshot>> ListSnapshotsAsync(CancellationToken cancellationToken = default)
    {
        var address = new Uri(index, "collinfo.json");
        IReadOnlyList<CrawlSnapshot> snapshots = SnapshotList.Parse(
            await ReadSmallAsync(address, MaxSnapshotListByteCount, cancellationToken).ConfigureAwait(false), address);
        return snapshots.Count > 0
            ? [.. snapshots.Select(OnThisServer)]
            : throw new CorpusException($"{address} lists no snapshots", address.AbsoluteUri, hint: "check the address of the index server");
    }

    /// <summary>One snapshot.</summary>
    /// <param name="id">Such as <c>CC-MAIN-2024-22</c>; null for the newest.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="CorpusException">There is no such snapshot, or the list cannot be fetched or read.</exception>
    public async Task<CrawlSnapshot> FindSnapshotAsync(string? id, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<CrawlSnapshot> snapshots = await ListSnapshotsAsync(cancellationToken).ConfigureAwait(false);
        return id is null
            ? snapshots[0]
            : snapshots.FirstOrDefault(snapshot => string.Equals(snapshot.Id, id, StringComparison.OrdinalIgnoreCase))
                ?? throw new CorpusException(
                    $"'{id}' is not one of the {snapshots.Count} snapshots that {index} knows",
                    hint: $"the newest are {string.Join(", ", snapshots.Take(3).Select(static snapshot => snapshot.Id))}");
    }

    /// <summary>The paths of a snapshot's files, in the order of its list; the list is kept in the cache.</summary>
    /// <param name="snapshotId">Such as <c>CC-MAIN-2024-22</c>.</param>
    /// <param name="kind">Which files.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Paths below the data address; at least one.</returns>
    /// <exception cref="CorpusException">The snapshot has no such files, or the list cannot be fetched or read.</exception>
    public async Task<IReadOnlyList<string>> ListFilesAsync(
        string snapshotId, CrawlFileKind kind, CancellationToken cancellationToken = default) =>
        await FindFilesAsync(snapshotId, kind, cancellationToken).ConfigureAwait(false) ?? throw new CorpusException(
            $"{snapshotId} has no list of {CrawlFileKinds.NameOf(kind)} files at {data}",
            hint: "`portolan crawl list` names the snapshots; those before 2013 have other files");

    /// <summary>As <see cref="ListFilesAsync"/>, for a kind that not every snapshot has.</summary>
    /// <param name="snapshotId">Such as <c>CC-MAIN-2024-22</c>.</param>
    /// <param name="kind">Which files.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Null when the server has no list of these files.</returns>
    /// <exception cref="CorpusException">The list cannot be fetched or read.</exception>
    public async Task<IReadOnlyList<string>?> FindFilesAsync(
        string snapshotId, CrawlFileKind kind, CancellationToken cancellationToken = default)
    {
        new CrawlSelection(snapshotId, InputKind.Warc).Validate();
        var address = new Uri(data, $"crawl-data/{snapshotId}/{CrawlFileKinds.NameOf(kind)}.paths.gz");
        InputFile list = InputFile.FromAddress(new HttpFile(address, http), http.NoCache ? null : new DownloadCache(http), null);
        try
        {
            Stream stream = await list.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                return Paths(PathsList.Read(stream, list.Name, cancellationToken), list.Name, kind);
            }
        }
        catch (CorpusException e) when (e.HttpStatus is 404 or 410)
        {
            return null;
        }
    }

    private string[] Paths(IReadOnlyList<PathsList.Line> lines, string name, CrawlFileKind kind)
    {
        foreach (PathsList.Line line in lines)
        {
            // The folders of segments end with a slash.
            if (!CrawlPath.IsSafe(kind == CrawlFileKind.Segment ? line.Text.TrimEnd('/') : line.Text))
            {
                throw new CorpusException($"line {line.Number} of {name} is not a path below {data}: '{line.Text}'", name, hint: "fetch the list again, or check the address");
            }
        }

        return lines.Count > 0
            ? [.. lines.Select(static line => line.Text)]
            : throw new CorpusException($"{name} names no files", name, hint: "check the address of the data");
    }

    /// <summary>Chooses files at random, the same ones for the same seed whatever else is in the list.</summary>
    /// <param name="paths">All of them.</param>
    /// <param name="count">How many; all of them when there are fewer.</param>
    /// <param name="seed">Another seed, another choice.</param>
    /// <returns>The chosen ones in the order of <paramref name="paths"/>.</returns>
    public static IReadOnlyList<string> Sample(IReadOnlyList<string> paths, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentOutOfRangeException.ThrowIfNegative(count);

        // The files with the smallest hashes: a file's luck does not depend on its place or on its neighbours.
        HashSet<int> chosen = [.. Enumerable.Range(0, paths.Count).OrderBy(i => Luck(paths[i], seed)).ThenBy(static i => i).Take(count)];
        return [.. paths.Where((_, i) => chosen.Contains(i))];
    }

    private static ulong Luck(string path, ulong seed)
    {
        byte[] text = [.. BitConverter.GetBytes(BitConverter.IsLittleEndian ? seed : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(seed)), .. Encoding.UTF8.GetBytes(path)];
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(text));
    }

    private static Uri Base(string text)
    {
        string folder = text.EndsWith('/') ? text : text + "/";
        return InputResolver.TryParseAddress(folder, out Uri? address)
            ? address
            : throw new CorpusException($"'{text}' is not an address", hint: $"write for example {InputResolverOptions.CommonCrawlAddress}");
    }

    // A mirror may serve the public list as it is; who names a mirror means it for the lookups too.
    private CrawlSnapshot OnThisServer(CrawlSnapshot snapshot)
    {
        var home = new Uri(CommonCrawlOptions.PublicIndexAddress);
        return string.Equals(snapshot.CdxApi.Host, home.Host, StringComparison.OrdinalIgnoreCase) && index != home
            ? snapshot with { CdxApi = new Uri(index, snapshot.CdxApi.AbsolutePath.TrimStart('/')) }
            : snapshot;
    }

    private async Task<byte[]> ReadSmallAsync(Uri address, int maxByteCount, CancellationToken cancellationToken)
    {
        Stream stream = new HttpFile(address, http).OpenStream(cancellationToken);
        await using (stream.ConfigureAwait(false))
        {
            using var whole = new MemoryStream();
            byte[] buffer = new byte[1 << 14];
            for (int count; (count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                whole.Write(buffer, 0, count);
                if (whole.Length > maxByteCount)
                {
                    throw new CorpusException($"{address} sends more than {maxByteCount} bytes", address.AbsoluteUri, hint: "check the address of the index server");
                }
            }

            return whole.ToArray();
        }
    }
}
