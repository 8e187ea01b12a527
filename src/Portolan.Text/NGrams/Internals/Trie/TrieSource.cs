using Portolan.Storage;

namespace Portolan.Text.NGrams.Internals.Trie;

/// <summary>A trie read back into its n-grams, which come in suffix order of themselves.</summary>
internal sealed class TrieSource(BackOffModel model, TrieTables tables, string name) : INGramSource
{
    public int Order => model.Order;

    public IReadOnlyList<long> Counts => model.Counts;

    public IEnumerable<ReadOnlyMemory<byte>> Words => ModelWords.Of(model);

    public NGramCursor Open(int length) => new Cursor(tables, length, model.Counts[0], name);

    public void Dispose()
    {
    }

    private sealed unsafe class Cursor(TrieTables tables, int length, long vocabulary, string name) : NGramCursor
    {
        private readonly int[] words = new int[length];

        // What is left to visit, for each length; that of length 1 is the words themselves.
        private readonly TrieRange[] left = new TrieRange[length + 1];
        private int word = -1;
        private ulong record;

        public override ReadOnlySpan<int> Words => words;

        public override float Log10 => ModelWords.Log10(length == 1 ? tables.Unigrams[word].Log10 : Level(length).Log10(record), name);

        public override float BackOff => length == tables.Order && length > 1
            ? 0
            : ModelWords.BackOff(length == 1 ? tables.Unigrams[word].BackOff : Level(length).BackOff(record), name);

        public override bool MoveNext()
        {
            int at = length;
            while (true)
            {
                while (at > 1 && left[at].IsEmpty)
                {
                    at--;
                }

                if (at == 1)
                {
                    if (++word >= vocabulary)
                    {
                        return false;
                    }

                    words[^1] = word;
                    left[Math.Min(2, length)] = length > 1 ? tables.Bigrams(word) : default;
                }
                else
                {
                    record = left[at].Begin++;
                    words[^at] = CheckWord(Level(at).Word(record));
                    if (at < length)
                    {
                        left[at + 1] = Level(at).Range(record, Level(at + 1).Count);
                    }
                }

                if (at == length)
                {
                    return true;
                }

                at++;
            }
        }

        private TrieLevel Level(int ngramLength) => tables.Levels[ngramLength - 2];

        private int CheckWord(ulong found) => found < (ulong)vocabulary
            ? (int)found
            : throw new StorageException($"{name} is damaged: an n-gram has word {found}, expected one below {vocabulary}", name);
    }
}
