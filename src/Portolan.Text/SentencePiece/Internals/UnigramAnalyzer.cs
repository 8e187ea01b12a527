using System.Diagnostics;

namespace Portolan.Text.SentencePiece.Internals;

/// <summary>Finds the best segmentation of a word under a unigram model, and up to what score before the word rounding cannot change it.</summary>
/// <remarks>
/// sentencepiece adds float32 scores from the start of the text, so a word's segmentation depends on what stands before it wherever two
/// ways are almost equally good. Let p be the score before the word, d(i) the best exact score from the word's start to position i, and
/// u half a unit in the last place of the largest |score| met: u ≤ 2⁻²⁴·(|p| + D) with D the largest |d| of any candidate. The
/// score that sentencepiece computes for i differs from p + d(i) by at most e(i)·u, where e is 0 at the start and otherwise 1 + the
/// largest e of any candidate's start: each piece adds one rounding, and taking a maximum adds none. Candidates that are
/// worse by more than 4 cannot win while u ≤ 2⁻⁵, since 2·(32 + 2)·2⁻⁵ &lt; 4 and e ≤ 32, and are left out. The winner w at i beats a
/// rival r for certain if their exact difference exceeds (e(start of w) + e(start of r) + 3)·u; the 3 stands for the rounding of
/// both and one spare for that of this calculation itself, which is in float64. Only positions on the best path
/// decide. Solved for |p| that is <see cref="WordAnalysis.Limit"/>. Not thread-safe.
/// </remarks>
internal sealed class UnigramAnalyzer(Vocabulary vocabulary, float unknownScore)
{
    private const double ContendingWithin = 4;
    private const double LargestScore = 1 << 20;
    private const double RoundingsPerUnit = 1 << 24;
    private const double Slack = 1 - 1e-6;
    private const int MaxCandidates = 1024;
    private readonly Position[] positions = new Position[WordAnalysis.MaxBytes + 1];
    private readonly Candidate[] candidates = new Candidate[MaxCandidates];
    private readonly PieceTrie trie = vocabulary.Matched;
    private readonly PieceType[] types = vocabulary.Types;
    private readonly int unknownId = vocabulary.UnknownId;
    private int candidateCount;
    private double largest;

    /// <summary>Analyses a word of valid UTF-8, 1 to <see cref="WordAnalysis.MaxBytes"/> bytes.</summary>
    public void Analyse(ReadOnlySpan<byte> word, WordAnalysis result)
    {
        Debug.Assert(word.Length is > 0 and <= WordAnalysis.MaxBytes);
        result.Count = 0;
        result.Limit = WordAnalysis.Never;
        candidateCount = 0;
        largest = 0;
        positions.AsSpan(0, word.Length + 1).Fill(new Position { FirstCandidate = -1, Winner = -1 });
        positions[0] = default;
        int start = 0;
        while (start < word.Length)
        {
            if (start > 0)
            {
                Settle(start);
            }

            int characterEnd = Math.Min(start + Utf8Lead.Length(word[start]), word.Length);
            if (!Extend(word, start, characterEnd))
            {
                return;
            }

            start = characterEnd;
        }

        Settle(word.Length);
        Trace(word.Length, result);
    }

    /// <summary>Collects the pieces that start at a position; false if the word cannot be kept.</summary>
    private bool Extend(ReadOnlySpan<byte> word, int start, int characterEnd)
    {
        bool hasCharacter = false;
        int node = PieceTrie.Root;
        for (int end = start; end < word.Length && trie.Step(word[end], ref node);)
        {
            end++;
            ref readonly PieceTrie.Node found = ref trie.At(node);
            if (found.Value < 0 || types[found.Value] == PieceType.Unused)
            {
                continue;
            }

            // A user-defined piece has a score that is no float32, to which the bound does not apply.
            if (types[found.Value] == PieceType.UserDefined)
            {
                return false;
            }

            hasCharacter |= end == characterEnd;
            Add(start, end, found.Value, found.Score);
        }

        if (!hasCharacter)
        {
            Add(start, characterEnd, unknownId, unknownScore);
        }

        return true;
    }

    private void Add(int start, int end, int id, float score)
    {
        double total = positions[start].Score + score;
        largest = Math.Max(largest, Math.Abs(total));
        ref Position position = ref positions[end];
        candidates[candidateCount] = new Candidate { Start = start, Id = id, Score = total, Next = position.FirstCandidate };
        position.FirstCandidate = candidateCount;
        if (position.Winner < 0 || total > position.Score)
        {
            position.Winner = candidateCount;
            position.Score = total;
        }

        candidateCount++;
    }

    /// <summary>All candidates of a position are known: counts its roundings and how sure its winner is.</summary>
    private void Settle(int at)
    {
        ref Position position = ref positions[at];
        int winnerRoundings = positions[candidates[position.Winner].Start].Roundings;
        int roundings = winnerRoundings;
        double margin = double.PositiveInfinity;
        for (int i = position.FirstCandidate; i >= 0; i = candidates[i].Next)
        {
            double deficit = position.Score - candidates[i].Score;
            if (i == position.Winner || deficit > ContendingWithin)
            {
                continue;
            }

            int rivalRoundings = positions[candidates[i].Start].Roundings;
            roundings = Math.Max(roundings, rivalRoundings);
            margin = Math.Min(margin, deficit / (winnerRoundings + rivalRoundings + 3));
        }

        position.Roundings = roundings + 1;
        position.Margin = margin;
    }

    private void Trace(int length, WordAnalysis result)
    {
        double margin = double.PositiveInfinity;
        int count = 0;
        for (int at = length; at > 0; at = candidates[positions[at].Winner].Start)
        {
            margin = Math.Min(margin, positions[at].Margin);
            count++;
        }

        result.Count = count;
        for (int at = length; at > 0;)
        {
            Candidate last = candidates[positions[at].Winner];
            result.Ids[--count] = last.Id;
            result.Ends[count] = (byte)at;
            at = last.Start;
        }

        result.Limit = (float)((Math.Min(margin * RoundingsPerUnit, LargestScore) - largest) * Slack);
    }

    private struct Position
    {
        public double Score;
        public double Margin;
        public int Winner;
        public int FirstCandidate;
        public int Roundings;
    }

    private struct Candidate
    {
        public double Score;
        public int Start;
        public int Id;
        public int Next;
    }
}
