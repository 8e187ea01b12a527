using System.Buffers;

namespace Portolan.Extraction.Pages.Charsets;

/// <summary>Guesses the encoding of bytes that are neither ASCII nor UTF-8 from how likely what they spell is.</summary>
/// <remarks>
/// For each encoding the text costs as many bits as the language needs that fits it best: pairs of characters for encodings of one
/// byte, single characters for those of more, and a great many for bytes without meaning. The cheapest encoding is the guess.
/// </remarks>
internal static class CharsetDetector
{
    private const int BitsToCost = 8;

    private const int AfterLetterCost = 8 * BitsToCost;

    // Bits that an encoding must save before it is believed although it is rare; in order of how rare it is on the web.
    private static readonly (Charset Charset, int Handicap, string[] Languages)[] Candidates =
    [
        (Charset.Windows1252, 0, ["en", "fr", "es", "pt", "it", "de", "nl", "sv", "da", "nb", "fi", "is", "ca", "eu", "gl", "af", "ga", "sq", "id"]),
        (Charset.Windows1251, 4, ["ru", "uk", "bg", "sr", "mk", "be"]),
        (Charset.Windows1250, 6, ["pl", "cs", "sk", "hu", "ro", "sl", "hr"]),
        (Charset.Windows1253, 6, ["el"]),
        (Charset.Windows1254, 6, ["tr"]),
        (Charset.Windows1255, 6, ["he"]),
        (Charset.Windows1256, 6, ["ar", "fa"]),
        (Charset.Windows1257, 8, ["lt", "lv", "et"]),
        (Charset.Windows874, 6, ["th"]),
        (Charset.Windows1258, 10, ["vi"]),
        (Charset.Iso8859Part2, 8, ["pl", "cs", "sk", "hu", "ro", "sl", "hr"]),
        (Charset.Iso8859Part7, 8, ["el"]),
        (Charset.Iso8859Part5, 12, ["ru", "bg", "sr", "mk", "be"]),
        (Charset.Iso8859Part6, 12, ["ar"]),
        (Charset.Iso8859Part13, 14, ["lt", "lv"]),
        (Charset.Koi8R, 8, ["ru", "bg"]),
        (Charset.Koi8U, 9, ["uk"]),
        (Charset.Ibm866, 14, ["ru", "uk", "be", "bg"]),
        (Charset.Macintosh, 20, ["en", "fr", "es", "pt", "it", "de", "nl", "sv", "da", "nb", "fi"]),
        (Charset.XMacCyrillic, 24, ["ru", "uk", "bg"]),
        (Charset.Gb18030, 4, ["zh-Hans"]),
        (Charset.Big5, 6, ["zh-Hant"]),
        (Charset.ShiftJis, 4, ["ja"]),
        (Charset.EucJp, 6, ["ja"]),
        (Charset.EucKr, 4, ["ko"]),
    ];

    /// <summary>Guesses.</summary>
    /// <param name="body">The page; not UTF-8.</param>
    public static CharsetGuess Detect(ReadOnlySpan<byte> body)
    {
        byte[] sampleBuffer = ArrayPool<byte>.Shared.Rent(CharsetSample.MostBytes);
        char[] characters = ArrayPool<char>.Shared.Rent(CharsetSample.MostBytes + 1);
        try
        {
            Span<byte> sample = sampleBuffer.AsSpan(0, CharsetSample.MostBytes);
            sample = sample[..CharsetSample.Fill(body, sample)];
            List<BytePair> pairs = CountPairs(sample);
            (Charset best, long least, long western) = (Charset.Windows1252, long.MaxValue, 0);
            foreach ((Charset charset, int handicap, string[] languages) in Candidates)
            {
                long cost = (handicap * BitsToCost) + (MultiByteDecoder.Handles(charset)
                    ? CostOfCharacters(charset, languages[0], sample, characters)
                    : CostOfPairs(charset, languages, pairs, charset == Charset.Windows1252 ? long.MaxValue : least - (handicap * BitsToCost)));
                if (charset is Charset.Macintosh or Charset.XMacCyrillic && cost > western - (western / 4))
                {
                    // Few pages have them, and quotation marks of windows-1252 are letters there: they must save a quarter.
                    continue;
                }

                western = charset == Charset.Windows1252 ? cost : western;
                (best, least) = cost < least ? (charset, cost) : (best, least);
            }

            // GBK is what everyone calls it; the decoder is the same.
            best = best == Charset.Gb18030 ? Charset.Gbk : best;
            return new CharsetGuess(best, western - least > Math.Max(64 * BitsToCost, least / 4));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(sampleBuffer);
            ArrayPool<char>.Shared.Return(characters);
        }
    }

