using System.Globalization;
using System.Net;

namespace Portolan.Corpus.Sources;

/// <summary>One file behind an http or https address.</summary>
/// <remarks>Immutable and thread-safe; each stream has its own connection.</remarks>
public sealed class HttpFile
{
    /// <summary>Names a remote file; nothing is sent.</summary>
    /// <param name="address">An absolute http or https address, or one of <see cref="AddressSchemes"/>.</param>
    /// <param name="options">Timeouts, retries and clock; null for the defaults.</param>
    /// <param name="expected">A digest that the file must have; checked when it is fetched into the cache.</param>
    /// <exception cref="ArgumentException">The address has another scheme or is relative.</exception>
    public HttpFile(Uri address, HttpSourceOptions? options = null, ExpectedDigest expected = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!IsSupported(address))
        {
            throw new ArgumentException($"'{address}' is not an http or https address", nameof(address));
        }

        Address = address;
        Scheme = IsHttp(address) || !AddressSchemes.TryFind(address.Scheme, out IAddressScheme? scheme) ? null : scheme;
        Options = options ?? new HttpSourceOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.MaxAttempts, 1, nameof(options));
        Expected = expected;
    }

    /// <summary>The address.</summary>
    public Uri Address { get; }

    /// <summary>The digest that the file must have; expects nothing by default.</summary>
    public ExpectedDigest Expected { get; }

    internal HttpSourceOptions Options { get; }

    /// <summary>Says where requests go when that is not the address itself; null for http and https.</summary>
    internal IAddressScheme? Scheme { get; }

    /// <summary>The first byte that is wanted; 0 for a whole file.</summary>
    internal long Start { get; init; }

    /// <summary>The byte after the last one that is wanted, or -1 for the rest of the file.</summary>
    internal long End { get; init; } = -1;

    /// <summary>Validators that a probe found, or null.</summary>
    internal HttpValidators? Probed { get; init; }

    /// <summary>A forward stream over the bytes as the server stores them, which goes on after dropped connections and stalls.</summary>
    /// <param name="cancellationToken">Ends waiting in synchronous reads as well.</param>
    /// <returns>A stream that has not sent anything yet; its reads throw <see cref="CorpusException"/>.</returns>
    public Stream OpenStream(CancellationToken cancellationToken = default) =>
        new HttpRangeStream(this, Start, Probed ?? HttpValidators.Unknown, cancellationToken);

    /// <summary>A part of the file, fetched by a range request and without the cache.</summary>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">How many bytes; at least 1. Held in memory.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Exactly that many bytes.</returns>
    /// <exception cref="CorpusException">They cannot be fetched, or the file ends before.</exception>
    internal async Task<byte[]> ReadSliceAsync(long offset, int length, CancellationToken cancellationToken)
    {
        var slice = new HttpFile(Address, Options) { Start = offset, End = offset + length };
        byte[] bytes = new byte[length];
        Stream stream = slice.OpenStream(cancellationToken);
        await using (stream.ConfigureAwait(false))
        {
            int count = await stream.ReadAtLeastAsync(bytes, length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return count == length
                ? bytes
                : throw new CorpusException(
                    string.Create(CultureInfo.InvariantCulture, $"{Address} ended {length - count} bytes before the end of the part at byte {offset} of {length} bytes"),
                    Address.AbsoluteUri,
                    offset + count,
                    "the file is shorter than what names this place says")
                {
                    HttpStatus = (int)HttpStatusCode.RequestedRangeNotSatisfiable,
                };
        }
    }

    /// <summary>Fetches the whole file into the cache, going on where an earlier try stopped, and checks its digests.</summary>
    /// <param name="cancellationToken">Stops; what was fetched stays for the next try.</param>
    /// <returns>The path of the complete file in the cache; it stays there until somebody empties the cache.</returns>
    /// <exception cref="CorpusException">The file cannot be fetched, has another digest, or the cache cannot be written.</exception>
    public Task<string> FetchAsync(CancellationToken cancellationToken = default) =>
        new DownloadCache(Options).FetchAsync(this, cancellationToken);

    /// <summary>Asks the server for the file's validators, or gives null when it does not answer such questions.</summary>
    internal async Task<HttpValidators?> ProbeAsync(CancellationToken cancellationToken)
    {
        var retry = new HttpRetry(Options, Address);
        while (true)
        {
            try
            {
                using HttpReply reply = await HttpExchange
                    .SendAsync(HttpMethod.Head, this, 0, HttpValidators.Unknown, cancellationToken).ConfigureAwait(false);
                if (reply.Status == HttpStatusCode.OK)
                {
                    return reply.Validators;
                }

                HttpFaultException refusal = await reply.RefusalAsync(cancellationToken).ConfigureAwait(false);
                if (refusal.Kind == HttpFaultKind.Transient || reply.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone)
                {
                    throw refusal;
                }

                // Some servers sign addresses for GET only, or do not know HEAD: the download will tell.
                return null;
            }
            catch (HttpFaultException fault)
            {
                try
                {
                    await retry.WaitAsync(fault, cancellationToken).ConfigureAwait(false);
                }
                catch (HttpFaultException final)
                {
                    throw final.ToCorpusException(Address, -1);
                }
            }
        }
    }

    internal static bool IsSupported(Uri address) => address.IsAbsoluteUri && (IsHttp(address) || AddressSchemes.TryFind(address.Scheme, out _));

    internal static bool IsHttp(Uri address) => address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps;
}
