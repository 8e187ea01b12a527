using System.Text;
using Portolan.Extraction.Pages.Charsets;

namespace Portolan.Extraction.Tests.Pages;

public sealed class CharsetPrescanTests
{
    [Theory]
    [InlineData("<meta charset=utf-8>", "utf-8")]
    [InlineData("<META CHARSET = 'Shift_JIS' />", "shift_jis")]
    [InlineData("<meta/charset=\" koi8-r \">", "koi8-r")]
    [InlineData("<meta http-equiv=Content-Type content='text/html; charset=gb2312'>", "gbk")]
    [InlineData("<meta content=\"text/html;charset=euc-kr\" http-equiv=\"content-type\">", "euc-kr")]
    [InlineData("<meta content='text/html; charset=euc-kr'>", null)]
    [InlineData("<meta http-equiv=refresh content='0; charset=euc-kr'>", null)]
    [InlineData("<meta http-equiv=content-type content='charset charset = \"big5\"'>", "big5")]
    [InlineData("<meta http-equiv=content-type content='charset=\"big5'>", null)]
    [InlineData("<!-- <meta charset=big5> --><meta charset=utf-8>", "utf-8")]
    [InlineData("<!--><meta charset=big5>", "big5")]
    [InlineData("<!-- <meta charset=big5>", null)]
    [InlineData("<a title='<meta charset=big5>'><meta charset=utf-8>", "utf-8")]
    [InlineData("<a title='<meta charset=big5>", null)]
    [InlineData("<!doctype html><?x <meta charset=big5><meta charset=utf-8>", "utf-8")]
    [InlineData("<metal charset=big5>", null)]
    [InlineData("<meta charset=unknown><meta charset=utf-8>", "utf-8")]
    [InlineData("<meta charset=utf-16>", "utf-8")]
    [InlineData("<meta charset=x-user-defined>", "windows-1252")]
    [InlineData("<?xml version='1.0' encoding='ISO-8859-2'?><html>", "iso-8859-2")]
    [InlineData("<?xml version='1.0' encoding='ISO-8859-2'?><meta charset=utf-8>", "utf-8")]
    [InlineData("<?xml version='1.0' encoding='utf-16'?><html>", "utf-8")]
    [InlineData("<?xml version='1.0' encoding = \"l2\"", null)]
    [InlineData("<meta", null)]
    [InlineData("<", null)]
    [InlineData("", null)]
    public void Declarations_are_found_as_the_standard_finds_them(string html, string? expected) => Find(html).ShouldBe(expected);

    [Fact]
    public void A_declaration_after_the_standard_s_kilobyte_is_found_as_a_parser_that_starts_again_would()
    {
        Find(new string(' ', 1100) + "<meta charset=koi8-r>").ShouldBe("koi8-r");
        Find("<meta charset=ko" + new string(' ', 1100) + "i8-r>").ShouldBe(null);
    }

    [Fact]
    public void An_xml_declaration_in_utf_16_is_seen_by_its_nuls()
    {
        CharsetPrescan.Find(Encoding.Unicode.GetBytes("<?xml version='1.0'?>")).ShouldBe(Charset.Utf16LittleEndian);
        CharsetPrescan.Find(Encoding.BigEndianUnicode.GetBytes("<?xml version='1.0'?>")).ShouldBe(Charset.Utf16BigEndian);
    }

    private static string? Find(string html) => CharsetPrescan.Find(Encoding.Latin1.GetBytes(html)) is { } charset ? CharsetLabels.NameOf(charset) : null;
}
