using System.Globalization;
using System.Net;
using Portolan.Encoders.Models.Internals;

namespace Portolan.Encoders.Models.Hub;

/// <summary>Sends requests to a hub: redirects are followed with care, nothing is retried.</summary>
internal sealed class HubClient(HubAddress address, ModelPullOptions options)
{
    private const int MaxRedirects = 10;

    // Redirects are followed here, so that the token stays with the hub.
    private static readonly HttpClient Client = new(new SocketsHttpHandler
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

    public HubAddress Address => address;

    /// <summary>Where the hub lists a repository's files.</summary>
    public Uri ListAddress => new(address.Endpoint, $"api/models/{address.Repository}/revision/{Uri.EscapeDataString(address.Revision)}?blobs=true");

    /// <summary>Where a file of a commit is.</summary>
    public Uri FileAddress(string commit, string path) =>
        new(address.Endpoint, $"{address.Repository}/resolve/{commit}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");

    /// <summary>Lists the files of the revision.</summary>
    /// <exception cref="HubFault">There is no such repository, it is not open to everybody, or the server fails.</exception>
    public async Task<HubListing> ListAsync(CancellationToken cancellationToken)
    {
        using HubReply reply = await SendAsync(ListAddress, 0, null, cancellationToken).ConfigureAwait(false);
        if (reply.Response.StatusCode != HttpStatusCode.OK)
        {
            throw Refusal(reply.Response, null);
        }

        var body = new MemoryStream();
        byte[] block = new byte[1 << 16];
        for (int count; (count = await ReadAsync(reply, block, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            body.Write(block, 0, count);
            if (body.Length > HubListing.MaxBytes)
            {
                throw new HubFault($"{ListAddress} answered with more than {HubListing.MaxBytes} bytes", false, "check the address of the hub (--endpoint, HF_ENDPOINT)");
            }
        }

        return HubListing.Parse(body.GetBuffer().AsMemory(0, (int)body.Length), ListAddress.AbsoluteUri);
    }

    /// <summary>Asks for a file from an offset on.</summary>
    /// <exception cref="HubFault">No answer came, or the redirects lead nowhere.</exception>
    public async Task<HubReply> SendAsync(Uri target, long offset, string? tag, CancellationToken cancellationToken)
    {
        string? linkedTag = null, commit = null;
        for (int hop = 0; ; hop++)
        {
            HttpResponseMessage response = await SendOnceAsync(target, offset, tag, cancellationToken).ConfigureAwait(false);
            if (IsHub(target))
            {
                linkedTag = (HubReply.Header(response, "X-Linked-Etag") ?? response.Headers.ETag?.Tag ?? linkedTag)?.Trim('"');
                commit = HubReply.Header(response, "X-Repo-Commit") ?? commit;
            }

            if (response.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return new HubReply(response, linkedTag, commit);
            }

            using (response)
            {
                target = RedirectTarget(response, target);
            }

            if (hop == MaxRedirects)
            {
                throw new HubFault($"more than {MaxRedirects} redirects, the last one to {Shown(target)}", false, "check the address");
            }
        }
    }

    /// <summary>Reads bytes of an answer; 0 at its end.</summary>
    /// <exception cref="HubFault">The connection broke, or nothing came for too long.</exception>
    public async ValueTask<int> ReadAsync(HubReply reply, Memory<byte> block, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ReadTimeout, options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            Stream body = await reply.Response.Content.ReadAsStreamAsync(linked.Token).ConfigureAwait(false);
            return await body.ReadAsync(block, linked.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new HubFault($"the connection to {Shown(reply.Response.RequestMessage!.RequestUri!)} broke: {exception.Message}", true, null, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Silence(reply.Response.RequestMessage!.RequestUri!, exception);
        }
    }

    /// <summary>What an answer stands for that has not the bytes that were asked for.</summary>
    public HubFault Refusal(HttpResponseMessage response, string? path)
    {
        int status = (int)response.StatusCode;
        Uri asked = response.RequestMessage!.RequestUri!;
        string? code = HubReply.Header(response, "X-Error-Code");
        string page = new Uri(address.Endpoint, address.Repository).AbsoluteUri;
        string login = options.Token is null
            ? "make a token in the settings of your account there, and put it into the variable HF_TOKEN"
            : "check that the token in HF_TOKEN may read it";
        if (code == "GatedRepo")
        {
            return new HubFault($"{page} is open only to those who agree to its conditions ({status})", false, $"agree on that page; then {login}");
        }

        if (code is "RevisionNotFound")
        {
            return new HubFault($"{page} has no revision {address.Revision}", false, "name a branch, a tag or a commit after the @");
        }

        if (path is null && (status == 404 || code is "RepoNotFound" || status is 401 or 403))
        {
            return new HubFault($"there is no repository {page} that can be read without further rights ({status})", false, $"check the name; if it is private, {login}");
        }

        string what = string.Create(CultureInfo.InvariantCulture, $"{Shown(asked)} answered {status}{(response.ReasonPhrase is { Length: > 0 } reason ? " " + ManifestRules.Shown(reason) : "")}");
        return status is 408 or 429 or 500 or 502 or 503 or 504
            ? new HubFault(what, true) { RetryAfter = RetryAfter(response) }
            : new HubFault(path is null ? what : $"{what} for {path}", false, status is 401 or 403 ? login : "check the address, or try again later");
    }

    private static string Shown(Uri target) => target.GetLeftPart(UriPartial.Path);

    private async Task<HttpResponseMessage> SendOnceAsync(Uri target, long offset, string? tag, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.TryAddWithoutValidation("User-Agent", "portolan");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        if (offset > 0)
        {
            request.Headers.TryAddWithoutValidation("Range", string.Create(CultureInfo.InvariantCulture, $"bytes={offset}-"));
            if (tag is not null)
            {
                request.Headers.TryAddWithoutValidation("If-Range", tag);
            }
        }

        if (options.Token is { Length: > 0 } token && IsHub(target) && (target.Scheme == Uri.UriSchemeHttps || target.IsLoopback))
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        using var timeout = new CancellationTokenSource(options.ReadTimeout, options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            bool isFinal = exception.HttpRequestError is HttpRequestError.SecureConnectionError or HttpRequestError.UserAuthenticationError;
            throw new HubFault(
                $"cannot reach {Shown(target)}: {exception.Message}", !isFinal,
                isFinal ? "check the server's certificate and the system's list of authorities" : "check the network, or name another hub with --endpoint", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Silence(target, exception);
        }
    }

    private bool IsHub(Uri target) => target.Scheme == address.Endpoint.Scheme && target.Authority == address.Endpoint.Authority;

    private static Uri RedirectTarget(HttpResponseMessage response, Uri current)
    {
        if (response.Headers.Location is not { } location || !Uri.TryCreate(current, location, out Uri? target)
            || (target.Scheme != Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttp))
        {
            throw new HubFault($"{Shown(current)} redirects to an address that is neither http nor https", false, "check the address");
        }

        return current.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp
            ? throw new HubFault($"{Shown(current)} redirects from https to the unprotected {Shown(target)}", false, "name another hub with --endpoint")
            : target;
    }

    private HubFault Silence(Uri target, Exception inner) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{Shown(target)} was silent for {options.ReadTimeout.TotalSeconds:0.#} s"), true, null, inner);

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        if (response.Headers.RetryAfter is not { } header)
        {
            return null;
        }

        TimeSpan wait = header.Delta ?? (header.Date!.Value - options.TimeProvider.GetUtcNow());
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
