namespace Portolan.Text.SentencePiece.Training;

/// <summary>Candidate pieces, each a stretch of the training text, in lexicographic order of their symbols; scores are finite natural logarithms.</summary>
internal sealed class CandidatePieces(int[] symbols, int[] starts, int[] lengths, double[] scores)
{
    public int Count => starts.Length;

    public double[] Scores { get; } = scores;

    public ReadOnlySpan<int> Piece(int piece) => symbols.AsSpan(starts[piece], lengths[piece]);

    public int Length(int piece) => lengths[piece];

    /// <summary>The pieces of these numbers, which ascend, with new scores.</summary>
    public CandidatePieces Select(List<int> kept, double[] newScores) =>
        new(symbols, [.. kept.Select(piece => starts[piece])], [.. kept.Select(piece => lengths[piece])], newScores);

    /// <summary>What an unknown character scores: 10 less than the worst piece, as in the finished model.</summary>
    public double UnknownScore()
    {
        double worst = 0;
        foreach (double score in Scores)
        {
            worst = Math.Min(worst, score);
        }

        return worst - 10;
    }
}
