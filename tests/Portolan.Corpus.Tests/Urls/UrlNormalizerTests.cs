using System.Text;
using Portolan.Corpus.Urls;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Urls;

public sealed class UrlNormalizerTests
{
    [Theory]
    [InlineData("HTTP://Example.COM", "http://example.com/")]
    [InlineData("http://example.com:80/", "http://example.com/")]
    [InlineData("https://example.com:443/a", "https://example.com/a")]
    [InlineData("https://example.com:80/a", "https://example.com:80/a")]
    [InlineData("http://example.com:/a", "http://example.com/a")]
    [InlineData("http://example.com:00080/a", "http://example.com/a")]
    [InlineData("http://user:secret@example.com/a", "http://example.com/a")]
    [InlineData("http://a@b@example.com/", "http://example.com/")]
    [InlineData("http://example.com/a#part", "http://example.com/a")]
    [InlineData("http://example.com?b=1", "http://example.com/?b=1")]
    [InlineData("http://example.com/?", "http://example.com/")]
    [InlineData("http://example.com/a/./b/../c", "http://example.com/a/c")]
    [InlineData("http://example.com/../../a", "http://example.com/a")]
    [InlineData("http://example.com/a/..", "http://example.com/")]
    [InlineData("http://example.com/a/b/.", "http://example.com/a/b/")]
    [InlineData("http://example.com/a//../b", "http://example.com/a/b")]
    [InlineData("http://example.com/a/%2e%2E/b", "http://example.com/b")]
    [InlineData("http://example.com/...", "http://example.com/...")]
    [InlineData("http://example.com/%7euser/%c3%a9", "http://example.com/~user/%C3%A9")]
    [InlineData("http://example.com/é", "http://example.com/%C3%A9")]
    [InlineData("http://example.com/a b", "http://example.com/a%20b")]
    [InlineData("http://example.com/100%", "http://example.com/100%25")]
    [InlineData("http://example.com/%%41", "http://example.com/%25A")]
    [InlineData("http://example.com/a%2Fb", "http://example.com/a%2Fb")]
    [InlineData("http://example.com\\a\\b", "http://example.com/a/b")]
    [InlineData("http:\\\\example.com/a", "http://example.com/a")]
    [InlineData("  http://example.com/a \n", "http://example.com/a")]
    [InlineData("http://exam\tple.com/a\r\nb", "http://example.com/ab")]
    [InlineData("http://example.com/?a[]=1&b={}", "http://example.com/?a%5B%5D=1&b=%7B%7D")]
    [InlineData("http://example.com/?q=a+b%20c", "http://example.com/?q=a+b%20c")]
    [InlineData("http://example.com/?a&&b&", "http://example.com/?a&b")]
    [InlineData("http://example.com/?x=http://a/b?c", "http://example.com/?x=http://a/b?c")]
    [InlineData("http://bücher.example/", "http://xn--bcher-kva.example/")]
    [InlineData("http://[2001:DB8::1]:8080/", "http://[2001:db8::1]:8080/")]
    [InlineData("ftp://example.com:21/a", "ftp://example.com/a")]
    public void Addresses_that_mean_the_same_are_the_same(string written, string normal) => Normalize(written).ShouldBe(normal);

    [Theory]
    [InlineData("http://e.com/?utm_source=x&a=1&UTM_Medium=y", "http://e.com/?a=1")]
    [InlineData("http://e.com/?gclid=1&fbclid=2&msclkid=3", "http://e.com/")]
    [InlineData("http://e.com/?utm%5Fsource=x", "http://e.com/")]
    [InlineData("http://e.com/?utm", "http://e.com/?utm")]
    [InlineData("http://e.com/?xutm_source=1", "http://e.com/?xutm_source=1")]
    [InlineData("http://e.com/?gclids=1", "http://e.com/?gclids=1")]
    [InlineData("http://e.com/a;jsessionid=12AB", "http://e.com/a")]
    [InlineData("http://e.com/a;JSESSIONID=12AB?b=1", "http://e.com/a?b=1")]
    [InlineData("http://e.com/a;jsessionid=1/b", "http://e.com/a;jsessionid=1/b")]
    [InlineData("http://e.com/a/..;jsessionid=1", "http://e.com/")]
    [InlineData("http://e.com/?PHPSESSID=12", "http://e.com/")]
    public void Tracking_parameters_go(string written, string normal) => Normalize(written).ShouldBe(normal);

