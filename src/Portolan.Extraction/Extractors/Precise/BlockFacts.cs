namespace Portolan.Extraction.Extractors.Precise;

/// <summary>What the text of one block looks like, counted in one pass over its characters.</summary>
internal struct BlockFacts
{
    private const ulong Seed = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>Words; in scripts without spaces, an estimate from the characters.</summary>
    public float Words;

    /// <summary>Words as runs of letters and digits.</summary>
    public int Runs;

    public int Letters;
    public int Capitals;
    public int Digits;
    public int Ideographs;
    public int Commas;
    public int Stops;
    public int Symbols;
    public int CapitalWords;
    public int FunctionWordCount;
    public int TitleWords;
    public int LongestWord;
    public int Lines;
    public bool EndsSentence;
    public bool EndsColon;
    public bool StartsCapital;
    public bool StartsSmall;
    public bool StartsQuote;

    /// <summary>Of the letters and digits in order: equal for texts that differ in spacing and punctuation only.</summary>
    public ulong Hash;

    /// <summary>Hash of a word's letters in lower case.</summary>
    public static ulong HashOf(ReadOnlySpan<char> word)
    {
        ulong hash = Seed;
        foreach (char c in word)
        {
            hash = (hash ^ char.ToLowerInvariant(c)) * Prime;
        }

        return hash;
    }

    /// <summary>Counts, and appends the hash of each word to the list.</summary>
    public static BlockFacts Read(ReadOnlySpan<char> text, List<ulong> words, HashSet<ulong> title)
    {
        var facts = new BlockFacts { Hash = Seed, Lines = 1 };
        ulong word = Seed;
        int length = 0;
        bool capital = false, first = true;
        foreach (char c in text)
        {
            bool letter = char.IsAsciiLetter(c) || (c >= 128 && char.IsLetter(c));
            if (letter || char.IsAsciiDigit(c))
            {
                if (IsIdeograph(c))
                {
                    facts.Ideographs++;
                    facts.Letters++;
                    facts.Hash = (facts.Hash ^ c) * Prime;
                    words.Add(HashOf([c]));
                    first = false;
                    continue;
                }

                char small = c < 128 ? (char)(letter ? c | 32 : c) : char.ToLowerInvariant(c);
                bool upper = small != c;
                if (length == 0)
                {
                    capital = upper;
                    if (first)
                    {
                        facts.StartsCapital = upper;
                        facts.StartsSmall = letter && !upper;
                        first = false;
                    }
                }

                length++;
                facts.Letters += letter ? 1 : 0;
                facts.Digits += letter ? 0 : 1;
                facts.Capitals += upper ? 1 : 0;
                word = (word ^ small) * Prime;
                facts.Hash = (facts.Hash ^ small) * Prime;
                continue;
            }

            if (length > 0 && !(c is '\'' or '\u2019' or '\u00ad' or '\u200c'))
            {
                facts.EndWord(word, length, capital, words, title);
                word = Seed;
                length = 0;
            }

            switch (c)
            {
                case ' ':
                    break;
                case '\n':
                    facts.Lines++;
                    break;
                case ',' or ';' or '\u3001' or '\uff0c' or '\uff1b' or '\u060c' or '\u061b':
                    facts.Commas++;
                    break;
                case '.' or '!' or '?' or '\u2026' or '\u3002' or '\uff01' or '\uff1f' or '\u061f' or '\u06d4' or '\u0964':
                    facts.Stops++;
                    break;
                default:
                    facts.StartsQuote |= first && c is '"' or '\u201c' or '\u201e' or '\u00ab' or '\u300c';
                    facts.Symbols++;
                    break;
            }

            first = first && !(c is '-' or '\u2022' or '|' or '#' or '@');
        }

        if (length > 0)
        {
            facts.EndWord(word, length, capital, words, title);
        }

        ReadOnlySpan<char> end = text.TrimEnd(" \n\"\u201d\u201c\u00bb'\u2019)]\u300d\u300f");
        facts.EndsSentence = end.Length > 0 && end[^1] is '.' or '!' or '?' or '\u2026' or '\u3002' or '\uff01' or '\uff1f' or '\u061f' or '\u06d4' or '\u0964';
        facts.EndsColon = end.Length > 0 && end[^1] is ':' or '\uff1a';
        facts.Words = facts.Runs + (facts.Ideographs * 0.6f);
        return facts;
    }

    /// <summary>Letters of scripts that put no spaces between words: Han, kana, Thai, Lao, Khmer, Burmese.</summary>
    private static bool IsIdeograph(char c) => c >= 0x0e00
        && (c is (>= '\u3040' and <= '\u30ff') or (>= '\u3400' and <= '\u9fff') or (>= '\uf900' and <= '\ufaff') or (>= '\u0e00' and <= '\u0eff')
            or (>= '\u1000' and <= '\u109f') or (>= '\u1780' and <= '\u17ff'));

    private void EndWord(ulong word, int length, bool capital, List<ulong> words, HashSet<ulong> title)
    {
        Runs++;
        LongestWord = Math.Max(LongestWord, length);
        CapitalWords += capital ? 1 : 0;
        FunctionWordCount += FunctionWords.Contains(word) ? 1 : 0;
        TitleWords += title.Contains(word) ? 1 : 0;
        words.Add(word);
    }
}
