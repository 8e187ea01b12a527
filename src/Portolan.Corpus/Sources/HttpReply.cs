using System.Buffers;
using System.Globalization;
using System.Net;

namespace Portolan.Corpus.Sources;

/// <summary>One answer whose header was read and whose body was not.</summary>
internal sealed class HttpReply(HttpResponseMessage response, WireOwner owner, HttpSourceOptions options) : IDisposable
{
    // Long enough for the last packet of a server that closes after the body, short enough not to matter where one does not.
    private static readonly TimeSpan ExcessTimeout = TimeSpan.FromMilliseconds(250);

    private const int RefusalBodyByteCount = 4096;

    private static readonly SearchValues<char> LowerHexadecimalDigits = SearchValues.Create("0123456789abcdef");

    private Stream? body;

    public HttpStatusCode Status => response.StatusCode;

    public HttpResponseMessage Response => response;

    /// <summary>The announced length of this body, or -1.</summary>
    public long ContentLength => response.Content.Headers.ContentLength ?? -1;

    /// <summary>The validators in this answer; the length is that of the whole file.</summary>
    public HttpValidators Validators
    {
        get
        {
            string? tag = Header(response.Headers.NonValidated, "ETag");
            long length = Status == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.Length ?? -1 : ContentLength;

            // S3 uses the MD5 of the body unless the object was uploaded in parts (then the tag has a dash) or encrypted with a key service.
            bool isMd5 = tag is { Length: 34 } && tag.AsSpan(1, 32).IndexOfAnyExcept(LowerHexadecimalDigits) < 0
                && Header(response.Headers.NonValidated, "Server") == "AmazonS3"
                && Header(response.Headers.NonValidated, "x-amz-server-side-encryption") is null or "AES256";
            return new HttpValidators(tag, Header(response.Content.Headers.NonValidated, "Last-Modified"), length, isMd5);
        }
    }

    /// <summary>Reads body bytes; 0 at the end of the body.</summary>
    /// <exception cref="HttpFaultException">The connection dropped or stalled.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ReadTimeout, options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            body ??= await response.Content.ReadAsStreamAsync(linked.Token).ConfigureAwait(false);
            return await body.ReadAsync(buffer, linked.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw Fault(offset, $"the connection dropped: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Fault(offset, string.Create(CultureInfo.InvariantCulture, $"nothing came for {options.ReadTimeout.TotalSeconds:0.###} s"), e);
        }
    }

    /// <summary>True when the server sends more than it announced; to be asked after the body has ended.</summary>
    public async ValueTask<bool> HasExcessAsync(CancellationToken cancellationToken)
    {
        if (ContentLength < 0 || owner.Wire is not { } wire)
        {
            return false;
        }

        using var timeout = new CancellationTokenSource(ExcessTimeout, options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        return await wire.HasExcessAsync(ContentLength, linked.Token).ConfigureAwait(false);
    }

    /// <summary>The fault that an answer without the wanted bytes stands for.</summary>
    public async ValueTask<HttpFaultException> RefusalAsync(CancellationToken cancellationToken)
    {
        int status = (int)Status;
        string reason = string.IsNullOrEmpty(response.ReasonPhrase) ? "" : " " + response.ReasonPhrase;
        string message = string.Create(CultureInfo.InvariantCulture, $"{response.RequestMessage?.RequestUri} answered {status}{reason}");
        bool transient = status is 408 or 429 or 500 or 502 or 503 or 504;
        if (status == 403 && await MentionsSlowDownAsync(cancellationToken).ConfigureAwait(false))
        {
            transient = true;
            message += " (SlowDown)";
        }

        string? hint = status switch
        {
            _ when transient => null,
            404 or 410 => "check the address: the server has no such file",
            401 or 403 or 407 => "the server refuses access; check the address, the proxy settings, or download the file by other means",
            _ => "check the address",
        };
        return new HttpFaultException(message, transient ? HttpFaultKind.Transient : HttpFaultKind.Final, hint)
        {
            RetryAfter = status is 429 or 503 ? RetryAfter() : null,
        };
    }

    public void Dispose()
    {
        response.Dispose();
        owner.Dispose();
    }

    private static string? Header(System.Net.Http.Headers.HttpHeadersNonValidated headers, string name) =>
        headers.TryGetValues(name, out var values) && values.Count > 0 ? values.First() : null;

    private static HttpFaultException Fault(long offset, string what, Exception inner) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{what}, at byte {offset}"), HttpFaultKind.Transient, null, inner);

    // S3 says in an XML body whether a refusal means "never" or "not so fast".
    private async ValueTask<bool> MentionsSlowDownAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[RefusalBodyByteCount];
        int length = 0;
        try
        {
            for (int count; length < buffer.Length; length += count)
            {
                count = await ReadAsync(buffer.AsMemory(length), length, cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }
            }
        }
        catch (HttpFaultException)
        {
            // What arrived decides.
        }

        return buffer.AsSpan(0, length).IndexOf("SlowDown"u8) >= 0;
    }

    private TimeSpan? RetryAfter()
    {
        if (response.Headers.RetryAfter is not { } header)
        {
            return null;
        }

        TimeSpan wait = header.Delta ?? (header.Date!.Value - options.TimeProvider.GetUtcNow());
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
