using Portolan.Storage;
using Portolan.Text.Unicode;

namespace Portolan.Text.SentencePiece.Training;

/// <summary>The counted words as numbers: what all of training reads.</summary>
/// <remarks>
/// Words are cut at characters that are not covered and at special pieces. No piece can reach over a cut, so the parts segment
/// independently and nothing of the model changes. Memory: 4 bytes for each character of a distinct word, 12 for each word.
/// </remarks>
internal sealed class TrainingText
{
    private TrainingText(int[] symbols, int[] starts, long[] counts, long characterCount)
    {
        Symbols = symbols;
        Starts = starts;
        Counts = counts;
        CharacterCount = characterCount;
    }

    /// <summary>All words, each followed by <see cref="Alphabet.WordEnd"/>; at the end <see cref="Alphabet.TextEnd"/>.</summary>
    public int[] Symbols { get; }

    /// <summary>Where each word starts in <see cref="Symbols"/>, and one more: where the next would start.</summary>
    public int[] Starts { get; }

    /// <summary>Occurrences of each word.</summary>
    public long[] Counts { get; }

    /// <summary>Characters of all occurrences of all words.</summary>
    public long CharacterCount { get; }

    public int WordCount => Counts.Length;

    public ReadOnlySpan<int> Word(int word) => Symbols.AsSpan(Starts[word], Starts[word + 1] - Starts[word] - 1);

    public static TrainingText Of(WordTable words, Alphabet alphabet)
    {
        var symbols = new List<int>();
        var starts = new List<int>();
        var counts = new List<long>();
        long characters = 0;
        for (int word = 0; word < words.Count; word++)
        {
            ReadOnlySpan<byte> text = words.Word(word);
            int begin = symbols.Count;
            for (int i = 0; i <= text.Length;)
            {
                int symbol = 0;
                int length = 1;
                if (i < text.Length)
                {
                    symbol = alphabet.Symbol(ValidUtf8.Decode(text, i, out length));
                }

                i += length;
                if (symbol != 0)
                {
                    symbols.Add(symbol);
                }
                else if (symbols.Count > begin)
                {
                    starts.Add(begin);
                    counts.Add(words.Frequency(word));
                    characters += (symbols.Count - begin) * words.Frequency(word);
                    symbols.Add(Alphabet.WordEnd);
                    begin = symbols.Count;
                }
            }

            if (symbols.Count > Array.MaxLength - (1 << 24))
            {
                throw new StorageException(
                    "the text has more than 2,130 million characters in distinct words", hint: "train on a sample of the lines (MaxLines)");
            }
        }

        starts.Add(symbols.Count);
        symbols.Add(Alphabet.TextEnd);
        return new TrainingText([.. symbols], [.. starts], [.. counts], characters);
    }
}
