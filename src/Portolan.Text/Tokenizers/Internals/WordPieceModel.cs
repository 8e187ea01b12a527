using System.Text;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>BERT's model: the longest token that a word starts with, then the longest continuation, and so on; else the word is unknown.</summary>
internal sealed class WordPieceModel : TokenModel
{
    private readonly PieceTrie starts;
    private readonly PieceTrie continuations;
    private readonly int unknownId;
    private readonly int maxCharacters;

    public WordPieceModel(IReadOnlyCollection<(byte[] Text, int Id)> vocabulary, byte[] prefix, byte[] unknown, int maxCharacters, string name)
    {
        this.starts = PieceTrieBuilder.Build(vocabulary.Where(entry => entry.Text.Length > 0).Select(entry => (entry.Text, entry.Id, 0f)));

        // A continuation that is nothing but the prefix would match without using up a character.
        this.continuations = PieceTrieBuilder.Build(vocabulary
            .Where(entry => entry.Text.Length > prefix.Length && entry.Text.AsSpan().StartsWith(prefix))
            .Select(entry => (entry.Text[prefix.Length..], entry.Id, 0f)));
        this.unknownId = this.starts.Find(unknown);
        this.maxCharacters = maxCharacters;
        if (this.unknownId < 0)
        {
            throw TokenizerError.At(name, $"no token {Encoding.UTF8.GetString(unknown)} in the vocabulary", "one for what is unknown");
        }
    }

    public override int Find(ReadOnlySpan<byte> token) => token.IsEmpty ? -1 : starts.Find(token);

    public override TokenWorker CreateWorker() => new Worker(this);

    private sealed class Worker(WordPieceModel model) : TokenWorker
    {
        public override void Tokenize(ReadOnlySpan<byte> word, GrowingArray<int> ids)
        {
            int before = ids.Count;
            bool isKnown = word.Length <= model.maxCharacters || Utf8Text.CountCodePoints(word) <= model.maxCharacters;
            PieceTrie trie = model.starts;
            for (ReadOnlySpan<byte> rest = word; isKnown && !rest.IsEmpty; trie = model.continuations)
            {
                int length = Longest(trie, rest, out int id);
                isKnown = length > 0;
                ids.Add(id);
                rest = rest[length..];
            }

            if (!isKnown)
            {
                ids.Count = before;
                ids.Add(model.unknownId);
            }
        }

        public override void Dispose()
        {
        }

        private static int Longest(PieceTrie trie, ReadOnlySpan<byte> text, out int id)
        {
            int node = PieceTrie.Root;
            int longest = 0;
            id = -1;
            for (int i = 0; i < text.Length && trie.Step(text[i], ref node); i++)
            {
                int value = trie.At(node).Value;
                if (value >= 0)
                {
                    longest = i + 1;
                    id = value;
                }
            }

            return longest;
        }
    }
}
