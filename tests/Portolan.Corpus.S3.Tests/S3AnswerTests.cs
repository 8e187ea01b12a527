using System.Net;
using System.Text;
using Amazon.Runtime;
using Portolan.Corpus.Sources;
using Portolan.Testing;

namespace Portolan.Corpus.S3.Tests;

/// <summary>Answers that a well-behaved server does not give, and AWS itself as a handler plays it.</summary>
public sealed class S3AnswerTests
{
    private const string Page = """
        <?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name><Prefix>a/</Prefix><KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>
        <Contents><Key>a/b&amp;c.warc.gz</Key><LastModified>2024-05-20T12:00:00.000Z</LastModified><ETag>&quot;0123&quot;</ETag><Size>7</Size><StorageClass>STANDARD</StorageClass></Contents>
        <Contents><Key>a/../d.warc.gz</Key><LastModified>2024-05-20T12:00:00.000Z</LastModified><ETag>&quot;0123&quot;</ETag><Size>7</Size><StorageClass>STANDARD</StorageClass></Contents>
        </ListBucketResult>
        """;

    [Fact]
    public async Task Listing_leaves_out_keys_that_lead_elsewhere()
    {
        using LoopbackServer server = new(_ => LoopbackAnswer.Status(200, "OK", "Content-Type: application/xml", Page));
        ListedFile file = (await List(server)).ShouldHaveSingleItem();
        file.Address.AbsoluteUri.ShouldBe("s3://bucket/a/b%26c.warc.gz");
        file.Length.ShouldBe(7);
        file.ETag.ShouldBe("\"0123\"");
    }

