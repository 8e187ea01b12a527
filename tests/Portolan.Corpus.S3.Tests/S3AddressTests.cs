using FsCheck;
using FsCheck.Fluent;

namespace Portolan.Corpus.S3.Tests;

public sealed class S3AddressTests
{
    [Theory]
    [InlineData("s3://bucket", "bucket", "", true)]
    [InlineData("s3://bucket/", "bucket", "", true)]
    [InlineData("s3://my.bucket-1/a/b.warc.gz", "my.bucket-1", "a/b.warc.gz", false)]
    [InlineData("S3://bucket/a/", "bucket", "a/", true)]
    [InlineData("s3://bucket/a%20b #1?.gz", "bucket", "a%20b #1?.gz", false)]
    [InlineData("s3://bucket//a//b", "bucket", "/a//b", false)]
    [InlineData("s3://bucket/crawl=CC-MAIN/ü+é.gz", "bucket", "crawl=CC-MAIN/ü+é.gz", false)]
    public void Address_is_bucket_and_key_as_they_are(string text, string bucket, string key, bool isFolder)
    {
        S3Address address = S3Address.Parse(text);
        address.ShouldBe(new S3Address(bucket, key));
        address.IsFolder.ShouldBe(isFolder);
        S3Address.Of(address.ToUri("s3")).ShouldBe(address);
        S3Address.Of(new Uri(address.ToUri("s3").AbsoluteUri)).ShouldBe(address);
    }

    [Theory]
    [InlineData("s3://")]
    [InlineData("s3:///key")]
    [InlineData("s3://Bucket/key")]
    [InlineData("s3://ab/key")]
    [InlineData("s3://user@host/key")]
    [InlineData("s3://host:80/key")]
    [InlineData("s3://a..b/key")]
    public void Other_buckets_are_refused(string text) =>
        Should.Throw<CorpusException>(() => S3Address.Parse(text)).Message.ShouldContain("names no bucket");

    [Theory]
    [InlineData("a/../b")]
    [InlineData("./a")]
    [InlineData("a/..")]
    [InlineData("a\nb")]
    [InlineData("a\ud800b")]
    public void Keys_that_an_address_would_change_are_refused(string key) =>
        Should.Throw<CorpusException>(() => S3Address.Parse("s3://bucket/" + key)).Message.ShouldContain("cannot be read");

    [Fact]
    public void Key_has_at_most_1024_bytes()
    {
        S3Address.Parse("s3://bucket/" + new string('a', 1024)).Key.Length.ShouldBe(1024);
        Should.Throw<CorpusException>(() => S3Address.Parse("s3://bucket/" + new string('a', 1025)));
        Should.Throw<CorpusException>(() => S3Address.Parse("s3://bucket/" + new string('ü', 513)));
    }

    [Fact]
    public void Every_key_survives_the_way_through_an_address() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(ArbMap.Default.ArbFor<string>(), static key =>
            !S3Address.IsKey(key) || S3Address.Of(new S3Address("bucket", key).ToUri("s3")) == new S3Address("bucket", key)));
}
