namespace Portolan.Text.SentencePiece.Internals;

/// <summary>Finds out where the pieces of a vocabulary allow text to be cut.</summary>
internal static class WordBoundaries
{
    private static ReadOnlySpan<byte> Space => "▁"u8;

    /// <summary>The boundary that no piece which text may become reaches across.</summary>
    public static WordBoundary Of(SentencePieceModel model)
    {
        Vocabulary vocabulary = model.Vocabulary;

        // In byte-pair models the parts of an unused piece are looked up for the text as a whole, so words are not independent.
        bool independent = model.Kind == SentencePieceModelKind.Unigram ||
            (model.Kind == SentencePieceModelKind.BytePair && !vocabulary.HasUnused);
        bool insideBefore = false;
        bool insideAfter = false;
        bool rows = false;
        for (int id = 0; id < vocabulary.Count && independent; id++)
        {
            if (vocabulary.Types[id] is PieceType.Normal or PieceType.UserDefined)
            {
                Classify(vocabulary.Text(id), ref insideBefore, ref insideAfter, ref rows);
            }
        }

        return independent switch
        {
            true when !insideBefore => rows ? WordBoundary.BeforeSpaces : WordBoundary.BeforeSpace,
            true when !insideAfter => rows ? WordBoundary.AfterSpaces : WordBoundary.AfterSpace,
            _ => WordBoundary.Nowhere,
        };
    }

    private static void Classify(ReadOnlySpan<byte> piece, ref bool insideBefore, ref bool insideAfter, ref bool rows)
    {
        for (int at = 0; at < piece.Length; at++)
        {
            if (!piece[at..].StartsWith(Space))
            {
                continue;
            }

            int end = at + Space.Length;
            bool spaceBefore = piece[..at].EndsWith(Space);
            insideBefore |= at > 0 && !spaceBefore;
            insideAfter |= end < piece.Length && !piece[end..].StartsWith(Space);
            rows |= spaceBefore;
        }
    }
}
