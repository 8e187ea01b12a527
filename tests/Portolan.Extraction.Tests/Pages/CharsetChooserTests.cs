using System.Text;
using Portolan.Extraction.Pages.Charsets;

namespace Portolan.Extraction.Tests.Pages;

public sealed class CharsetChooserTests
{
    private const string German = "<p>Größe, Maße und Gewicht für die Übung: schöne Grüße aus Köln, daß es so sei.</p>";
    private const string Russian = "<p>Съешь же ещё этих мягких французских булок, да выпей чаю. Широкая электрификация южных губерний.</p>";
    private const string Chinese = "<p>我们的生活越来越好，这是一个关于中国历史的故事，他们在学校里学习语言。</p>";
    private const string Japanese = "<p>これは日本語の文章です。私たちは学校で言葉を勉強しています。</p>";

    static CharsetChooserTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData(German, 65001, "utf-8", "", "utf-8", "Header")]
    [InlineData(German, 65001, null, "", "utf-8", "Content")]
    [InlineData(German, 65001, "windows-1252", "", "utf-8", "Correction")]
    [InlineData(German, 65001, "windows-1252", "<meta charset=utf-8>", "utf-8", "Correction")]
    [InlineData(German, 1252, "windows-1252", "", "windows-1252", "Header")]
    [InlineData(German, 1252, null, "<meta charset=iso-8859-15>", "iso-8859-15", "Page")]
    [InlineData(German, 1252, null, "", "windows-1252", "Content")]
    [InlineData(German, 1252, "utf-8", "", "windows-1252", "Correction")]
    [InlineData(German, 1252, "utf-8", "<meta charset=iso-8859-1>", "windows-1252", "Correction")]
    [InlineData(Russian, 1251, "windows-1251", "", "windows-1251", "Header")]
    [InlineData(Russian, 1251, null, "", "windows-1251", "Content")]
    [InlineData(Russian, 20866, null, "", "koi8-r", "Content")]
    [InlineData(Russian, 866, null, "", "ibm866", "Content")]
    [InlineData(Russian, 1251, "utf-8", "", "windows-1251", "Correction")]
    [InlineData(Russian, 1251, "windows-1252", "", "windows-1251", "Correction")]
    [InlineData(Russian, 1251, "windows-1252", "<meta charset=windows-1251>", "windows-1251", "Correction")]
    [InlineData(Russian, 65001, "windows-1251", "", "utf-8", "Correction")]
    [InlineData(Chinese, 936, "gbk", "", "gbk", "Header")]
    [InlineData(Chinese, 936, null, "", "gbk", "Content")]
    [InlineData(Chinese, 936, "windows-1252", "<meta charset=gb2312>", "gbk", "Correction")]
    [InlineData(Chinese, 936, "utf-8", "", "gbk", "Correction")]
    [InlineData(Chinese, 65001, "gbk", "", "utf-8", "Correction")]
    [InlineData(Japanese, 932, null, "", "shift_jis", "Content")]
    [InlineData(Japanese, 51932, null, "", "euc-jp", "Content")]
    [InlineData(Japanese, 932, "euc-jp", "", "shift_jis", "Correction")]
    [InlineData(Japanese, 51932, "shift_jis", "", "euc-jp", "Correction")]
    [InlineData(Japanese, 50220, null, "", "iso-2022-jp", "Content")]
    [InlineData(Japanese, 50220, "utf-8", "", "iso-2022-jp", "Correction")]
    [InlineData("plain", 20127, "shift_jis", "", "shift_jis", "Header")]
    [InlineData("plain", 20127, "utf-16le", "", "utf-8", "Correction")]
    [InlineData("plain", 20127, "replacement", "", "utf-8", "Correction")]
    [InlineData("plain", 20127, null, "", "utf-8", "Content")]
    [InlineData("plain", 1200, null, "", "utf-16le", "Content")]
    [InlineData("plain text", 1201, "utf-8", "", "utf-16be", "Content")]
    public void Declarations_count_unless_the_bytes_contradict_them(string text, int codePage, string? header, string meta, string expected, string source)
    {
        byte[] body = Encoding.GetEncoding(codePage).GetBytes(meta + text);
        CharsetChoice choice = CharsetChooser.Choose(body, header is null ? null : CharsetLabels.Find(header), markup: true);
        CharsetLabels.NameOf(choice.Charset).ShouldBe(expected);
        choice.Source.ToString().ShouldBe(source);
        choice.SkipBytes.ShouldBe(0);
    }

    [Theory]
    [InlineData("W\u00fcrden \u00dfn\u00fctzliche \u00c4hren f\u00fcr gr\u00f6\u00dfere B\u00fchnen \u00fcber Stra\u00dfen l\u00e4uft")]
    [InlineData("It\u2019s what we\u2019re told \u2013 they\u2019d say it\u2019s the captain\u2019s, and that\u2019s the harbour\u2019s end")]
    public void Western_bytes_under_a_header_of_UTF_8_are_windows_1252(string text)
    {
        byte[] body = Encoding.Latin1.GetBytes($"<p>{text.Replace('\u2019', '\u0092').Replace('\u2013', '\u0096')}</p>");
        CharsetChooser.Choose(body, Charset.Utf8, markup: true).Charset.ShouldBe(Charset.Windows1252);
        CharsetChooser.Choose(body, null, markup: true).Charset.ShouldBe(Charset.Windows1252);
    }

    [Fact]
    public void A_byte_order_mark_wins_over_everything()
    {
        CharsetChooser.Choose([0xEF, 0xBB, 0xBF, (byte)'a'], Charset.Windows1251, true).ShouldBe(new CharsetChoice(Charset.Utf8, CharsetSource.ByteOrderMark, 3));
        CharsetChooser.Choose([0xFF, 0xFE, (byte)'a', 0], Charset.Utf8, true).ShouldBe(new CharsetChoice(Charset.Utf16LittleEndian, CharsetSource.ByteOrderMark, 2));
        CharsetChooser.Choose([0xFE, 0xFF, 0, (byte)'a'], Charset.Utf8, true).ShouldBe(new CharsetChoice(Charset.Utf16BigEndian, CharsetSource.ByteOrderMark, 2));
    }

    [Fact]
    public void Damage_and_a_cut_off_end_do_not_make_utf_8_anything_else()
    {
        byte[] body = Encoding.UTF8.GetBytes(German + Russian);
        CharsetChooser.Choose(body.AsSpan(0, Array.LastIndexOf(body, (byte)0xD0) + 1), null, true).Charset.ShouldBe(Charset.Utf8);
        body[Array.IndexOf(body, (byte)0xC3)] = 0xFF;
        CharsetChooser.Choose(body, Charset.Utf8, true).ShouldBe(new CharsetChoice(Charset.Utf8, CharsetSource.Header));
        CharsetChooser.Choose(body, Charset.Windows1252, true).ShouldBe(new CharsetChoice(Charset.Utf8, CharsetSource.Correction));
    }
}
