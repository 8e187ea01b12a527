using System.Text;
using Portolan.Encoders.Models.Hub;

namespace Portolan.Encoders.Tests.Models.Hub;

public sealed class HubListingTests
{
    private const string Sha = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752";
    private const string Commit = "5c9b2b0a5f6d4e0f8a1b3c2d4e5f60718293a4b5";

    [Fact]
    public void Files_have_the_hashes_of_their_content()
    {
        HubListing listing = Parse($$$"""
            {"sha":"{{{Commit}}}","cardData":{"license":"apache-2.0"},"siblings":[
              {"rfilename":"onnx/model.onnx","size":9,"blobId":"{{{Commit}}}","lfs":{"sha256":"{{{Sha}}}","size":9,"pointerSize":134}},
              {"rfilename":"config.json","size":2,"blobId":"{{{Commit}}}"},
              {"rfilename":"bare"}, {"rfilename":"odd","size":-5,"blobId":"x","lfs":null}, {"rfilename":7}, 5,
              {"rfilename":"../escape"}, {"rfilename":"/etc/passwd"}, {"rfilename":"a\\b"}]}
            """);
        listing.Commit.ShouldBe(Commit);
        listing.License.ShouldBe("Apache-2.0");
        listing.Files.ShouldBe(
        [
            new HubFile("onnx/model.onnx", 9, Sha, null), new HubFile("config.json", 2, null, Commit), new HubFile("bare", -1, null, null), new HubFile("odd", -1, null, null),
        ]);
    }

    [Theory]
    [InlineData("{\"license\":\"mit\"}", "MIT")]
    [InlineData("{\"license\":[\"mit\",\"cc-by-4.0\"]}", "MIT AND CC-BY-4.0")]
    [InlineData("{\"license\":\"other\",\"license_name\":\"gemma\"}", "gemma")]
    [InlineData("{\"license\":\"other\",\"license_link\":\"LICENSE\"}", "LICENSE")]
    [InlineData("{\"license\":\"other\"}", "other")]
    [InlineData("{\"license\":\"openrail\"}", "openrail")]
    [InlineData("{\"license\":\"a\\nb\"}", null)]
    [InlineData("{\"license\":7}", null)]
    [InlineData("{}", null)]
    [InlineData("null", null)]
    public void Licence_is_that_of_the_model_card(string card, string? license) =>
        Parse($$"""{"sha":"{{Commit}}","cardData":{{card}},"siblings":[]}""").License.ShouldBe(license);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("{\"siblings\":[]}")]
    [InlineData("{\"sha\":\"5c9b2b0a5f6d4e0f8a1b3c2d4e5f60718293a4b5\"}")]
    [InlineData("{\"sha\":\"main\",\"siblings\":[]}")]
    [InlineData("{\"sha\":\"5c9b2b0a5f6d4e0f8a1b3c2d4e5f60718293a4b5\",\"siblings\":[{\"rfilename\":\"\\ud800\"}]}")]
    public void Other_answers_are_faults(string json) => Should.Throw<HubFault>(() => Parse(json)).IsTransient.ShouldBeFalse();

    [Fact]
    public void Nesting_is_bounded() => Should.Throw<HubFault>(() => Parse("{\"cardData\":" + new string('[', 100_000)));

    [Fact]
    public void Any_bytes_are_a_listing_of_safe_paths_or_a_fault()
    {
        byte[] seed = Encoding.UTF8.GetBytes($$$"""{"sha":"{{{Commit}}}","cardData":{"license":"mit"},"siblings":[{"rfilename":"../a/b.onnx","size":9,"lfs":{"sha256":"{{{Sha}}}","size":9}},{"rfilename":"c","size":1}]}""");
        var random = new Random(7);
        for (int round = 0; round < 4000; round++)
        {
            byte[] mutated = [.. seed];
            for (int change = random.Next(1, 5); change > 0; change--)
            {
                mutated[random.Next(mutated.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : seed[random.Next(seed.Length)];
            }

            HubListing.Fuzz(mutated.AsSpan(0, random.Next(4) == 0 ? random.Next(mutated.Length) : mutated.Length));
        }
    }

    private static HubListing Parse(string json) => HubListing.Parse(Encoding.UTF8.GetBytes(json), "address");
}