    /// <summary>The least cost in any of the languages; or, where all cost more than is allowed, some cost above that.</summary>
    private static long CostOfPairs(Charset charset, string[] languages, List<BytePair> pairs, long most)
    {
        long least = long.MaxValue;
        foreach (string language in languages)
        {
            least = Math.Min(least, CostOfPairs(charset, CharsetModel.Instance[language], pairs, Math.Min(least, most)));
        }

        return least;
    }

    private static long CostOfPairs(Charset charset, CharsetModel.Language language, List<BytePair> pairs, long most)
    {
        ReadOnlySpan<char> table = SingleByteTables.Of(charset);
        long cost = 0;
        foreach (BytePair pair in pairs)
        {
            char second = table[pair.Second];
            cost += (long)pair.Count * (second is '\uFFFD' or (>= '\u0080' and <= '\u009F')
                ? CharsetModel.ErrorCost
                : language.CostOf(CharsetModel.ClassOf(table[pair.First]), CharsetModel.ClassOf(second)));
            if (cost > most)
            {
                // The commonest pairs come first: of most languages a few are enough.
                break;
            }
        }

        return cost;
    }

    private static long CostOfCharacters(Charset charset, string code, ReadOnlySpan<byte> sample, Span<char> characters)
    {
        CharsetModel.Language language = CharsetModel.Instance[code];
        characters = characters[..MultiByteDecoder.Decode(charset, sample, characters, out _)];
        long cost = 0;
        char before = ' ';
        foreach (char c in characters)
        {
            cost += c < 0x80 ? 0 : c == '\uFFFD' ? CharsetModel.ErrorCost : language.CostOf(c);
            // An umlaut and the letter behind it can be one character, but then letters of another script stand before it.
            cost += c >= 0x80 && char.IsAsciiLetter(before) ? AfterLetterCost : 0;
            before = c;
        }

        return cost;
    }

    /// <summary>Counts the pairs of neighbouring bytes of which one at least is not ASCII, capitals of ASCII as small letters.</summary>
    private static List<BytePair> CountPairs(ReadOnlySpan<byte> sample)
    {
        int[] counts = ArrayPool<int>.Shared.Rent(1 << 16);
        try
        {
            counts.AsSpan(0, 1 << 16).Clear();
            var pairs = new List<BytePair>();
            byte first = (byte)' ';
            foreach (byte next in sample)
            {
                byte second = next < 0x80 ? (byte)CharsetModel.ClassOf((char)next) : next;
                counts[(first << 8) | second] += (first | second) >= 0x80 ? 1 : 0;
                first = second;
            }

            for (int pair = 0; pair < 1 << 16; pair++)
            {
                if (counts[pair] > 0)
                {
                    pairs.Add(new BytePair((byte)(pair >> 8), (byte)pair, counts[pair]));
                }
            }

            pairs.Sort((one, other) => other.Count != one.Count ? other.Count.CompareTo(one.Count) : ((one.First << 8) | one.Second).CompareTo((other.First << 8) | other.Second));
            return pairs;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(counts);
        }
    }

    private readonly record struct BytePair(byte First, byte Second, int Count);
}
