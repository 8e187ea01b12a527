using System.Text;
using Portolan.Corpus.Links;

namespace Portolan.Corpus.Tests.Links;

public sealed class LinkResolverTests
{
    // RFC 3986, sections 5.4.1 and 5.4.2, but for the fragments, which a list of links does not have, and for other schemes.
    [Theory]
    [InlineData("g", "http://a/b/c/g")]
    [InlineData("./g", "http://a/b/c/g")]
    [InlineData("g/", "http://a/b/c/g/")]
    [InlineData("/g", "http://a/g")]
    [InlineData("//g", "http://g/")]
    [InlineData("?y", "http://a/b/c/d;p?y")]
    [InlineData("g?y", "http://a/b/c/g?y")]
    [InlineData("g#s", "http://a/b/c/g")]
    [InlineData("g?y#s", "http://a/b/c/g?y")]
    [InlineData(";x", "http://a/b/c/;x")]
    [InlineData("g;x", "http://a/b/c/g;x")]
    [InlineData("g;x?y#s", "http://a/b/c/g;x?y")]
    [InlineData(".", "http://a/b/c/")]
    [InlineData("./", "http://a/b/c/")]
    [InlineData("..", "http://a/b/")]
    [InlineData("../", "http://a/b/")]
    [InlineData("../g", "http://a/b/g")]
    [InlineData("../..", "http://a/")]
    [InlineData("../../", "http://a/")]
    [InlineData("../../g", "http://a/g")]
    [InlineData("../../../g", "http://a/g")]
    [InlineData("../../../../g", "http://a/g")]
    [InlineData("/./g", "http://a/g")]
    [InlineData("/../g", "http://a/g")]
    [InlineData("g.", "http://a/b/c/g.")]
    [InlineData(".g", "http://a/b/c/.g")]
    [InlineData("g..", "http://a/b/c/g..")]
    [InlineData("..g", "http://a/b/c/..g")]
    [InlineData("./../g", "http://a/b/g")]
    [InlineData("./g/.", "http://a/b/c/g/")]
    [InlineData("g/./h", "http://a/b/c/g/h")]
    [InlineData("g/../h", "http://a/b/c/h")]
    [InlineData("g;x=1/./y", "http://a/b/c/g;x=1/y")]
    [InlineData("g;x=1/../y", "http://a/b/c/y")]
    [InlineData("g?y/./x", "http://a/b/c/g?y/./x")]
    [InlineData("g?y/../x", "http://a/b/c/g?y/../x")]
    [InlineData("http:g", "http://a/b/c/g")]
    public void The_examples_of_the_standard(string reference, string expected) => Resolve("http://a/b/c/d;p?q", reference).ShouldBe(expected);

    [Theory]
    [InlineData("  HTTPS://Example.ORG  ", "https://example.org/")]
    [InlineData("\n /a\tb\r\nc ", "http://h/abc")]
    [InlineData("\\a\\..\\b", "http://h/b")]
    [InlineData("http:\\\\x\\y", "http://x/y")]
    [InlineData("http:///x/y", "http://x/y")]
    [InlineData("https:x", "https://x/")]
    [InlineData("//u:p@X:81/", "http://u:p@x:81/")]
    [InlineData("a b\"<é>", "http://h/p/a%20b%22%3C%C3%A9%3E")]
    [InlineData("?q=a b", "http://h/p/d?q=a%20b")]
    [InlineData("%2e%2E/x", "http://h/x")]
    [InlineData("...", "http://h/p/...")]
    [InlineData("a:b/c", null)]
    [InlineData("./a:b", "http://h/p/a:b")]
    public void Browsers_tolerance(string reference, string? expected) => Resolve("http://h/p/d", reference).ShouldBe(expected);

