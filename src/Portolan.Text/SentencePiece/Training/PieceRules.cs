using Portolan.Text.Unicode;

namespace Portolan.Text.SentencePiece.Training;

/// <summary>Which substrings may become pieces.</summary>
internal sealed class PieceRules(Alphabet alphabet, SentencePieceTrainerOptions options)
{
    private const int AnyScript = -1;
    private readonly int space = alphabet.Symbol(Alphabet.SpaceMark);

    public int MaxLength => options.MaxPieceLength;

    /// <summary>Whether a sequence of characters, without ends of words in it, may be a piece.</summary>
    public bool Allows(ReadOnlySpan<int> piece)
    {
        if (piece.IsEmpty || piece.Length > options.MaxPieceLength)
        {
            return false;
        }

        bool spacesAnywhere = options.AllowSpaceOnlyPieces && !piece.ContainsAnyExcept(space);
        int script = AnyScript;
        for (int i = 0; i < piece.Length; i++)
        {
            int symbol = piece[i];
            if (symbol == space)
            {
                if (!spacesAnywhere && !SpaceMayStand(i, piece.Length))
                {
                    return false;
                }

                continue;
            }

            int own = ScriptOf(symbol, script, out bool isDigit);
            if (isDigit && options.SplitDigits && piece.Length > 1)
            {
                return false;
            }

            if (options.SplitByUnicodeScript && own != AnyScript && script != AnyScript && own != script)
            {
                return false;
            }

            script = own;
        }

        return true;
    }

    // Within words a space is the first character (or the last); across words it may also be inside, but not at the wrong end.
    private bool SpaceMayStand(int position, int length) => (options.SpaceAsSuffix, options.SplitByWhitespace) switch
    {
        (false, true) => position == 0,
        (false, false) => position == 0 || position < length - 1,
        (true, true) => position == length - 1,
        (true, false) => position == length - 1 || position > 0,
    };

    private int ScriptOf(int symbol, int previous, out bool isDigit)
    {
        int rank = symbol - Alphabet.FirstSymbol;
        isDigit = alphabet.CodePoints[rank] is >= '0' and <= '9';
        if (isDigit && !options.SplitByNumber)
        {
            return AnyScript;
        }

        byte script = alphabet.Scripts[rank];
        return script == CharacterTables.InheritedScript ? previous : script;
    }
}