    [Fact]
    public void Options_choose_what_else_is_the_same()
    {
        const string url = "https://www.example.com/a?utm_source=x&b=2&a=1&b=1";
        Normalize(url).ShouldBe("https://www.example.com/a?b=2&a=1&b=1");
        Normalize(url, new() { KeepTracking = true }).ShouldBe(url);
        Normalize(url, new() { SortQuery = true }).ShouldBe("https://www.example.com/a?a=1&b=1&b=2");
        Normalize(url, new() { IgnoreScheme = true }).ShouldBe("http://www.example.com/a?b=2&a=1&b=1");
        Normalize(url, new() { IgnoreWww = true }).ShouldBe("https://example.com/a?b=2&a=1&b=1");
        Normalize("http://www.com/", new() { IgnoreWww = true }).ShouldBe("http://www.com/");
        Normalize("http://www.www.a.com/", new() { IgnoreWww = true }).ShouldBe("http://a.com/");
        Normalize("https://a.com:443/", new() { IgnoreScheme = true }).ShouldBe("http://a.com/");
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.com/a")]
    [InlineData("//example.com/a")]
    [InlineData("mailto:someone@example.com")]
    [InlineData("urn:isbn:0451450523")]
    [InlineData("data:text/html,http://x/")]
    [InlineData("http://")]
    [InlineData("http:///a")]
    [InlineData("http://user@/a")]
    [InlineData("http://:80/")]
    [InlineData("http://example.com:65536/")]
    [InlineData("http://example.com:a/")]
    [InlineData("http://exa mple.com/")]
    [InlineData("1http://example.com/")]
    [InlineData("://example.com/")]
    public void What_has_no_host_is_refused(string written) => Normalize(written).ShouldBeNull();

    [Fact]
    public void Parts_are_those_of_the_normal_form()
    {
        var url = new UrlNormalizer();
        url.TryNormalize("HTTPS://me@Example.com:8443/a/../b?c=d#e"u8).ShouldBeTrue();
        string.Join(' ', Text(url.Scheme), Text(url.Host), Text(url.Path), Text(url.PathAndQuery), Text(url.Text))
            .ShouldBe("https example.com /b /b?c=d https://example.com:8443/b?c=d");
        url.TryNormalize("nothing"u8).ShouldBeFalse();
        (url.Text.Length + url.Host.Length + url.Path.Length + url.Scheme.Length).ShouldBe(0);
    }

    [Fact]
    public void A_view_shows_the_parts_as_they_are_written()
    {
        UrlView.TryParse(" https://u:p@Host.Example:81/p/../q?r#s?t "u8, out UrlView view).ShouldBeTrue();
        string.Join('|', Text(view.Scheme), Text(view.UserInfo), Text(view.Host), view.Port, Text(view.Path), Text(view.Query), Text(view.Fragment))
            .ShouldBe("https|u:p|Host.Example|81|/p/../q|r|s?t");
        UrlView.TryParse("http://[::1]"u8, out view).ShouldBeTrue();
        Text(view.Host).ShouldBe("[::1]");
        view.Port.ShouldBe(-1);
        UrlView.TryParse("http://[::1]:8"u8, out view).ShouldBeTrue();
        view.Port.ShouldBe(8);
    }

    [Fact]
    public void Any_bytes_have_a_normal_form_that_is_its_own_or_none()
    {
        string[] seeds =
        [
            "http://user:pw@www.Example.com:8080/a/./b/../c;jsessionid=1?utm_source=x&b=%7e&a=%zz#f", "https://bücher.example/%C3%BC/../ü?ü=%", "http://0x7f.1/..//..?&&=", "http://[::1]:1/\\..\\x",
        ];
        var random = new Random(20);
        for (int i = 0; i < 30_000; i++)
        {
            List<byte> bytes = [.. Encoding.UTF8.GetBytes(seeds[random.Next(seeds.Length)])];
            for (int edits = random.Next(6); edits > 0; edits--)
            {
                int at = random.Next(bytes.Count);
                byte one = random.Next(2) == 0 ? (byte)random.Next(256) : "/.%;?&#:@\\=u"u8[random.Next(12)];
                switch (random.Next(3))
                {
                    case 0:
                        bytes[at] = one;
                        break;
                    case 1:
                        bytes.Insert(at, one);
                        break;
                    default:
                        bytes.RemoveAt(at);
                        break;
                }
            }

            UrlNormalizer.Fuzz([.. bytes]).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_normal_form_parses_as_the_frameworks_uri()
    {
        var random = new Random(21);
        var url = new UrlNormalizer(new UrlNormalizerOptions { KeepTracking = true });
        for (int i = 0; i < 2000; i++)
        {
            string written = $"http://h{random.Next(9)}.example/{string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => "a/..b%C3%A9?&=c "[random.Next(16)]))}";
            url.TryNormalize(Encoding.UTF8.GetBytes(written)).ShouldBeTrue();
            var uri = new Uri(Text(url.Text));
            uri.Host.ShouldBe(Text(url.Host));
            uri.AbsolutePath.ShouldBe(Text(url.Path), written);
        }
    }

    [Fact]
    public void A_flow_of_plain_addresses_allocates_nothing()
    {
        var url = new UrlNormalizer();
        byte[] address = "https://www.Example.com:443/a/b/../c?utm_source=x&page=2"u8.ToArray();
        Allocations.Least(() => url.TryNormalize(address)).ShouldBe(0);
    }

    [Fact]
    public void A_long_address_takes_time_in_proportion_and_a_longer_one_is_refused()
    {
        var url = new UrlNormalizer();
        foreach (string unit in (string[])["/a/..", ";jsessionid", "%41", "&a", "\\", "/."])
        {
            string address = "http://example.com/" + string.Concat(Enumerable.Repeat(unit, (UrlNormalizer.MaxLength - 19) / unit.Length));
            url.TryNormalize(Encoding.ASCII.GetBytes(address)).ShouldBeTrue(unit);
        }

        url.TryNormalize(Encoding.ASCII.GetBytes("http://example.com/" + new string('a', UrlNormalizer.MaxLength))).ShouldBeFalse();
    }

    private static string? Normalize(string url, UrlNormalizerOptions? options = null)
    {
        var normalizer = new UrlNormalizer(options);
        if (!normalizer.TryNormalize(Encoding.UTF8.GetBytes(url)))
        {
            return null;
        }

        string once = Text(normalizer.Text);
        normalizer.TryNormalize(Encoding.ASCII.GetBytes(once)).ShouldBeTrue();
        Text(normalizer.Text).ShouldBe(once, "a normal form is its own");
        return once;
    }

    private static string Text(ReadOnlySpan<byte> ascii) => Encoding.ASCII.GetString(ascii);
}
