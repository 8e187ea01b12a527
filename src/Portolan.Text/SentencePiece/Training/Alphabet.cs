using System.Text;
using Portolan.Text.Unicode;

namespace Portolan.Text.SentencePiece.Training;

/// <summary>The characters that the vocabulary must cover, most frequent first, and what the rules for pieces ask of them.</summary>
/// <remarks>A character's symbol is its rank + <see cref="FirstSymbol"/>; 0 and 1 are the text's end and the end of a word.</remarks>
internal sealed class Alphabet
{
    public const int TextEnd = 0;
    public const int WordEnd = 1;
    public const int FirstSymbol = 2;

    /// <summary>What stands in a counted word for a special piece that was cut out of it.</summary>
    public const byte Cut = (byte)'\t';

    /// <summary>U+2581, the mark of a space.</summary>
    public const int SpaceMark = 0x2581;

    private readonly int[] symbols = new int[0x110000];

    private Alphabet(int[] codePoints, long[] counts, double coverage)
    {
        CodePoints = codePoints;
        Counts = counts;
        Coverage = coverage;
        Scripts = new byte[codePoints.Length];
        for (int i = 0; i < codePoints.Length; i++)
        {
            symbols[codePoints[i]] = i + FirstSymbol;
            byte script = CharacterTables.Script(codePoints[i]);

            // Japanese words mix these; the long vowel mark is Common in Unicode and belongs to Katakana words.
            Scripts[i] = script is CharacterTables.HiraganaScript or CharacterTables.KatakanaScript || codePoints[i] == 0x30FC ? CharacterTables.HanScript : script;
        }
    }

    /// <summary>Code points by rank.</summary>
    public int[] CodePoints { get; }

    /// <summary>Occurrences by rank; 0 for a required character that the text does not have.</summary>
    public long[] Counts { get; }

    /// <summary>Script numbers by rank, with Hiragana and Katakana counted as Han.</summary>
    public byte[] Scripts { get; }

    /// <summary>The share of the text's characters that is covered.</summary>
    public double Coverage { get; }

    /// <summary>Numbers that a symbol can be, 0 and 1 included.</summary>
    public int SymbolCount => CodePoints.Length + FirstSymbol;

    /// <summary>Chooses the characters: the required ones, then the most frequent until the coverage is reached.</summary>
    public static Alphabet Of(WordTable words, double coverage, string required)
    {
        long[] counts = new long[0x110000];
        long total = 0;
        for (int word = 0; word < words.Count; word++)
        {
            ReadOnlySpan<byte> text = words.Word(word);
            long frequency = words.Frequency(word);
            for (int i = 0; i < text.Length;)
            {
                int codePoint = ValidUtf8.Decode(text, i, out int length);
                i += length;
                if (codePoint is not (0 or Cut))
                {
                    counts[codePoint] += frequency;
                    total += frequency;
                }
            }
        }

        HashSet<int> demanded = [.. required.EnumerateRunes().Select(rune => rune.Value).Where(codePoint => codePoint is not (0 or Cut or ' '))];
        IEnumerable<int> ordered = Enumerable.Range(1, counts.Length - 1)
            .Where(codePoint => counts[codePoint] > 0 || demanded.Contains(codePoint))
            .OrderByDescending(demanded.Contains)
            .ThenByDescending(codePoint => counts[codePoint]);
        var chosen = new List<int>();
        long covered = 0;
        foreach (int codePoint in ordered)
        {
            // In float, as the peer compares: at a coverage of 0.9995 the last character may hang on it.
            if (total > 0 && (float)(1.0 * covered / total) >= (float)coverage)
            {
                break;
            }

            chosen.Add(codePoint);
            covered += counts[codePoint];
        }

        return new Alphabet([.. chosen], [.. chosen.Select(codePoint => counts[codePoint])], total == 0 ? 1 : 1.0 * covered / total);
    }

    /// <summary>The symbol of a code point; 0 for one that is not covered.</summary>
    public int Symbol(int codePoint) => symbols[codePoint];

    /// <summary>Writes symbols as UTF-8.</summary>
    public byte[] ToUtf8(ReadOnlySpan<int> piece)
    {
        var bytes = new byte[piece.Length * 4];
        int length = 0;
        foreach (int symbol in piece)
        {
            length += ValidUtf8.Encode(CodePoints[symbol - FirstSymbol], bytes.AsSpan(length));
        }

        return bytes[..length];
    }
}
