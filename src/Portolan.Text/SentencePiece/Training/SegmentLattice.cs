namespace Portolan.Text.SentencePiece.Training;

/// <summary>All segmentations of one word: their sum (expectation step) and the best one (pruning). One for each thread.</summary>
internal sealed class SegmentLattice(SegmentTrie trie, double[] scores, double unknownScore)
{
    private const int UnknownPiece = -1;

    /// <summary>Below it sums of probabilities lose digits, and logarithms take over; such words have hundreds of characters.</summary>
    private const double SmallestSum = 1e-280;

    private readonly double[] probabilities = [.. scores.Select(Math.Exp)];
    private readonly double unknownProbability = Math.Exp(unknownScore);
    private double[] forward = new double[64];
    private double[] backward = new double[64];
    private int[] bestPiece = new int[64];
    private int[] bestStart = new int[64];
    private Edge[] edges = new Edge[256];
    private int edgeCount;

    /// <summary>
    /// Adds each piece's expected occurrences, times <paramref name="frequency"/>, to <paramref name="expected"/> as fixed-point
    /// numbers of <paramref name="scale"/> units, and returns the logarithm of the word's probability.
    /// </summary>
    public double AddExpected(ReadOnlySpan<int> word, double frequency, double scale, long[] expected)
    {
        Prepare(word.Length);
        double sum = SumForward(word);
        return sum is > SmallestSum and < double.PositiveInfinity
            ? AddBackward(word.Length, sum, frequency * scale, expected)
            : AddExpectedByLogarithms(word, frequency * scale, expected);
    }

    /// <summary>The same as <see cref="AddExpected"/> for words of any length, some times slower.</summary>
    public double AddExpectedByLogarithms(ReadOnlySpan<int> word, double weight, long[] expected)
    {
        Prepare(word.Length);
        CollectEdges(word);
        forward.AsSpan(0, word.Length + 1).Fill(double.NegativeInfinity);
        backward.AsSpan(0, word.Length + 1).Fill(double.NegativeInfinity);
        forward[0] = 0;
        backward[word.Length] = 0;
        for (int i = 0; i < edgeCount; i++)
        {
            Edge edge = edges[i];
            forward[edge.End] = LogSum(forward[edge.End], forward[edge.Start] + ScoreOf(edge.Piece));
        }

        double sum = forward[word.Length];
        for (int i = edgeCount - 1; i >= 0; i--)
        {
            Edge edge = edges[i];
            double rest = ScoreOf(edge.Piece) + backward[edge.End];
            backward[edge.Start] = LogSum(backward[edge.Start], rest);
            if (edge.Piece != UnknownPiece)
            {
                expected[edge.Piece] += (long)((Math.Exp(forward[edge.Start] + rest - sum) * weight) + 0.5);
            }
        }

        return sum;
    }

    /// <summary>The best segmentation's score; <see cref="BestPath"/> gives its pieces.</summary>
    /// <param name="word">The characters.</param>
    /// <param name="excluded">A piece that must not be used, or -1.</param>
    public double Best(ReadOnlySpan<int> word, int excluded)
    {
        Prepare(word.Length);
        Span<double> best = forward.AsSpan(0, word.Length + 1);
        best.Fill(double.NegativeInfinity);
        best[0] = 0;
        for (int start = 0; start < word.Length; start++)
        {
            int node = SegmentTrie.Root;
            bool single = false;
            for (int end = start; end < word.Length && trie.Step(ref node, word[end], out int piece); end++)
            {
                if (piece >= 0 && piece != excluded)
                {
                    single |= end == start;
                    Offer(best, start, end + 1, piece, best[start] + scores[piece]);
                }
            }

            if (!single)
            {
                Offer(best, start, start + 1, UnknownPiece, best[start] + unknownScore);
            }
        }

        return best[word.Length];
    }

