using System.Text;
using Portolan.Corpus.Sources;
using Portolan.Testing;

namespace Portolan.Corpus.S3.Tests;

/// <summary>What is sent is signed as the S3 documentation says.</summary>
public sealed class S3SignatureTests
{
    // Key, date and signatures of the examples in the Amazon S3 API reference, "Signature Calculations for the Authorization Header" and
    // "Authenticating Requests: Using Query Parameters".
    private const string ExampleSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private const string ExampleScope = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private const string Secret = "a/secret+with=signs";

    [Theory]
    [InlineData("/test.txt", "host;range;x-amz-content-sha256;x-amz-date", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")]
    [InlineData("/?max-keys=2&prefix=J", "host;x-amz-content-sha256;x-amz-date", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    [InlineData("/?lifecycle", "host;x-amz-content-sha256;x-amz-date", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    public void Verifier_agrees_with_the_published_examples_by_header(string path, string signedHeaders, string signature)
    {
        LoopbackRequest Request(string given) => new("GET", path, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Host"] = "examplebucket.s3.amazonaws.com",
            ["Range"] = "bytes=0-9",
            ["x-amz-content-sha256"] = EmptyHash,
            ["x-amz-date"] = "20130524T000000Z",
            ["Authorization"] = $"AWS4-HMAC-SHA256 Credential={ExampleScope}, SignedHeaders={signedHeaders}, Signature={given}",
        });
        SignatureV4.IsSignedWith(Request(signature), ExampleSecret).ShouldBeTrue();
        SignatureV4.IsSignedWith(Request(signature), ExampleSecret + "x").ShouldBeFalse();
        SignatureV4.IsSignedWith(Request("0" + signature[1..]), ExampleSecret).ShouldBeFalse();
    }

    [Fact]
    public void Verifier_agrees_with_the_published_example_by_query()
    {
        var request = new LoopbackRequest(
            "GET",
            $"/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={Uri.EscapeDataString(ExampleScope)}&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Host"] = "examplebucket.s3.amazonaws.com" });
        SignatureV4.IsSignedWith(request, ExampleSecret).ShouldBeTrue();
        SignatureV4.IsSignedWith(request with { Method = "HEAD" }, ExampleSecret).ShouldBeFalse();
    }

    [Theory]
    [InlineData("a.warc")]
    [InlineData("crawl=CC-MAIN/a b+c&d=e/ü文.warc")]
    [InlineData("odd/(1)'!*~%20#?.warc")]
    public async Task Every_request_is_signed(string key)
    {
        using LoopbackServer server = Store(key);
        string scheme = Register(server, Secret, "s3-signed-" + key.Length);
        InputFile listed = (await Resolver().ResolveAsync([$"{scheme}://bucket/{key[..(key.LastIndexOf('/') + 1)]}"])).ShouldHaveSingleItem();
        InputFile named = (await Resolver().ResolveAsync([$"{scheme}://bucket/{key}"])).ShouldHaveSingleItem();
        named.Name.ShouldBe(listed.Name);
        using var reader = new StreamReader(named.Open());
        (await reader.ReadToEndAsync()).ShouldBe("content");
        server.Requests.Select(static request => request.Method).ShouldBe(["GET", "HEAD", "GET"]);
        server.Requests.ShouldAllBe(static request => SignatureV4.IsSignedWith(request, Secret));
    }

    [Fact]
    public async Task Wrong_secret_is_refused_with_a_hint_and_without_showing_the_signature()
    {
        using LoopbackServer server = Store("a.warc");
        string scheme = Register(server, "another", "s3-wrong");
        CorpusException e = await Should.ThrowAsync<CorpusException>(() => Resolver().ResolveAsync([$"{scheme}://bucket/"]));
        e.Message.ShouldContain("SignatureDoesNotMatch");
        e.Hint!.ShouldContain("the credentials from the options are not accepted");

        InputFile file = (await Resolver().ResolveAsync([$"{scheme}://bucket/a.warc"])).ShouldHaveSingleItem();
        await using Stream stream = file.Open();
        e = Should.Throw<CorpusException>(() => stream.ReadByte());
        e.Message.ShouldBe($"{scheme}://bucket/a.warc answered 403 Forbidden (SignatureDoesNotMatch)");
        e.Hint!.ShouldContain("check key and secret");
    }

    private static string Register(LoopbackServer server, string secret, string name)
    {
        var options = new S3Options { Endpoint = server.Base, Region = "eu-central-1", AccessKeyId = "AKIDEXAMPLE", SecretAccessKey = secret, ProfilesFile = "/no/such/credentials", Variable = static _ => null };
        AddressSchemes.Register(name, () => new S3Scheme(options, name));
        options.ToString().ShouldNotContain(secret);
        return name;
    }

    private static InputResolver Resolver() => new(new InputResolverOptions { Http = new HttpSourceOptions { NoCache = true } });

    /// <summary>A store with one object that refuses what is not signed with its secret.</summary>
    private static LoopbackServer Store(string key) => new(request =>
    {
        if (!SignatureV4.IsSignedWith(request, Secret))
        {
            return LoopbackAnswer.Status(403, "Forbidden", "Content-Type: application/xml", "<?xml version=\"1.0\"?><Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>");
        }

        if (request.Path.Contains("list-type=2", StringComparison.Ordinal))
        {
            string name = key.Replace("&", "&amp;", StringComparison.Ordinal);
            return LoopbackAnswer.Status(200, "OK", "Content-Type: application/xml", $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>false</IsTruncated><Contents><Key>{name}</Key><LastModified>2024-05-20T12:00:00.000Z</LastModified><ETag>&quot;v1&quot;</ETag><Size>7</Size></Contents></ListBucketResult>");
        }

        return Uri.UnescapeDataString(request.Path.Split('?')[0]) == "/bucket/" + key
            ? LoopbackAnswer.File(request, Encoding.UTF8.GetBytes("content"))
            : LoopbackAnswer.Status(404, "Not Found");
    });
}
