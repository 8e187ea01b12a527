using Portolan.Text.SentencePiece;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>A SentencePiece model with the numbers of fairseq's dictionaries, which XLM-R was trained with.</summary>
internal sealed class FairseqModel(SentencePieceModel model) : TokenModel
{
    public const int BeginId = 0;
    public const int PadId = 1;
    public const int EndId = 2;
    public const int UnknownId = 3;

    public override int Find(ReadOnlySpan<byte> token) => Number(model.IdOf(token));

    public override TokenWorker CreateWorker() => new Worker(this, model);

    private int Number(int id) => id == model.UnknownId ? UnknownId : id + 1;

    private sealed class Worker(FairseqModel numbers, SentencePieceModel model) : TokenWorker
    {
        private readonly SentencePieceEncoder encoder = new(model);

        public override void Tokenize(ReadOnlySpan<byte> word, GrowingArray<int> ids)
        {
            foreach (int id in encoder.Encode(word))
            {
                ids.Add(numbers.Number(id));
            }
        }

        public override void Dispose() => encoder.Dispose();
    }
}
