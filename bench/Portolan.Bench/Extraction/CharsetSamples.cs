using System.IO.Compression;
using System.Text;

namespace Portolan.Bench.Extraction;

/// <summary>Held-out sentences in the encodings of one and of several bytes, three sentences a sample.</summary>
internal static class CharsetSamples
{
    private static readonly (string Name, int CodePage, string[] Languages)[] Encodings =
    [
        ("windows-1252", 1252, ["fr", "es", "pt", "it", "de", "nl", "sv", "da", "nb", "fi", "is", "ca"]),
        ("windows-1250", 1250, ["pl", "cs", "sk", "hu", "sl", "hr"]),
        ("iso-8859-2", 28592, ["pl", "cs", "sk", "hu", "sl", "hr"]),
        ("windows-1251", 1251, ["ru", "uk", "bg", "sr", "mk", "be"]),
        ("koi8-r", 20866, ["ru"]),
        ("ibm866", 866, ["ru"]),
        ("iso-8859-5", 28595, ["ru", "bg"]),
        ("windows-1253", 1253, ["el"]),
        ("windows-1254", 1254, ["tr"]),
        ("windows-1255", 1255, ["he"]),
        ("windows-1256", 1256, ["ar", "fa"]),
        ("windows-1257", 1257, ["lt", "lv", "et"]),
        ("windows-874", 874, ["th"]),
        ("gbk", 936, ["zh"]),
        ("big5", 950, ["zh", "yue"]),
        ("shift_jis", 932, ["ja"]),
        ("euc-jp", 51932, ["ja"]),
        ("euc-kr", 949, ["ko"]),
    ];

    public static List<(string Encoding, byte[] Bytes, string Text)> Read(string shared)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(shared, "data/langid/dev.tsv.gz")), CompressionMode.Decompress));
        ILookup<string, string> sentences = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t')).ToLookup(parts => parts[0], parts => parts[1]);
        var samples = new List<(string Encoding, byte[] Bytes, string Text)>();
        foreach ((string name, int codePage, string[] languages) in Encodings)
        {
            Encoding encoding = Encoding.GetEncoding(codePage, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback);
            foreach (string language in languages)
            {
                foreach (string[] chunk in sentences[language].Where(sentence => encoding.GetString(encoding.GetBytes(sentence)) == sentence).Chunk(3))
                {
                    string text = string.Join('\n', chunk);
                    if (!Ascii.IsValid(text))
                    {
                        samples.Add((name, encoding.GetBytes(text), text));
                    }
                }
            }
        }

        return samples;
    }
}