    [Theory]
    [InlineData("", "SamePage")]
    [InlineData("  ", "SamePage")]
    [InlineData("#top", "SamePage")]
    [InlineData("mailto:a@b", "OtherScheme")]
    [InlineData("JavaScript:void(0)", "OtherScheme")]
    [InlineData("data:text/html,x", "OtherScheme")]
    [InlineData("http://", "Invalid")]
    [InlineData("http://:80/", "Invalid")]
    [InlineData("http://a b/", "Invalid")]
    [InlineData("http://a%00/", "Invalid")]
    [InlineData("//", "Invalid")]
    [InlineData("http:", "SamePage")]
    [InlineData("https:", "Invalid")]
    public void What_leads_to_no_page_has_a_reason(string reference, string expected)
    {
        var resolver = new LinkResolver();
        resolver.TrySetBase("http://h/"u8).ShouldBeTrue();
        resolver.Resolve(Encoding.UTF8.GetBytes(reference), out ReadOnlySpan<byte> address).ToString().ShouldBe(expected);
        address.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Without_a_base_only_absolute_references_resolve()
    {
        var resolver = new LinkResolver();
        resolver.TrySetBase("urn:x"u8).ShouldBeFalse();
        resolver.Resolve("x"u8, out _).ShouldBe(LinkTarget.Invalid);
        resolver.Resolve("//x"u8, out _).ShouldBe(LinkTarget.Invalid);
        resolver.Resolve("http://x"u8, out ReadOnlySpan<byte> address).ShouldBe(LinkTarget.Page);
        Encoding.UTF8.GetString(address).ShouldBe("http://x/");
    }

    [Fact]
    public void The_longest_address_resolves_and_one_byte_more_does_not()
    {
        var resolver = new LinkResolver();
        resolver.TrySetBase("http://h/"u8);
        byte[] reference = Encoding.ASCII.GetBytes(new string('a', LinkResolver.MaxLength - "http://h/".Length));
        resolver.Resolve(reference, out ReadOnlySpan<byte> address).ShouldBe(LinkTarget.Page);
        address.Length.ShouldBe(LinkResolver.MaxLength);
        resolver.Resolve([.. reference, (byte)'a'], out _).ShouldBe(LinkTarget.Invalid);
        resolver.Resolve(Encoding.UTF8.GetBytes(new string('é', LinkResolver.MaxLength / 2)), out _).ShouldBe(LinkTarget.Invalid);
        resolver.Resolve(new byte[LinkResolver.MaxLength + 1], out _).ShouldBe(LinkTarget.SamePage);
    }

    [Fact]
    public void Random_references_resolve_as_the_framework_resolves_them()
    {
        var random = new Random(4);
        string[] parts = ["..", ".", "/", "/", "a", "b.html", "?x=1", "&y", ";p", "c", "~d", "//host", "http://other", "-"];
        int compared = 0;
        for (int round = 0; round < 5000; round++)
        {
            string address = $"https://h.example/{string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => parts[random.Next(6)]))}";
            string reference = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => parts[random.Next(parts.Length)]));

            // The framework reads '//' before a host name that is none as a path, and 'http://other' inside another host as a port.
            if (address.IndexOf("//", 8, StringComparison.Ordinal) >= 0 || reference.StartsWith("//", StringComparison.Ordinal) || reference.Contains("://", StringComparison.Ordinal))
            {
                continue;
            }

            Resolve(address, reference).ShouldBe(new Uri(new Uri(address), reference).AbsoluteUri, $"{reference} on {address}");
            compared++;
        }

        compared.ShouldBeGreaterThan(2000);
    }

    [Fact]
    public void Mutated_bytes_give_an_address_or_a_reason()
    {
        byte[][] seeds = [.. ((string[])["http://a/b/c|../../g?x#y", "https://u@h:1/%2e%2e/|//x/..\\..", "http://é/|a b\tc"]).Select(Encoding.UTF8.GetBytes)];
        var random = new Random(7);
        for (int round = 0; round < 20_000; round++)
        {
            LinkResolver.Fuzz(Mutation.Of(seeds[random.Next(seeds.Length)], random));
        }
    }

    private static string? Resolve(string address, string reference)
    {
        var resolver = new LinkResolver();
        resolver.TrySetBase(Encoding.UTF8.GetBytes(address)).ShouldBeTrue();
        return resolver.Resolve(Encoding.UTF8.GetBytes(reference), out ReadOnlySpan<byte> found) == LinkTarget.Page ? Encoding.UTF8.GetString(found) : null;
    }
}
