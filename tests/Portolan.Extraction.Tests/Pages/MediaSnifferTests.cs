using System.Text;
using Portolan.Extraction.Pages;
using Portolan.Extraction.Pages.Media;

namespace Portolan.Extraction.Tests.Pages;

public sealed class MediaSnifferTests
{
    [Theory]
    [InlineData("text/html", "<p>x", "Html")]
    [InlineData("TEXT/HTML; charset=utf-8", "<!-- c --><html>", "Html")]
    [InlineData("text/html", "text with a <b>tag</b>", "Html")]
    [InlineData("text/html", "1 < 2 and 3 > 2", "PlainText")]
    [InlineData("text/html", "<?xml version='1.0'?><rss version='2.0'>", "feed")]
    [InlineData("text/html", "[{\"html\": \"<p>\"}]", "json")]
    [InlineData("text/html", "{{template}} <p>text", "Html")]
    [InlineData("application/xhtml+xml", "<?xml version='1.0'?><!DOCTYPE html><html xmlns='x'>", "Html")]
    [InlineData("text/xml", "<?xml version='1.0'?><html xmlns='x'>", "Html")]
    [InlineData("application/xml", "<?xml version='1.0'?><!-- c --><feed xmlns='x'>", "feed")]
    [InlineData("application/rss+xml", "<rss>", "feed")]
    [InlineData("application/rdf+xml", "<rdf:RDF>", "feed")]
    [InlineData("text/xml", "<?xml version='1.0'?><svg>", "xml")]
    [InlineData("text/xml", "no xml at all", "xml")]
    [InlineData("text/plain", "just text", "PlainText")]
    [InlineData("text/plain", " \n<!doctype html><p>", "Html")]
    [InlineData("text/plain", "<p>is the tag of a paragraph", "PlainText")]
    [InlineData("text/plain", "{\"a\": [1, 2]}", "json")]
    [InlineData("text/plain", "{a set}", "PlainText")]
    [InlineData("text/plain", "<rss version='2.0'><channel>", "feed")]
    [InlineData("text/plain", "a\u0001b\u0002c\u0003 and text around it that is long enough to be text otherwise", "binary")]
    [InlineData("text/plain", "a\0b and NULs as damage", "PlainText")]
    [InlineData(null, "<p>x", "Html")]
    [InlineData(null, "x", "PlainText")]
    [InlineData("application/octet-stream", "<html>", "Html")]
    [InlineData("nonsense", "<div>x", "Html")]
    [InlineData("image/jpeg", "<!DOCTYPE html><title>Not found</title>", "Html")]
    [InlineData("image/svg+xml", "<svg>", "image")]
    [InlineData("image/png", "x", "image")]
    [InlineData("video/mp4", "x", "audio-video")]
    [InlineData("application/pdf", "x", "pdf")]
    [InlineData("application/json", "{}", "json")]
    [InlineData("application/ld+json", "{}", "json")]
    [InlineData("text/javascript", "var x;", "not-html")]
    [InlineData("application/zip", "x", "archive")]
    [InlineData("font/woff2", "x", "font")]
    public void Header_and_bytes_together_tell_what_a_body_is(string? type, string body, string expected) => Sniff(type, Encoding.UTF8.GetBytes(body)).ShouldBe(expected);

    [Theory]
    [InlineData("255044462D312E34", "pdf")]
    [InlineData("89504E470D0A1A0A", "image")]
    [InlineData("474946383961", "image")]
    [InlineData("FFD8FFE0", "image")]
    [InlineData("524946460000000057454250", "image")]
    [InlineData("524946460000000057415645", "audio-video")]
    [InlineData("000000206674797069736F6D", "audio-video")]
    [InlineData("1A45DFA3", "audio-video")]
    [InlineData("49443304000000", "audio-video")]
    [InlineData("774F463200010000", "font")]
    [InlineData("1F8B0800", "archive")]
    [InlineData("504B0304", "archive")]
    [InlineData("526172211A0700", "archive")]
    [InlineData("377ABCAF271C", "archive")]
    [InlineData("28B52FFD", "archive")]
    [InlineData("7F454C46020101", "binary")]
    [InlineData("D0CF11E0A1B11AE1", "binary")]
    [InlineData("0102030405060708", "binary")]
    public void Signatures_of_files_win_over_any_header(string hexadecimal, string expected)
    {
        byte[] body = Convert.FromHexString(hexadecimal);
        Sniff("text/html; charset=utf-8", body).ShouldBe(expected);
        Sniff("text/plain", body).ShouldBe(expected);
        Sniff(null, body).ShouldBe(expected);
    }

    [Fact]
    public void Utf_16_is_judged_by_its_characters()
    {
        Sniff("text/plain", Encoding.Unicode.GetBytes("<!DOCTYPE html><html><p>text")).ShouldBe("Html");
        Sniff(null, [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("text")]).ShouldBe("PlainText");
    }

    [Theory]
    [InlineData("text/html; charset=\"koi8-r\"", "text/html", "koi8-r")]
    [InlineData("text/html;charset=unknown;charset=utf-8", "text/html", "utf-8")]
    [InlineData(" Text/HTML , text/plain; Charset = 'big5'", "Text/HTML", "big5")]
    [InlineData("charset=utf-8", "", "utf-8")]
    [InlineData("text/", "", null)]
    [InlineData("", "", null)]
    public void Headers_are_read_leniently(string header, string type, string? charset)
    {
        ContentType read = ContentType.Parse(header);
        read.MediaType.ToString().ShouldBe(type);
        (read.Charset is { } found ? Extraction.Pages.Charsets.CharsetLabels.NameOf(found) : null).ShouldBe(charset);
    }

    private static string Sniff(string? type, byte[] body)
    {
        MediaKind kind = MediaSniffer.Sniff(ContentType.Parse(type), body, out string? rejection);
        (kind == MediaKind.Rejected).ShouldBe(rejection is not null);
        return rejection ?? kind.ToString();
    }
}
