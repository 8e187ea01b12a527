using System.Text;
using Portolan.Testing;
using Portolan.Text.NGrams.Training;
using Portolan.Text.SentencePiece;

namespace Portolan.Text.Tests.NGrams.Training;

public sealed class PieceWordsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SharedDataFact]
    public void Raw_text_makes_the_model_of_its_pieces()
    {
        SentencePieceModel tokenizer = SentencePieceModel.Load(SharedData.PathOf("oracles/sentencepiece/sp8000.model"));
        string[] lines =
        [
            .. Enumerable.Range(0, 200).Select(i => $"Die Katze Nr. {i} sitzt auf der Matte, and the cat number {i * 7} does not."),
            "", "   ", "\u6f22\u5b57 <s> </s> <unk> \u0001\u001f \u2028 x", "\ufffd\ud7ff",
        ];
        using var encoder = new SentencePieceEncoder(tokenizer);
        string pieces = string.Concat(lines.Select(line => string.Join(' ', Pieces(encoder, line)) + "\n"));
        var options = new NGramTrainerOptions { Order = 3, DiscountFallback = Discounts.Fallback };
        Train(string.Join('\n', lines), options with { Tokenizer = tokenizer }).ShouldBe(Train(pieces, options));
    }

    private static List<string> Pieces(SentencePieceEncoder encoder, string line)
    {
        int count = encoder.Encode(Encoding.UTF8.GetBytes(line)).Length;
        return [.. Enumerable.Range(0, count).Select(i => Encoding.UTF8.GetString(encoder.Piece(i)))];
    }

    private string Train(string text, NGramTrainerOptions options)
    {
        using var trainer = new NGramTrainer(options);
        trainer.AddFile(folder.Write("text", text));
        trainer.Write(folder.File("model.arpa"));
        return File.ReadAllText(folder.File("model.arpa"));
    }
}
