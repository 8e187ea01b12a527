using Portolan.Text.SentencePiece;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>SentencePiece's unigram model with the vocabulary of a tokenizer.json, whose numbers are the places in its list.</summary>
internal sealed class UnigramModel : TokenModel
{
    private readonly Vocabulary vocabulary;

    public UnigramModel(List<(byte[] Text, float Score)> pieces, int unknownId, bool hasByteFallback, string name)
    {
        if ((uint)unknownId >= (uint)pieces.Count)
        {
            throw TokenizerError.At(name, $"unk_id {unknownId} of {pieces.Count} pieces", "the number of a piece");
        }

        var description = new ModelDescription();
        description.Trainer.ByteFallback = hasByteFallback;
        for (int id = 0; id < pieces.Count; id++)
        {
            (byte[] text, float score) = pieces[id];
            PieceType type = id == unknownId ? PieceType.Unknown
                : hasByteFallback && BytePiece.Parse(text) >= 0 ? PieceType.Byte
                : PieceType.Normal;
            description.Pieces.Add(new PieceDescription(text, score, type));
        }

        this.vocabulary = new Vocabulary(description, name);
    }

    public override int Find(ReadOnlySpan<byte> token)
    {
        int id = vocabulary.Find(token);
        return id != vocabulary.UnknownId || token.SequenceEqual(vocabulary.Text(id)) ? id : -1;
    }

    public override TokenWorker CreateWorker() => new Worker(vocabulary);

    private sealed class Worker(Vocabulary vocabulary) : TokenWorker
    {
        private readonly UnigramSegmenter segmenter = new(vocabulary);
        private readonly PieceList pieces = new(vocabulary);

        public override void Tokenize(ReadOnlySpan<byte> word, GrowingArray<int> ids)
        {
            pieces.Clear();
            float score = 0;
            segmenter.Segment(word, 0, word.Length, ref score, pieces);
            ids.AddRange(pieces.Ids.Used);
        }

        public override void Dispose()
        {
            segmenter.Dispose();
            pieces.Dispose();
        }
    }
}
