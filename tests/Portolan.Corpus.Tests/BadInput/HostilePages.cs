using System.Text;

namespace Portolan.Corpus.Tests.BadInput;

/// <summary>Pages that break parsers: deep, long, unclosed, repetitive.</summary>
internal static class HostilePages
{
    private const string Doctype = "<!DOCTYPE html><html><head><title>x</title></head><body>";

    private static readonly Dictionary<string, Func<byte[]>> pages = new(StringComparer.Ordinal)
    {
        ["nul-bytes"] = () => new byte[1 << 20],
        ["nul-between"] = () => Bytes(Doctype + string.Concat(Enumerable.Repeat("<p>wo\0rd \0</p>", 50_000))),
        ["long-line"] = () => Bytes(Doctype + "<p>" + new string('x', 30_000_000)),
        ["long-line-of-words"] = () => Bytes(Doctype + "<p>" + string.Concat(Enumerable.Repeat("word and word, ", 1_000_000))),
        ["beyond-the-limit"] = () => Bytes(Doctype + new string('x', 50_000_000)),
        ["nested-div"] = () => Bytes(Doctype + Repeat("<div>", 100_000) + "text" + Repeat("</div>", 100_000)),
        ["nested-unclosed"] = () => Bytes(Doctype + Repeat("<div><p><b><i>", 100_000) + "text"),
        ["nested-table"] = () => Bytes(Doctype + Repeat("<table><tr><td>", 30_000) + "text"),
        ["nested-list"] = () => Bytes(Doctype + Repeat("<ul><li>", 50_000) + "text"),
        ["nested-formatting"] = () => Bytes(Doctype + Repeat("<a><b><i><font>", 50_000) + Repeat("</p><p>", 50_000)),
        ["misnested"] = () => Bytes(Doctype + Repeat("<b><p>x</b>y</p>", 50_000)),
        ["stray-end-tags"] = () => Bytes(Doctype + Repeat("<div>", 1000) + Repeat("</span></b></table></p>", 100_000)),
        ["many-attributes"] = () => Bytes(Doctype + "<p " + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"a{i}={i} ")) + ">text</p>"),
        ["equal-attributes"] = () => Bytes(Doctype + "<p " + Repeat("class=a ", 300_000) + ">text</p>"),
        ["entities"] = () => Bytes(Doctype + "<p>" + Repeat("&amp;&lt;&notit;&#x10FFFF;&#0;", 200_000)),
        ["endless-reference"] = () => Bytes(Doctype + "<p>&#" + new string('9', 5_000_000) + "&" + new string('a', 5_000_000)),
        ["entity-bomb"] = () => Bytes("<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY a \"lol\">" + string.Concat(Enumerable.Range(1, 20).Select(i => $"<!ENTITY {(char)('a' + i)} \"{Repeat($"&{(char)('a' + i - 1)};", 10)}\">")) + "]><html><body>&u;&u;</body></html>"),
        ["unclosed-comment"] = () => Bytes(Doctype + "<p>text</p><!--" + Repeat("-- > - ", 1_000_000)),
        ["comment-openings"] = () => Bytes(Doctype + Repeat("<!--", 1_000_000)),
        ["unclosed-script"] = () => Bytes(Doctype + "<script>" + Repeat("</scrip <!-- <script ", 300_000)),
        ["unclosed-title"] = () => Bytes("<html><head><title>" + Repeat("</titl ", 500_000)),
        ["unclosed-tag"] = () => Bytes(Doctype + "<p>text</p><a href=\"" + new string('x', 5_000_000)),
        ["angle-brackets"] = () => Bytes(Doctype + new string('<', 3_000_000)),
        ["selects"] = () => Bytes(Doctype + Repeat("<select><option>", 100_000)),
        ["templates"] = () => Bytes(Doctype + Repeat("<template>", 50_000)),
        ["frames-in-svg"] = () => Bytes(Doctype + Repeat("<svg><foreignObject><math><mi>", 30_000)),
        ["white-space"] = () => Bytes(Doctype + "<p>a" + new string(' ', 10_000_000) + "b"),
        ["line-breaks"] = () => Bytes(Doctype + "<p>a" + Repeat("<br>", 500_000) + "b"),
        ["json-ld"] = () => Bytes("<html><head><script type=\"application/ld+json\">" + Repeat("{\"a\":[", 200_000) + "</script></head><body><p>x"),
        ["many-metas"] = () => Bytes("<html><head>" + Repeat("<meta property=og:title content=x><meta name=author content=y>", 50_000) + "</head><body><p>x"),
        ["bad-utf8"] = () => [.. Bytes(Doctype), .. Enumerable.Repeat((byte)0xE2, 3_000_000)],
        ["utf16-claimed"] = () => [0xFF, 0xFE, .. Bytes(Doctype + new string('x', 100_001))],
    };

    public static IEnumerable<string> Names => pages.Keys;

    public static byte[] Make(string name) => pages[name]();

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
