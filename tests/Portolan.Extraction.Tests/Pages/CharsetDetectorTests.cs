using System.IO.Compression;
using System.Text;
using Portolan.Extraction.Pages.Charsets;
using Portolan.Testing;

namespace Portolan.Extraction.Tests.Pages;

public sealed class CharsetDetectorTests
{
    // .NET's code pages make the bytes; sentences of each language that its encoding can write.
    private static readonly (string Encoding, int CodePage, string[] Languages, double Least)[] Cases =
    [
        ("windows-1252", 1252, ["fr", "es", "pt", "it", "de", "nl", "sv", "da", "nb", "fi", "is", "ca"], 0.96),
        ("windows-1250", 1250, ["pl", "cs", "sk", "hu", "sl", "hr"], 0.96),
        ("iso-8859-2", 28592, ["pl", "cs", "sk", "hu", "sl", "hr"], 0.96),
        ("windows-1251", 1251, ["ru", "uk", "bg", "sr", "mk", "be"], 0.99),
        ("koi8-r", 20866, ["ru"], 0.99),
        ("koi8-u", 21866, ["uk"], 0.99),
        ("ibm866", 866, ["ru"], 0.99),
        ("iso-8859-5", 28595, ["ru", "bg"], 0.99),
        ("windows-1253", 1253, ["el"], 0.99),
        ("iso-8859-7", 28597, ["el"], 0.99),
        ("windows-1254", 1254, ["tr"], 0.99),
        ("windows-1255", 1255, ["he"], 0.99),
        ("windows-1256", 1256, ["ar", "fa"], 0.99),
        ("windows-1257", 1257, ["lt", "lv", "et"], 0.96),
        ("windows-874", 874, ["th"], 0.99),
        ("gbk", 936, ["zh"], 0.99),
        ("big5", 950, ["zh", "yue"], 0.99),
        ("shift_jis", 932, ["ja"], 0.99),
        ("euc-jp", 51932, ["ja"], 0.99),
        ("euc-kr", 949, ["ko"], 0.99),
    ];

    [SharedDataFact]
    public void Held_out_sentences_are_read_in_the_encoding_they_are_written_in()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        ILookup<string, string> sentences = Read(SharedData.PathOf("data/langid/dev.tsv.gz"));
        var report = new StringBuilder();
        bool good = true;
        int sureOfOther = 0;
        foreach ((string name, int codePage, string[] languages, double least) in Cases)
        {
            int right = 0, all = 0;
            var missed = new List<string>();
            foreach ((string language, string text) in languages.SelectMany(language => Samples(sentences[language], codePage).Select(text => (language, text))))
            {
                byte[] bytes = Encoding.GetEncoding(codePage).GetBytes(text);
                (Charset found, bool sure) = CharsetDetector.Detect(bytes);
                sureOfOther += sure && found != Charset.Windows1252 && codePage == 1252 ? 1 : 0;
                char[] decoded = new char[bytes.Length + 1];
                bool same = decoded.AsSpan(0, CharsetDecoder.Decode(found, bytes, decoded)).SequenceEqual(text);
                all++;
                right += same ? 1 : 0;
                if (!same)
                {
                    missed.Add($"{language}:{found}");
                }
            }

            good &= all > 0 && right >= least * all;
            report.Append($"{name}: {right} of {all} = {right / (double)all:F3}; {string.Join(' ', missed.CountBy(miss => miss).OrderByDescending(miss => miss.Value).Take(8).Select(miss => $"{miss.Key}={miss.Value}"))}\n");
        }

        good.ShouldBeTrue(report.ToString());

        // Western text under a header that says so is never taken for anything else.
        sureOfOther.ShouldBe(0, report.ToString());
    }

    /// <summary>Pieces of three sentences, and only those with a character beyond ASCII.</summary>
    private static IEnumerable<string> Samples(IEnumerable<string> sentences, int codePage)
    {
        Encoding encoding = Encoding.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        return sentences.Where(sentence => CanEncode(encoding, sentence)).Chunk(3).Select(chunk => string.Join('\n', chunk)).Where(text => !Ascii.IsValid(text));
    }

    private static bool CanEncode(Encoding encoding, string text)
    {
        try
        {
            return encoding.GetString(encoding.GetBytes(text)) == text;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static ILookup<string, string> Read(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToLookup(parts => parts[0], parts => parts[1]);
    }
}
