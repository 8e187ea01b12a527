using Amazon.Runtime;
using Portolan.Testing;

namespace Portolan.Corpus.S3.Tests;

public sealed class S3IdentityTests
{
    [Fact]
    public async Task Variables_give_keys_region_and_endpoint()
    {
        S3Identity identity = Find(("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "secret"), ("AWS_SESSION_TOKEN", "token"), ("AWS_REGION", "eu-central-1"), ("AWS_ENDPOINT_URL", "http://store:9000"));
        ImmutableCredentials keys = await identity.Credentials!.GetCredentialsAsync();
        (keys.AccessKey, keys.SecretKey, keys.Token).ShouldBe(("id", "secret", "token"));
        identity.Region.ShouldBe("eu-central-1");
        identity.Endpoint.ShouldBe(new Uri("http://store:9000"));
        identity.Source.ShouldBe("AWS_ACCESS_KEY_ID");
    }

    [Fact]
    public void The_variable_for_this_service_beats_the_one_for_all() =>
        Find(("AWS_ENDPOINT_URL_S3", "http://a"), ("AWS_ENDPOINT_URL", "http://b")).Endpoint.ShouldBe(new Uri("http://a"));

    [Fact]
    public void Without_anything_nothing_is_signed_and_the_region_is_the_first_one()
    {
        S3Identity identity = Find(("AWS_REGION", ""));
        identity.Credentials.ShouldBeNull();
        identity.Region.ShouldBe("us-east-1");
        identity.Endpoint.ShouldBeNull();
    }

    [Fact]
    public void Anonymous_wins_over_keys() =>
        S3Identity.Find(new S3Options { Anonymous = true, AccessKeyId = "a", SecretAccessKey = "b", ProfilesFile = "/no/such/credentials", Variable = static _ => null }).Credentials.ShouldBeNull();

    [Fact]
    public void Key_without_its_secret_is_an_error() =>
        Should.Throw<CorpusException>(() => Find(("AWS_ACCESS_KEY_ID", "id"))).Hint!.ShouldContain("AWS_SECRET_ACCESS_KEY");

    [Fact]
    public void Profile_that_is_named_must_exist() =>
        Should.Throw<CorpusException>(() => Find(("AWS_PROFILE", "no-such-profile"))).Message.ShouldContain("no-such-profile");

    [Fact]
    public async Task Profile_gives_keys_region_and_endpoint_unless_a_variable_does()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("credentials", """
            [default]
            region = eu-north-1

            [store]
            aws_access_key_id = id
            aws_secret_access_key = secret
            region = eu-south-2
            endpoint_url = http://store:9000
            """);
        S3Identity Named(string? profile, string? region) => S3Identity.Find(new S3Options
        {
            ProfilesFile = file,
            Variable = name => name == "AWS_PROFILE" ? profile : name == "AWS_REGION" ? region : null,
        });
        S3Identity identity = Named("store", null);
        ImmutableCredentials keys = await identity.Credentials!.GetCredentialsAsync();
        (keys.AccessKey, keys.SecretKey).ShouldBe(("id", "secret"));
        identity.Region.ShouldBe("eu-south-2");
        identity.Endpoint.ShouldBe(new Uri("http://store:9000"));
        identity.Source.ShouldBe("profile store");
        Named("store", "us-west-2").Region.ShouldBe("us-west-2");

        Named(null, null).Region.ShouldBe("eu-north-1");
        Named(null, null).Credentials.ShouldBeNull();
    }

    [Fact]
    public void Endpoint_must_be_an_address() =>
        Should.Throw<CorpusException>(() => Find(("AWS_ENDPOINT_URL", "localhost:9000"))).Message.ShouldContain("localhost:9000");

    private static S3Identity Find(params (string Name, string Value)[] variables) => S3Identity.Find(new S3Options
    {
        ProfilesFile = "/no/such/credentials",
        Variable = name => Array.Find(variables, variable => variable.Name == name).Value,
    });
}