    [Fact]
    public async Task Listing_that_never_ends_is_ended()
    {
        string endless = Page.Replace("<IsTruncated>false", "<IsTruncated>true", StringComparison.Ordinal).Replace("<KeyCount>", "<NextContinuationToken>same</NextContinuationToken><KeyCount>", StringComparison.Ordinal);
        using LoopbackServer server = new(_ => LoopbackAnswer.Status(200, "OK", "Content-Type: application/xml", endless));
        (await List(server)).Count.ShouldBe(1);
        server.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>captive portal</body></html>")]
    [InlineData("<ListBucketResult><Contents><Key>a/x.warc</Key>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]><ListBucketResult><Contents><Key>&c;</Key></Contents></ListBucketResult>")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><ListBucketResult><Contents><Key>&e;</Key></Contents></ListBucketResult>")]
    public async Task Other_answers_than_listings_give_no_file_or_an_error(string body)
    {
        using LoopbackServer server = new(_ => LoopbackAnswer.Status(200, "OK", "Content-Type: application/xml", body));
        try
        {
            (await List(server)).ShouldBeEmpty();
        }
        catch (CorpusException e)
        {
            e.Message.ShouldContain("s3://bucket/a/");
        }
    }

    [Fact]
    public async Task Mutated_listings_are_read_or_refused()
    {
        byte[] original = Encoding.UTF8.GetBytes(Page);
        var random = new Random(3);
        byte[] body = original;
        using LoopbackServer server = new(_ => LoopbackAnswer.Raw($"HTTP/1.1 200 OK\nContent-Type: application/xml\nContent-Length: {body.Length}", body));
        var scheme = Scheme(server);
        int read = 0;
        for (int round = 0; round < 400; round++)
        {
            body = [.. original];
            for (int change = random.Next(1, 5); change > 0; change--)
            {
                int at = random.Next(body.Length);
                body[at] = random.Next(2) == 0 ? (byte)random.Next(256) : original[random.Next(original.Length)];
            }

            body = random.Next(6) == 0 ? body[..random.Next(body.Length)] : body;
            try
            {
                foreach (ListedFile file in await scheme.ListAsync(new Uri("s3://bucket/a/"), default))
                {
                    file.Address.Host.ShouldBe("bucket");
                    read++;
                }
            }
            catch (CorpusException)
            {
                // The promised answer to anything else than a listing.
            }
        }

        read.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Unsigned_request_for_common_crawls_bucket_hints_at_the_way_without_a_key()
    {
        using LoopbackServer server = new(_ => LoopbackAnswer.Status(403, "Forbidden", body: "<Error><Code>AccessDenied</Code></Error>"));
        AddressSchemes.Register("s3-anonymous", () => new S3Scheme(new S3Options { Endpoint = server.Base, Anonymous = true, ProfilesFile = "/no/such/credentials" }, "s3-anonymous"));
        var file = new HttpFile(AddressOf("s3-anonymous://commoncrawl/crawl-data/a.warc.gz"));
        using Stream stream = file.OpenStream();
        CorpusException e = await Should.ThrowAsync<CorpusException>(async () => await stream.ReadExactlyAsync(new byte[1]));
        e.Message.ShouldContain("answered 403 Forbidden (AccessDenied)");
        e.Hint!.ShouldContain("https://data.commoncrawl.org/crawl-data/a.warc.gz");
        LoopbackRequest request = server.Requests.ShouldHaveSingleItem();
        request.Path.ShouldBe("/commoncrawl/crawl-data/a.warc.gz");
        request["Authorization"].ShouldBeNull();
    }

    [Fact]
    public async Task Redirects_are_not_followed_with_a_signature()
    {
        using LoopbackServer other = new(_ => LoopbackAnswer.Status(200, "OK"));
        using LoopbackServer server = new(_ => LoopbackAnswer.Status(307, "Temporary Redirect", "Location: " + other.Base, "<Error><Code>TemporaryRedirect</Code></Error>"));
        AddressSchemes.Register("s3-redirect", () => new S3Scheme(Options(server.Base), "s3-redirect"));
        using Stream stream = new HttpFile(AddressOf("s3-redirect://bucket/a.warc.gz")).OpenStream();
        CorpusException e = await Should.ThrowAsync<CorpusException>(async () => await stream.ReadExactlyAsync(new byte[1]));
        e.Message.ShouldBe("s3-redirect://bucket/a.warc.gz answered 307 Temporary Redirect (TemporaryRedirect)");
        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Signed_address_names_method_host_and_region_and_ends()
    {
        var scheme = new S3Scheme(Options(new Uri("http://store.example:9000/")) with { SessionToken = "a/token" }, "s3");
        Uri get = await scheme.LocateAsync(new Uri("s3://bucket/a%20b/c.gz"), HttpMethod.Get, default);
        Uri head = await scheme.LocateAsync(new Uri("s3://bucket/a%20b/c.gz"), HttpMethod.Head, default);
        get.GetLeftPart(UriPartial.Path).ShouldBe("http://store.example:9000/bucket/a%20b/c.gz");
        get.Query.ShouldContain("X-Amz-Algorithm=AWS4-HMAC-SHA256");
        get.Query.ShouldContain("%2Feu-west-3%2Fs3%2Faws4_request");
        get.Query.ShouldContain("X-Amz-Security-Token=a%2Ftoken");
        get.Query.ShouldContain("X-Amz-SignedHeaders=host");
        head.Query.ShouldNotBe(get.Query);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.Moved)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task Region_of_a_bucket_on_AWS_is_asked_for_once(HttpStatusCode status)
    {
        using var aws = new FakeAws(status, "ap-south-1");
        var scheme = new S3Scheme(new S3Options { AccessKeyId = "id", SecretAccessKey = "secret", Region = "us-east-1", Clients = aws, Retries = 1, Variable = static _ => null, ProfilesFile = "/no/such/credentials" }, "s3");
        for (int i = 0; i < 3; i++)
        {
            Uri signed = await scheme.LocateAsync(new Uri("s3://far-bucket-" + (int)status + "/k"), HttpMethod.Get, default);
            signed.Host.ShouldBe($"far-bucket-{(int)status}.s3.ap-south-1.amazonaws.com");
            signed.Query.ShouldContain("%2Fap-south-1%2Fs3%2F");
        }

        int asked = aws.Requests.Count;
        await scheme.LocateAsync(new Uri("s3://far-bucket-" + (int)status + "/other"), HttpMethod.Head, default);
        aws.Requests.Count.ShouldBe(asked);
    }

    [Theory]
    [InlineData("plain-bucket", "https://plain-bucket.s3.eu-north-1.amazonaws.com/a%20b")]
    [InlineData("with.dots", "https://s3.eu-north-1.amazonaws.com/with.dots/a%20b")]
    public async Task Unsigned_address_on_AWS_is_that_of_the_buckets_region(string bucket, string expected)
    {
        using var aws = new FakeAws(HttpStatusCode.OK, "eu-north-1");
        var scheme = new S3Scheme(new S3Options { Anonymous = true, Clients = aws, Retries = 1, Variable = static _ => null, ProfilesFile = "/no/such/credentials" }, "s3");
        (await scheme.LocateAsync(new Uri($"s3://{bucket}/a%20b"), HttpMethod.Get, default)).AbsoluteUri.ShouldBe(expected);
    }

    private static Uri AddressOf(string text)
    {
        // As the resolver does it.
        AddressSchemes.TryFind(text[..text.IndexOf(':', StringComparison.Ordinal)], out IAddressScheme? scheme).ShouldBeTrue();
        return scheme!.Parse(text);
    }

    private static S3Options Options(Uri endpoint) => new() { Endpoint = endpoint, Region = "eu-west-3", AccessKeyId = "id", SecretAccessKey = "secret", Retries = 1, Variable = static _ => null, ProfilesFile = "/no/such/credentials" };

    private static S3Scheme Scheme(LoopbackServer server) => new(Options(server.Base), "s3");

    private static Task<IReadOnlyList<ListedFile>> List(LoopbackServer server) => Scheme(server).ListAsync(new Uri("s3://bucket/a/"), default);

    private sealed class FakeAws(HttpStatusCode status, string region) : HttpClientFactory, IDisposable
    {
        private readonly List<HttpClient> clients = [];

        public List<string> Requests { get; } = [];

        public override HttpClient CreateHttpClient(IClientConfig clientConfig)
        {
            var client = new HttpClient(new Handler(this));
            clients.Add(client);
            return client;
        }

        public void Dispose() => clients.ForEach(static client => client.Dispose());

        private sealed class Handler(FakeAws aws) : HttpMessageHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                lock (aws.Requests)
                {
                    aws.Requests.Add(request.Method + " " + request.RequestUri);
                }

                bool isRight = request.RequestUri!.Host.Contains(aws.Region, StringComparison.Ordinal);
                var answer = new HttpResponseMessage(isRight ? HttpStatusCode.OK : aws.Status) { Content = new ByteArrayContent([]), RequestMessage = request };
                answer.Headers.Add("x-amz-bucket-region", aws.Region);
                return Task.FromResult(answer);
            }
        }

        private HttpStatusCode Status => status;

        private string Region => region;
    }
}