    /// <summary>The pieces that <see cref="Best"/> chose for a word of this length, last one first; -1 is an unknown character.</summary>
    public int[] BestPath(int length)
    {
        int count = 0;
        for (int end = length; end > 0; end = bestStart[end])
        {
            count++;
        }

        int[] path = new int[count];
        for (int end = length, i = 0; end > 0; end = bestStart[end], i++)
        {
            path[i] = bestPiece[end];
        }

        return path;
    }

    /// <summary>Adds a word's occurrences to the count of each piece that <see cref="Best"/> chose for it.</summary>
    public void CountBestPath(int length, long frequency, long[] counts)
    {
        for (int end = length; end > 0; end = bestStart[end])
        {
            if (bestPiece[end] >= 0)
            {
                counts[bestPiece[end]] += frequency;
            }
        }
    }

    private void Offer(Span<double> best, int start, int end, int piece, double score)
    {
        if (score > best[end])
        {
            best[end] = score;
            bestPiece[end] = piece;
            bestStart[end] = start;
        }
    }

    private double SumForward(ReadOnlySpan<int> word)
    {
        Span<double> sums = forward.AsSpan(0, word.Length + 1);
        sums.Clear();
        sums[0] = 1;
        edgeCount = 0;
        for (int start = 0; start < word.Length; start++)
        {
            double before = sums[start];
            int node = SegmentTrie.Root;
            bool single = false;
            for (int end = start; end < word.Length && trie.Step(ref node, word[end], out int piece); end++)
            {
                if (piece >= 0 && probabilities[piece] > 0)
                {
                    single |= end == start;
                    sums[end + 1] += before * probabilities[piece];
                    AddEdge(start, end + 1, piece);
                }
            }

            if (!single)
            {
                sums[start + 1] += before * unknownProbability;
                AddEdge(start, start + 1, UnknownPiece);
            }
        }

        return sums[^1];
    }

    private double AddBackward(int length, double sum, double weight, long[] expected)
    {
        Span<double> sums = backward.AsSpan(0, length + 1);
        sums.Clear();
        sums[length] = weight / sum;
        for (int i = edgeCount - 1; i >= 0; i--)
        {
            ref readonly Edge edge = ref edges[i];
            if (edge.Piece == UnknownPiece)
            {
                sums[edge.Start] += sums[edge.End] * unknownProbability;
                continue;
            }

            double rest = sums[edge.End] * probabilities[edge.Piece];
            sums[edge.Start] += rest;
            expected[edge.Piece] += (long)((forward[edge.Start] * rest) + 0.5);
        }

        return Math.Log(sum);
    }

    private void CollectEdges(ReadOnlySpan<int> word)
    {
        edgeCount = 0;
        for (int start = 0; start < word.Length; start++)
        {
            int node = SegmentTrie.Root;
            bool single = false;
            for (int end = start; end < word.Length && trie.Step(ref node, word[end], out int piece); end++)
            {
                if (piece >= 0)
                {
                    single |= end == start;
                    AddEdge(start, end + 1, piece);
                }
            }

            if (!single)
            {
                AddEdge(start, start + 1, UnknownPiece);
            }
        }
    }

    private double ScoreOf(int piece) => piece == UnknownPiece ? unknownScore : scores[piece];

    private void AddEdge(int start, int end, int piece)
    {
        if (edgeCount == edges.Length)
        {
            Array.Resize(ref edges, edges.Length * 2);
        }

        edges[edgeCount++] = new Edge(start, end, piece);
    }

    private void Prepare(int length)
    {
        if (forward.Length <= length)
        {
            int room = Math.Max(length + 1, forward.Length * 2);
            forward = new double[room];
            backward = new double[room];
            bestPiece = new int[room];
            bestStart = new int[room];
        }
    }

    private static double LogSum(double one, double other)
    {
        double larger = Math.Max(one, other);
        return double.IsNegativeInfinity(larger) ? larger : larger + Math.Log(1 + Math.Exp(Math.Min(one, other) - larger));
    }

    private readonly record struct Edge(int Start, int End, int Piece);
}
