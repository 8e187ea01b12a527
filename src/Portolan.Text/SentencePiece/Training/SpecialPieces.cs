using System.Globalization;
using System.Text;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.SentencePiece.Training;

/// <summary>The pieces that are not learnt, by their numbers: the four marks, control and user-defined symbols, bytes.</summary>
internal sealed class SpecialPieces
{
    private const string UnknownPiece = "<unk>";
    private readonly SortedDictionary<int, (string Text, PieceType Type)> pieces = [];

    private SpecialPieces()
    {
    }

    /// <summary>By number.</summary>
    public IReadOnlyDictionary<int, (string Text, PieceType Type)> Pieces => pieces;

    /// <summary>Numbers the pieces as <c>spm_train</c> does: the marks where the options say, the others in order where there is room.</summary>
    /// <exception cref="ArgumentException">A number or a text is taken, or there is no unknown piece.</exception>
    public static SpecialPieces Of(SentencePieceTrainerOptions options)
    {
        var special = new SpecialPieces();
        if (options.UnknownId < 0)
        {
            throw new ArgumentException("the unknown piece has no number, and every vocabulary needs one; set UnknownId to 0 or more", nameof(options));
        }

        special.AddMark(options.UnknownId, UnknownPiece, PieceType.Unknown, options);
        special.AddMark(options.BeginId, "<s>", PieceType.Control, options);
        special.AddMark(options.EndId, "</s>", PieceType.Control, options);
        special.AddMark(options.PadId, "<pad>", PieceType.Control, options);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        int next = 0;
        special.AddAll(options.ControlSymbols, PieceType.Control, seen, ref next);
        special.AddAll(options.UserDefinedSymbols, PieceType.UserDefined, seen, ref next);
        if (options.ByteFallback)
        {
            special.AddAll(Enumerable.Range(0, 256).Select(value => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>")), PieceType.Byte, seen, ref next);
        }

        return special;
    }

    /// <summary>A trie of all texts, or of the user-defined ones only; null when there are none.</summary>
    public PieceTrie? Trie(bool userDefinedOnly)
    {
        List<(byte[] Key, int Value, float Score)> keys =
        [
            .. pieces.Where(piece => !userDefinedOnly || piece.Value.Type == PieceType.UserDefined)
                .Select(piece => (Encoding.UTF8.GetBytes(piece.Value.Text), piece.Key, 0f)),
        ];
        return keys.Count == 0 ? null : PieceTrieBuilder.Build(keys);
    }

    private void AddMark(int id, string text, PieceType type, SentencePieceTrainerOptions options)
    {
        if (id < 0)
        {
            return;
        }

        if (id >= options.VocabularySize)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{text} has number {id}, expected less than the vocabulary's size {options.VocabularySize}"), nameof(options));
        }

        if (!pieces.TryAdd(id, (text, type)))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{pieces[id].Text} and {text} both have number {id}; give them different ones"), nameof(options));
        }
    }

    private void AddAll(IEnumerable<string> texts, PieceType type, HashSet<string> seen, ref int next)
    {
        foreach (string text in texts)
        {
            if (text.Length == 0 || text == UnknownPiece || !seen.Add(text))
            {
                throw new ArgumentException(text.Length == 0
                    ? "a symbol is empty, expected at least one character"
                    : $"the symbol {text} is defined twice; each must be given once, and {UnknownPiece} not at all", nameof(texts));
            }

            // <s>, </s> and <pad> keep their number and may change their type.
            int known = pieces.FirstOrDefault(piece => piece.Value.Text == text, new(-1, default)).Key;
            if (known >= 0)
            {
                pieces[known] = (text, type);
                continue;
            }

            while (pieces.ContainsKey(next))
            {
                next++;
            }

            pieces.Add(next, (text, type));
        }
    }
}
