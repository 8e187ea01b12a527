using System.Collections.Concurrent;
using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Portolan.Corpus.S3;

/// <summary>The connection to a store: one client a region, and what is known of each bucket's region.</summary>
internal sealed class S3Store(S3Options options)
{
    // How long a signed address answers: longer than a request waits for its turn, far shorter than a download.
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, AmazonS3Client> clients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> regions = new(StringComparer.Ordinal);

    public S3Identity Identity { get; } = S3Identity.Find(options);

    /// <summary>Everything below a prefix, page by page.</summary>
    public async Task<IReadOnlyList<S3Object>> ListAsync(S3Address folder, CancellationToken cancellationToken)
    {
        AmazonS3Client client = await ClientForAsync(folder.Bucket, cancellationToken).ConfigureAwait(false);
        var objects = new List<S3Object>();
        var request = new ListObjectsV2Request { BucketName = folder.Bucket, Prefix = folder.Key, MaxKeys = 1000 };
        while (true)
        {
            ListObjectsV2Response page = await client.ListObjectsV2Async(request, cancellationToken).ConfigureAwait(false);
            objects.AddRange(page.S3Objects ?? []);
            string? next = page.IsTruncated == true ? page.NextContinuationToken : null;
            if (string.IsNullOrEmpty(next) || string.Equals(next, request.ContinuationToken, StringComparison.Ordinal))
            {
                return objects;
            }

            request.ContinuationToken = next;
        }
    }

    /// <summary>An http(s) address that answers one method for some minutes.</summary>
    public async ValueTask<Uri> LocateAsync(S3Address file, HttpMethod method, CancellationToken cancellationToken)
    {
        if (Identity.Credentials is null)
        {
            string host = Identity.Endpoint is not null ? "" : await RegionOfAsync(file.Bucket, cancellationToken).ConfigureAwait(false);
            return Unsigned(file, host);
        }

        AmazonS3Client client = await ClientForAsync(file.Bucket, cancellationToken).ConfigureAwait(false);
        return new Uri(await client.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = file.Bucket,
            Key = file.Key,
            Verb = method == HttpMethod.Head ? HttpVerb.HEAD : HttpVerb.GET,
            Protocol = Identity.Endpoint?.Scheme == Uri.UriSchemeHttp ? Protocol.HTTP : Protocol.HTTPS,
            Expires = options.TimeProvider.GetUtcNow().UtcDateTime + Validity,
        }).ConfigureAwait(false));
    }

    private Uri Unsigned(S3Address file, string region)
    {
        string key = S3Address.Escape(file.Key);
        if (Identity.Endpoint is { } endpoint)
        {
            return new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/{file.Bucket}/{key}");
        }

        // A certificate for *.s3… covers no dots.
        string host = $"s3.{region}.amazonaws.com";
        return new Uri(file.Bucket.Contains('.', StringComparison.Ordinal) ? $"https://{host}/{file.Bucket}/{key}" : $"https://{file.Bucket}.{host}/{key}");
    }

    private async ValueTask<AmazonS3Client> ClientForAsync(string bucket, CancellationToken cancellationToken) =>
        Identity.Endpoint is not null ? Client(Identity.Region) : Client(await RegionOfAsync(bucket, cancellationToken).ConfigureAwait(false));

    // A signature names a region, and only that of the bucket is accepted. AWS tells it to anybody who asks.
    private async ValueTask<string> RegionOfAsync(string bucket, CancellationToken cancellationToken)
    {
        if (regions.TryGetValue(bucket, out string? known))
        {
            return known;
        }

        string region = Identity.Region;
        try
        {
            HeadBucketResponse answer = await Client(region).HeadBucketAsync(new HeadBucketRequest { BucketName = bucket }, cancellationToken).ConfigureAwait(false);
            region = string.IsNullOrEmpty(answer.BucketRegion) ? region : answer.BucketRegion;
        }
        catch (AmazonS3Exception e) when (e.StatusCode is not HttpStatusCode.NotFound && RegionIn(e) is { } told)
        {
            region = told;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.Forbidden)
        {
            // Who may read objects need not be allowed to look at the bucket: the request for the object will tell.
        }

        return regions.GetOrAdd(bucket, region);
    }

    private static string? RegionIn(AmazonS3Exception e)
    {
        string? told = (e.InnerException as Amazon.Runtime.Internal.HttpErrorResponseException)?.Response.GetHeaderValue("x-amz-bucket-region");
        return string.IsNullOrEmpty(told) ? null : told;
    }

    private AmazonS3Client Client(string region) => clients.GetOrAdd(region, name =>
    {
        var config = new AmazonS3Config { RetryMode = RequestRetryMode.Standard, MaxErrorRetry = options.Retries, Timeout = TimeSpan.FromSeconds(60) };
        if (Identity.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.ForcePathStyle = true;
            config.AuthenticationRegion = name;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(name);
        }

        if (options.Clients is { } factory)
        {
            config.HttpClientFactory = factory;
        }

        return new AmazonS3Client(Identity.Credentials ?? new AnonymousAWSCredentials(), config);
    });
}
