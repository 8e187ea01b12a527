using Portolan.Encoders.Models.Hub;

namespace Portolan.Encoders.Tests.Models.Hub;

public sealed class HubAddressTests
{
    [Theory]
    [InlineData("o/n", null, "https://huggingface.co/", "o/n@main")]
    [InlineData("o/n@v1.0", null, "https://huggingface.co/", "o/n@v1.0")]
    [InlineData("o/n@refs/pr/1", "https://mirror.example", "https://mirror.example/", "o/n@refs/pr/1")]
    [InlineData("https://huggingface.co/o/n", null, "https://huggingface.co/", "o/n@main")]
    [InlineData("https://huggingface.co/o/n/", null, "https://huggingface.co/", "o/n@main")]
    [InlineData("https://huggingface.co/o/n/tree/refs%2Fpr%2F1", null, "https://huggingface.co/", "o/n@refs/pr/1")]
    [InlineData("https://huggingface.co/o/n@abc", null, "https://huggingface.co/", "o/n@abc")]
    [InlineData("https://hf.co/o/n", null, "https://huggingface.co/", "o/n@main")]
    [InlineData("https://huggingface.co/o/n", "http://127.0.0.1:8080/hub", "http://127.0.0.1:8080/hub/", "o/n@main")]
    [InlineData("http://127.0.0.1:8080/hub/o/n/tree/dev", "http://127.0.0.1:8080/hub/", "http://127.0.0.1:8080/hub/", "o/n@dev")]
    public void Addresses_are_read(string text, string? endpoint, string server, string repository)
    {
        var address = HubAddress.Parse(text, endpoint);
        address.Endpoint.AbsoluteUri.ShouldBe(server);
        address.ToString().ShouldBe(repository);
    }

    [Theory]
    [InlineData("")]
    [InlineData("n")]
    [InlineData("o/n/m")]
    [InlineData("../n")]
    [InlineData("o/..")]
    [InlineData("o/a..b")]
    [InlineData("o/.git")]
    [InlineData("o/n@")]
    [InlineData("o/n@../../x")]
    [InlineData("o/n@a b")]
    [InlineData("o/n?x=1")]
    [InlineData("o /n")]
    [InlineData("https://huggingface.co/datasets/n")]
    [InlineData("https://huggingface.co/o")]
    [InlineData("https://evil.example/o/n")]
    [InlineData("https://huggingface.co.evil.example/o/n")]
    [InlineData("file:///o/n")]
    public void Others_are_refused(string text) => Should.Throw<EncoderException>(() => HubAddress.Parse(text)).Hint.ShouldNotBeNull();

    [Theory]
    [InlineData("huggingface.co")]
    [InlineData("ftp://x")]
    [InlineData("https://user:secret@x")]
    [InlineData("https://x/?q")]
    public void Endpoint_is_an_address_without_secrets(string endpoint) => Should.Throw<EncoderException>(() => HubAddress.Parse("o/n", endpoint));
}
