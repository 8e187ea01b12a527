using System.Buffers;
using System.Globalization;
using System.Net;

namespace Portolan.Corpus.Sources;

/// <summary>One answer whose header was read and whose body was not.</summary>
internal sealed class HttpReply(HttpResponseMessage response, WireOwner owner, HttpFile file) : IDisposable
{
    // Long enough for the last packet of a server that closes after the body, short enough not to matter where one does not.
    private static readonly TimeSpan ExcessTimeout = TimeSpan.FromMilliseconds(250);

    private const int RefusalBodyByteCount = 4096;

    private const string SlowDown = "SlowDown";

    // S3's longest code has 45 letters.
    private const int MaxCodeByteCount = 64;

    private static readonly SearchValues<byte> CodeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_"u8);

    private static readonly SearchValues<char> LowerHexadecimalDigits = SearchValues.Create("0123456789abcdef");

    // Of the 403 that some servers give under load; more often it means what it says.
    private const int ForbiddenAttempts = 3;

    private readonly HttpSourceOptions options = file.Options;
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
            return new HttpValidators(tag, Header(response.Content.Headers.NonValidated, "Last-Modified"), length, isMd5, ContentMd5());
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

        // A signed address is nobody's business.
        Uri? asked = file.Scheme is null ? response.RequestMessage?.RequestUri : file.Address;
        string message = string.Create(CultureInfo.InvariantCulture, $"{asked} answered {status}{reason}");
        bool transient = status is 408 or 429 or 500 or 502 or 503 or 504;
        string? code = status == 403 || file.Scheme is not null ? await ErrorCodeAsync(cancellationToken).ConfigureAwait(false) : null;
        if (code is not null && (code == SlowDown || file.Scheme is not null))
        {
            transient |= code == SlowDown;
            message += $" ({code})";
        }

        bool mayBeDefence = status == 403 && code is null && options.RetryForbidden;
        transient |= mayBeDefence;
        string? hint = status switch
        {
            403 when mayBeDefence => "the server refuses access, to this address or after too many requests; check the address and try again later",
            _ when transient => null,
            _ when file.Scheme?.HintFor(file.Address, status, code) is { } known => known,
            404 or 410 => "check the address: the server has no such file",
            401 or 403 or 407 => "the server refuses access; check the address, the proxy settings, or download the file by other means",
            _ => "check the address",
        };
        return new HttpFaultException(message, transient ? HttpFaultKind.Transient : HttpFaultKind.Final, hint)
        {
            RetryAfter = status is 429 or 503 || mayBeDefence ? RetryAfter() : null,
            Status = status,
            MaxAttempts = mayBeDefence ? ForbiddenAttempts : null,
        };
    }

    public void Dispose()
    {
        response.Dispose();
        owner.Dispose();
    }

    // RFC 1864; dropped from RFC 9110 because of its vague meaning for parts, so only that of a whole file counts.
    private string? ContentMd5()
    {
        Span<byte> digest = stackalloc byte[16];
        return Status == HttpStatusCode.OK
            && Header(response.Content.Headers.NonValidated, "Content-MD5") is { Length: 24 } text
            && Convert.TryFromBase64String(text, digest, out int length) && length == digest.Length
            ? Convert.ToHexStringLower(digest)
            : null;
    }

    private static string? Header(System.Net.Http.Headers.HttpHeadersNonValidated headers, string name) =>
        headers.TryGetValues(name, out var values) && values.Count > 0 ? values.First() : null;

    private static HttpFaultException Fault(long offset, string what, Exception inner) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{what}, at byte {offset}"), HttpFaultKind.Transient, null, inner);

    // S3 says in an XML body whether a refusal means "never" or "not so fast".
    private async ValueTask<string?> ErrorCodeAsync(CancellationToken cancellationToken)
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

        return ErrorCode(buffer.AsSpan(0, length));
    }

    /// <summary>What an S3 error document has in <c>Code</c>; <c>SlowDown</c> wherever that word stands; else null.</summary>
    internal static string? ErrorCode(ReadOnlySpan<byte> body)
    {
        if (body.IndexOf("SlowDown"u8) >= 0)
        {
            return SlowDown;
        }

        int start = body.IndexOf("<Code>"u8);
        ReadOnlySpan<byte> rest = start < 0 ? default : body[(start + 6)..];
        int length = rest.IndexOf((byte)'<');
        return length is > 0 and <= MaxCodeByteCount && rest[..length].IndexOfAnyExcept(CodeCharacters) < 0
            ? System.Text.Encoding.ASCII.GetString(rest[..length])
            : null;
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
