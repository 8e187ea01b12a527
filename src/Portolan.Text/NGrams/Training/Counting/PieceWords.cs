using Portolan.Text.SentencePiece;

namespace Portolan.Text.NGrams.Training.Counting;

/// <summary>Turns lines of raw text into sentences of SentencePiece pieces: what <c>spm_encode</c> would print and the trainer read.</summary>
internal sealed class PieceWords : IDisposable
{
    private const int NotSeen = -1;

    private readonly TextWords words;
    private readonly SentencePieceEncoder encoder;

    // The word number of each piece of the model.
    private readonly int[] numbers;

    public PieceWords(SentencePieceModel model, TextWords words)
    {
        this.words = words;
        encoder = new SentencePieceEncoder(model);
        numbers = new int[model.VocabularySize];
        Array.Fill(numbers, NotSeen);
    }

    public void AddSentence(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<int> ids = encoder.Encode(line);
        for (int i = 0; i < ids.Length; i++)
        {
            int number = numbers[ids[i]];
            if (number != NotSeen)
            {
                words.AddNumber((uint)number);
            }
            else
            {
                AddPiece(ids[i], encoder.Piece(i));
            }
        }

        words.EndSentence();
    }

    public void Dispose() => encoder.Dispose();

    private void AddPiece(int id, ReadOnlySpan<byte> piece)
    {
        // The unknown piece has another text each time; a piece with white space or a reserved name is no word, or several.
        if (id != encoder.Model.UnknownId && TextWords.IsPlainWord(piece))
        {
            uint number = words.Vocabulary.FindOrAdd(piece);
            numbers[id] = (int)number;
            words.AddNumber(number);
        }
        else
        {
            words.AddWords(piece);
        }
    }
}
