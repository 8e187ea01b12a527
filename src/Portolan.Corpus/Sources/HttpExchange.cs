using System.Globalization;
using System.Net;

namespace Portolan.Corpus.Sources;

/// <summary>Sends single requests: redirects are followed, nothing is retried and nothing is decoded.</summary>
internal static class HttpExchange
{
    // Who cannot be reached at the first byte is seldom there within the minutes that an overloaded server is given; a line that drops
    // in the middle of a file often is.
    private const int UnreachableAttempts = 6;

    // RFC 9110 section 15.4 leaves the limit open; curl's old default of 50 and browsers' 20 exist for logins, which downloads do not have.
    private const int MaxRedirects = 10;

    private static readonly HttpClient WholeFileClient = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        PlaintextStreamFilter = static (context, _) => ValueTask.FromResult(
            context.InitialRequestMessage.Options.TryGetValue(WireOwner.Key, out WireOwner? owner)
                ? owner.Attach(context.PlaintextStream)
                : context.PlaintextStream),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    // A slice is a few kilobytes whose range the answer repeats, so its connection serves the next one: a handshake costs more than it.
    private static readonly HttpClient SliceClient = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Asks for a file, or for its slice, from an offset on.</summary>
    /// <param name="method">GET or HEAD.</param>
    /// <param name="file">The file, with timeouts and user agent.</param>
    /// <param name="offset">First byte wanted; 0 sends no range unless the file is a slice.</param>
    /// <param name="known">Validators of the version that the bytes before <paramref name="offset"/> came from.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HttpFaultException">No answer came, or the redirects lead nowhere.</exception>
    public static async ValueTask<HttpReply> SendAsync(
        HttpMethod method, HttpFile file, long offset, HttpValidators known, CancellationToken cancellationToken)
    {
        if (file.Options.Pace is { } pace)
        {
            await pace.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        Uri current = file.Scheme is null
            ? file.Address
            : await file.Scheme.LocateAsync(file.Address, method, cancellationToken).ConfigureAwait(false);
        for (int hop = 0; ; hop++)
        {
            HttpReply reply = await SendOnceAsync(method, current, file, offset, known, cancellationToken).ConfigureAwait(false);
            // A signature is made for one host, so an address of a scheme is not taken elsewhere.
            if (file.Scheme is not null || reply.Status is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                if ((int)reply.Status < 400)
                {
                    file.Options.Pace?.Relax();
                }

                return reply;
            }

            using (reply)
            {
                current = RedirectTarget(reply, current);
            }

            if (hop == MaxRedirects)
            {
                throw new HttpFaultException(
                    string.Create(CultureInfo.InvariantCulture, $"more than {MaxRedirects} redirects from {file.Address}, the last one to {current}"),
                    HttpFaultKind.Final,
                    "check the address");
            }
        }
    }

    private static Uri RedirectTarget(HttpReply reply, Uri current)
    {
        Uri? location = reply.Response.Headers.Location;
        if (location is null || !Uri.TryCreate(current, location, out Uri? target) || !HttpFile.IsHttp(target))
        {
            throw new HttpFaultException(
                $"{current} redirects to '{location}', which is not an http or https address", HttpFaultKind.Final, "check the address");
        }

        return current.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp
            ? throw new HttpFaultException(
                $"{current} redirects from https to the unprotected {target}", HttpFaultKind.Final, "name that address yourself if you trust it")
            : target;
    }

    private static async ValueTask<HttpReply> SendOnceAsync(
        HttpMethod method, Uri address, HttpFile file, long offset, HttpValidators known, CancellationToken cancellationToken)
    {
        HttpSourceOptions options = file.Options;
        using var request = new HttpRequestMessage(method, address)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");

        // One connection a file: files are large, and only so can the end of the body be checked against the wire.
        bool isSlice = file.End >= 0;
        request.Headers.ConnectionClose = !isSlice;
        if (method == HttpMethod.Get && (offset > 0 || file.End >= 0))
        {
            string end = file.End < 0 ? "" : (file.End - 1).ToString(CultureInfo.InvariantCulture);
            request.Headers.TryAddWithoutValidation("Range", string.Create(CultureInfo.InvariantCulture, $"bytes={offset}-{end}"));
            if (known.IfRange is { } validator)
            {
                request.Headers.TryAddWithoutValidation("If-Range", validator);
            }
        }

        var owner = new WireOwner();
        request.Options.Set(WireOwner.Key, owner);
        using var timeout = new CancellationTokenSource(options.ReadTimeout, options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        bool sent = false;
        try
        {
            HttpResponseMessage response =
                await (isSlice ? SliceClient : WholeFileClient).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token).ConfigureAwait(false);
            sent = true;
            return new HttpReply(response, owner, file);
        }
        catch (HttpRequestException e)
        {
            bool final = e.HttpRequestError is HttpRequestError.SecureConnectionError or HttpRequestError.UserAuthenticationError;
            throw new HttpFaultException(
                $"cannot reach {Shown(file, address)}: {e.Message}",
                final ? HttpFaultKind.Final : HttpFaultKind.Transient,
                final ? "check the server's certificate and the system's list of authorities" : null,
                e)
            {
                MaxAttempts = offset == 0 && e.HttpRequestError is (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError) ? UnreachableAttempts : null,
            };
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpFaultException(
                string.Create(CultureInfo.InvariantCulture, $"{Shown(file, address)} did not answer for {options.ReadTimeout.TotalSeconds:0.###} s"),
                HttpFaultKind.Transient,
                null,
                e);
        }
        finally
        {
            if (!sent)
            {
                owner.Dispose();
            }
        }
    }

    // A signed address is nobody's business.
    private static string Shown(HttpFile file, Uri address) =>
        file.Scheme is null ? address.ToString() : $"{file.Address} at {address.GetLeftPart(UriPartial.Authority)}";
}
