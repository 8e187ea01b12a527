using System.Text;
using Portolan.Extraction.Pages.Charsets;

namespace Portolan.Extraction.Tests.Pages;

public sealed class CharsetDecoderTests
{
    static CharsetDecoderTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Fact]
    public void Every_encoding_of_the_standard_is_found_by_its_labels()
    {
        CharsetLabels.All.Count().ShouldBe(228);
        CharsetLabels.All.Distinct(StringComparer.OrdinalIgnoreCase).Count().ShouldBe(228);
        foreach (Charset charset in Enum.GetValues<Charset>())
        {
            CharsetLabels.Find(" " + CharsetLabels.NameOf(charset).ToUpperInvariant() + "\n").ShouldBe(charset);
        }

        CharsetLabels.Find("latin1").ShouldBe(Charset.Windows1252);
        CharsetLabels.Find("utf-7").ShouldBeNull();
        CharsetLabels.Find("cseucpkdfmtjapanese"u8).ShouldBe(Charset.EucJp);
        CharsetLabels.Find("cseucpkdfmtjapanesee"u8).ShouldBeNull();
    }

    [Theory]
    [InlineData("ibm866", 866)]
    [InlineData("iso-8859-2", 28592)]
    [InlineData("iso-8859-3", 28593)]
    [InlineData("iso-8859-4", 28594)]
    [InlineData("iso-8859-5", 28595)]
    [InlineData("iso-8859-6", 28596)]
    [InlineData("iso-8859-7", 28597)]
    [InlineData("iso-8859-8", 28598)]
    [InlineData("iso-8859-13", 28603)]
    [InlineData("iso-8859-15", 28605)]
    [InlineData("koi8-r", 20866)]
    [InlineData("koi8-u", 21866)]
    [InlineData("macintosh", 10000)]
    [InlineData("windows-874", 874)]
    [InlineData("windows-1250", 1250)]
    [InlineData("windows-1251", 1251)]
    [InlineData("windows-1252", 1252)]
    [InlineData("windows-1253", 1253)]
    [InlineData("windows-1254", 1254)]
    [InlineData("windows-1255", 1255)]
    [InlineData("windows-1256", 1256)]
    [InlineData("windows-1257", 1257)]
    [InlineData("windows-1258", 1258)]
    [InlineData("x-mac-cyrillic", 10007)]
    public void Single_bytes_mean_what_dotnet_says_but_for_bytes_that_one_of_them_leaves_free(string name, int codePage)
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        string ours = Decode(CharsetLabels.Find(name)!.Value, bytes);
        string theirs = Encoding.GetEncoding(codePage, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD")).GetString(bytes);
        ours.Length.ShouldBe(256);
        int differ = 0;
        for (int i = 0; i < 256; i++)
        {
            // Free bytes: controls, errors, or private characters.
            bool free = ours[i] is '\uFFFD' or (>= '\u0080' and <= '\u009F') || theirs[i] is '\uFFFD' or (>= '\uE000' and <= '\uF8FF') or (>= '\u0080' and <= '\u009F');
            differ += !free && ours[i] != theirs[i] ? 1 : 0;
        }

        // Three characters at most, as Apple put the euro where the currency sign was, and its Ukrainian letters into the Cyrillic set.
        differ.ShouldBeLessThanOrEqualTo(3);
    }

    [Theory]
    [InlineData("gb18030", 54936)]
    [InlineData("euc-jp", 51932)]
    [InlineData("euc-kr", 949)]
    public void Pairs_of_bytes_mean_what_dotnet_says(string name, int codePage)
    {
        Encoding encoding = Encoding.GetEncoding(codePage, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"));
        Charset charset = CharsetLabels.Find(name)!.Value;
        int same = 0, differ = 0;
        for (int pair = 0xA1A1; pair <= 0xFDFE; pair++)
        {
            byte[] bytes = [(byte)(pair >> 8), (byte)pair];
            if (bytes[1] < 0xA1)
            {
                continue;
            }

            string theirs = encoding.GetString(bytes), ours = Decode(charset, bytes);
            if (theirs.Length == 1 && theirs[0] is not ('\uFFFD' or (>= '\uE000' and <= '\uF8FF')) && !ours.Contains('\uFFFD'))
            {
                same += ours == theirs ? 1 : 0;
                differ += ours == theirs ? 0 : 1;
            }
        }

        same.ShouldBeGreaterThan(6000);
        differ.ShouldBeLessThanOrEqualTo(20);
    }

    [Theory]
    [InlineData("gb18030", "C4E3BAC3", "你好")]
    [InlineData("gb18030", "8130813030", "\u00800")]
    [InlineData("gb18030", "9439DA33", "\U0001F4A9")]
    [InlineData("gb18030", "80FF", "€\uFFFD")]
    [InlineData("gb18030", "813C", "\uFFFD<")]
    [InlineData("gb18030", "81308130", "\u0080")]
    [InlineData("gb18030", "813081", "\uFFFD")]
    [InlineData("gb18030", "8130FF41", "\uFFFD0\uFFFDA")]
    [InlineData("gbk", "C4", "\uFFFD")]
    [InlineData("big5", "A741A66E", "你好")]
    [InlineData("big5", "8862886488A388A5", "\u00CA\u0304\u00CA\u030C\u00EA\u0304\u00EA\u030C")]
    [InlineData("big5", "8740", "䏰")]
    [InlineData("big5", "8745", "𧉧")]
    [InlineData("big5", "FE3C", "\uFFFD<")]
    [InlineData("euc-jp", "C6FCCBDC8EB1", "日本ｱ")]
    [InlineData("euc-jp", "8FB0A1A4", "丂\uFFFD")]
    [InlineData("euc-jp", "A43C", "\uFFFD<")]
    [InlineData("shift_jis", "93FA967BB1805C", "日本ｱ\u0080\\")]
    [InlineData("shift_jis", "F040", "\uE000")]
    [InlineData("shift_jis", "813C", "\uFFFD<")]
    [InlineData("shift_jis", "FDFEFFA0", "\uFFFD\uFFFD\uFFFD\uFFFD")]
    [InlineData("euc-kr", "C7D1B1DB", "한글")]
    [InlineData("euc-kr", "8141B0", "갂\uFFFD")]
    [InlineData("iso-2022-jp", "1B2442467C4B5C1B284241", "日本A")]
    [InlineData("iso-2022-jp", "1B284A5C7E1B2849311B2842", "¥‾ｱ")]
    [InlineData("iso-2022-jp", "1B24421B2842", "\uFFFD")]
    [InlineData("iso-2022-jp", "1B24422E", "\uFFFD")]
    [InlineData("utf-8", "E282ACF09F92A9C0AFE282", "€\U0001F4A9\uFFFD\uFFFD\uFFFD")]
    [InlineData("utf-16le", "3DD8A9DC3DD84100", "\U0001F4A9\uFFFDA")]
    [InlineData("utf-16be", "D83DDCA9DCA90041FF", "\U0001F4A9\uFFFDA\uFFFD")]
    [InlineData("windows-1252", "80818D93", "€\u0081\u008D“")]
    [InlineData("x-user-defined", "4180FF", "A\uF780\uF7FF")]
    public void Bytes_are_decoded_as_the_standard_has_it(string charset, string hexadecimal, string expected) =>
        Decode(CharsetLabels.Find(charset)!.Value, Convert.FromHexString(hexadecimal)).ShouldBe(expected);

    [Fact]
    public void No_bytes_write_past_the_buffer_that_is_promised_to_be_enough()
    {
        var random = new Random(5);
        foreach (Charset charset in Enum.GetValues<Charset>().Except([Charset.Replacement]))
        {
            for (int round = 0; round < 300; round++)
            {
                byte[] bytes = new byte[random.Next(12)];
                random.NextBytes(bytes);
                for (int i = 0; i < bytes.Length; i++)
                {
                    bytes[i] = random.Next(4) switch { 0 => 0x1B, 1 => (byte)(0x80 | bytes[i]), 2 => (byte)"($BJ"[bytes[i] % 4], _ => bytes[i] };
                }

                string text = Decode(charset, bytes);
                text.Length.ShouldBeLessThanOrEqualTo(bytes.Length + 1);

                // Half a surrogate pair would be enumerated as one more replacement character.
                text.EnumerateRunes().Count(rune => rune == Rune.ReplacementChar).ShouldBe(text.Count(c => c == '\uFFFD'), $"{charset}: {Convert.ToHexString(bytes)}");
            }
        }
    }

    private static string Decode(Charset charset, byte[] bytes)
    {
        char[] characters = new char[bytes.Length + 1];
        return new string(characters, 0, CharsetDecoder.Decode(charset, bytes, characters));
    }
}
