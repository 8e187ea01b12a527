using System.Globalization;
using System.Net;
using System.Xml;
using Amazon.Runtime;
using Amazon.S3.Model;
using Portolan.Corpus.Sources;

namespace Portolan.Corpus.S3;

/// <summary>Reads <c>s3://bucket/key</c> and <c>s3://bucket/prefix/</c> from Amazon S3 and stores that speak its protocol.</summary>
/// <remarks>
/// The AWS SDK finds the credentials, signs addresses (Signature Version 4) and lists; the bytes come through
/// <see cref="HttpFile"/> with its retries, ranges and cache. Thread-safe.
/// </remarks>
public sealed class S3Scheme : IAddressScheme
{
    private const string CommonCrawlBucket = "commoncrawl";

    private readonly string name;
    private readonly Lazy<S3Store> store;

    /// <summary>Creates the scheme; nothing is read or sent before the first address is met.</summary>
    /// <param name="options">Null for the defaults.</param>
    public S3Scheme(S3Options? options = null)
        : this(options ?? new S3Options(), "s3")
    {
    }

    /// <summary>Under another name, so that a test can have several stores.</summary>
    internal S3Scheme(S3Options options, string name)
    {
        this.name = name;
        store = new Lazy<S3Store>(() => new S3Store(options));
    }

    /// <inheritdoc/>
    public Uri Parse(string text) => S3Address.Parse(text).ToUri(name);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ListedFile>> ListAsync(Uri folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var address = S3Address.Of(folder);
        IReadOnlyList<S3Object> objects = await ThroughSdk(folder, "list", () => store.Value.ListAsync(address, cancellationToken), cancellationToken).ConfigureAwait(false);

        // A key that ends with a slash is how some tools draw an empty folder.
        return
        [
            .. objects.Where(found => S3Address.IsKey(found.Key) && found.Key.StartsWith(address.Key, StringComparison.Ordinal) && found.Key is not "" && !found.Key.EndsWith('/'))
                .OrderBy(static found => found.Key, StringComparer.Ordinal)
                .DistinctBy(static found => found.Key, StringComparer.Ordinal)
                .Select(found => new ListedFile(new S3Address(address.Bucket, found.Key).ToUri(name), Math.Max(-1, found.Size ?? -1), Quoted(found.ETag))),
        ];
    }

    /// <inheritdoc/>
    public async ValueTask<Uri> LocateAsync(Uri address, HttpMethod method, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        return await ThroughSdk(address, "reach", () => store.Value.LocateAsync(S3Address.Of(address), method, cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public string? HintFor(Uri address, int status, string? code)
    {
        ArgumentNullException.ThrowIfNull(address);
        S3Identity identity = store.Value.Identity;
        return (status, code) switch
        {
            (_, "NoSuchBucket") => "check the name of the bucket" + (identity.Endpoint is { } there ? $"; the store is {there}" : ""),
            (404 or 410, _) => "check bucket and key; an address that ends with / means everything below it",
            (_, "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "ExpiredToken" or "InvalidToken") =>
                $"the credentials from {identity.Source} are not accepted: check key and secret, or whether they have expired",
            (_, "RequestTimeTooSkewed") => "set the clock of this machine",
            (_, "InvalidObjectState") => "the object is archived; restore it first",
            (401 or 403, _) when identity.Credentials is null && address.Host == CommonCrawlBucket =>
                $"this bucket answers signed requests only: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of any AWS account, or use {InputResolverOptions.CommonCrawlAddress}{address.AbsolutePath[1..]}",
            (401 or 403, _) when identity.Credentials is null => "no credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
            (401 or 403, _) => $"the credentials from {identity.Source} do not allow it, or there is no such object",
            (301 or 307 or 400, _) => $"the bucket may be in another region than {identity.Region}: set AWS_REGION",
            _ => null,
        };
    }

    private static string? Quoted(string? tag) => string.IsNullOrEmpty(tag) ? null : tag.StartsWith('"') ? tag : $"\"{tag}\"";

    private async Task<T> ThroughSdk<T>(Uri address, string verb, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (AmazonServiceException e)
        {
            int status = (int)e.StatusCode;
            string code = string.IsNullOrEmpty(e.ErrorCode) ? "" : $" ({e.ErrorCode})";
            throw Failed(address, verb, status == 0 ? e.Message : string.Create(CultureInfo.InvariantCulture, $"the store answered {status}{code}"), HintFor(address, status, e.ErrorCode), e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(address, verb, "the store did not answer in time", null, e);
        }
        catch (Exception e) when (e is AmazonClientException or HttpRequestException or WebException or XmlException or FormatException or OverflowException
            || (e is IOException and not CorpusException))
        {
            throw Failed(address, verb, e.Message, null, e);
        }
    }

    private static CorpusException Failed(Uri address, string verb, string what, string? hint, Exception inner) => new(
        $"cannot {verb} {address}: {what}", address.AbsoluteUri, hint: hint ?? "check the network, AWS_ENDPOINT_URL and the credentials", innerException: inner);
}
