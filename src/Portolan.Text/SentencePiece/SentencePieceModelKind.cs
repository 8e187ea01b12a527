namespace Portolan.Text.SentencePiece;

/// <summary>How a SentencePiece model segments text; the values are those of the model file.</summary>
public enum SentencePieceModelKind
{
    /// <summary>The sequence of pieces with the highest sum of scores.</summary>
    Unigram = 1,

    /// <summary>Characters, of which the best-scoring adjacent pair is merged until no pair is a piece (byte-pair encoding).</summary>
    BytePair = 2,

    /// <summary>One piece a word between spaces.</summary>
    Word = 3,

    /// <summary>One piece a character.</summary>
    Character = 4,
}
