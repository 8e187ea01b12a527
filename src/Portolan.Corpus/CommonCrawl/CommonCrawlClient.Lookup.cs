using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Portolan.Corpus.Sources;

namespace Portolan.Corpus.CommonCrawl;

/// <content>Lookups through the index server's CDX API, the one of pywb.</content>
public sealed partial class CommonCrawlClient
{
    private const int MaxPagesAnswerByteCount = 1 << 16;

    // The largest domains have some ten thousand pages; this stops a server that never comes to an end.
    private const long MaxPages = 1_000_000;

    /// <summary>Asks how much a lookup would give.</summary>
    /// <param name="snapshot">From <see cref="FindSnapshotAsync"/>.</param>
    /// <param name="query">What to look up.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Zeros when the index knows no such captures.</returns>
    /// <exception cref="CorpusException">The query is wrong, or the server does not answer as it should.</exception>
    public async Task<CapturePages> MeasureAsync(CrawlSnapshot snapshot, CaptureQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(query);
        Uri address = Address(snapshot, $"{query.ToParameters()}&output=json&showNumPages=true");
        try
        {
            return ParsePages(await ReadSmallAsync(address, MaxPagesAnswerByteCount, cancellationToken).ConfigureAwait(false), address);
        }
        catch (CorpusException e) when (e.HttpStatus == 404)
        {
            return new CapturePages(0, 0);
        }
    }

    /// <summary>Looks captures up, one page of the index after the other, as they arrive.</summary>
    /// <param name="snapshot">From <see cref="FindSnapshotAsync"/>.</param>
    /// <param name="query">What to look up.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Captures in the order of the index: by address with the host reversed, then by time. None when there are none.</returns>
    /// <exception cref="CorpusException">The query is wrong, or the server does not answer as it should.</exception>
    public async IAsyncEnumerable<Capture> LookUpAsync(
        CrawlSnapshot snapshot, CaptureQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        CapturePages size = await MeasureAsync(snapshot, query, cancellationToken).ConfigureAwait(false);
        string parameters = query.ToParameters();
        long left = query.Limit ?? long.MaxValue;
        for (long page = 0; page < size.Pages && left > 0; page++)
        {
            string limit = query.Limit is null ? "" : string.Create(CultureInfo.InvariantCulture, $"&limit={left}");
            Uri address = Address(snapshot, string.Create(CultureInfo.InvariantCulture, $"{parameters}&output=json&page={page}{limit}"));
            await foreach (Capture capture in ReadPageAsync(address, cancellationToken).ConfigureAwait(false))
            {
                yield return capture;
                if (--left == 0)
                {
                    break;
                }
            }
        }
    }

    /// <summary>Reads captures from lines of JSON, such as those that <c>portolan crawl lookup --json</c> prints.</summary>
    /// <param name="stream">One object a line; a line whose <c>type</c> is <c>summary</c> is passed over. Not disposed.</param>
    /// <param name="name">For messages.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="CorpusException">A line is no capture.</exception>
    public static async IAsyncEnumerable<Capture> ReadCapturesAsync(
        Stream stream, string name, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        await foreach ((ReadOnlyMemory<byte> line, long number) in JsonLineReader
            .ReadAsync(stream, name, CaptureLine.MaxByteCount, cancellationToken).ConfigureAwait(false))
        {
            if (!line.Span.StartsWith("{\"type\":\"summary\""u8))
            {
                yield return CaptureLine.Parse(line.Span, name, number);
            }
        }
    }

    internal static CapturePages ParsePages(ReadOnlySpan<byte> json, Uri address)
    {
        long pages = -1;
        long blocks = 0;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
            reader.Read();
            if (reader.TokenType == JsonTokenType.Number)
            {
                // Without blocks: what pywb gives for an index that is one file.
                pages = reader.TryGetInt64(out long count) ? count : -1;
            }
            else
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    bool isPages = reader.ValueTextEquals("pages"u8);
                    bool isBlocks = reader.ValueTextEquals("blocks"u8);
                    reader.Read();
                    if ((isPages || isBlocks) && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long value))
                    {
                        (pages, blocks) = isPages ? (value, blocks) : (pages, value);
                    }
                    else
                    {
                        reader.Skip();
                    }
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw NotPages(address, e);
        }

        return pages is >= 0 and <= MaxPages ? new CapturePages(pages, Math.Max(0, blocks)) : throw NotPages(address, null);
    }

    internal static void FuzzPages(ReadOnlySpan<byte> data)
    {
        try
        {
            ParsePages(data, new Uri("http://fuzz.invalid/"));
        }
        catch (CorpusException)
        {
            // The promised answer to anything else than a number of pages.
        }
    }

    private async IAsyncEnumerable<Capture> ReadPageAsync(Uri address, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Stream stream = new HttpFile(address, http).OpenStream(cancellationToken);
        await using (stream.ConfigureAwait(false))
        {
            IAsyncEnumerator<Capture> captures = ReadCapturesAsync(stream, address.AbsoluteUri, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            await using (captures.ConfigureAwait(false))
            {
                while (await HasNextAsync(captures).ConfigureAwait(false))
                {
                    yield return captures.Current;
                }
            }
        }
    }

    // The server says 404 when nothing on a page passes the filters; the next page may have more.
    private static async ValueTask<bool> HasNextAsync(IAsyncEnumerator<Capture> captures)
    {
        try
        {
            return await captures.MoveNextAsync().ConfigureAwait(false);
        }
        catch (CorpusException e) when (e.HttpStatus == 404)
        {
            return false;
        }
    }

    private static Uri Address(CrawlSnapshot snapshot, string parameters) =>
        new($"{snapshot.CdxApi.GetLeftPart(UriPartial.Path)}?{parameters}");

    private static CorpusException NotPages(Uri address, Exception? inner) => new(
        $"{address} does not say how many pages there are: expected a JSON object with pages",
        address.AbsoluteUri,
        hint: "check the address of the index server",
        innerException: inner);
}
