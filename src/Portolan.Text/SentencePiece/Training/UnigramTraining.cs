using System.Numerics;

namespace Portolan.Text.SentencePiece.Training;

/// <summary>Expectation-maximisation with pruning, from the seed to a little more than the wanted number of pieces.</summary>
/// <remarks>
/// T. Kudo, "Subword regularization" (2018), with the Bayesian M step of P. Liang's ACL 2007 tutorial, as in SentencePiece. Words
/// are handed to threads in chunks; expected counts are added up as whole numbers, so their order does not change them.
/// </remarks>
internal sealed class UnigramTraining
{
    private const int WordsInChunk = 1024;

    /// <summary>A piece expected less often than this goes at once, as in SentencePiece.</summary>
    private const double SmallestCount = 0.5;

    /// <summary>Pruning stops at this multiple of the wanted size; the best of the rest are taken by score.</summary>
    private const double Surplus = 1.1;

    private readonly TrainingText text;
    private readonly int symbolCount;
    private readonly SentencePieceTrainerOptions options;
    private readonly CancellationToken cancellation;
    private readonly double scale;
    private SegmentTrie trie;

    private UnigramTraining(TrainingText text, int symbolCount, CandidatePieces pieces, SentencePieceTrainerOptions options, CancellationToken cancellation)
    {
        this.text = text;
        this.symbolCount = symbolCount;
        this.options = options;
        this.cancellation = cancellation;
        Pieces = pieces;
        trie = SegmentTrie.Build(pieces, symbolCount);

        // No piece can be expected more often than there are characters, so 62 bits hold every sum.
        scale = Math.ScaleB(1, Math.Min(40, 61 - BitOperations.Log2((ulong)Math.Max(1, text.CharacterCount))));
    }

    /// <summary>The pieces so far, in lexicographic order.</summary>
    public CandidatePieces Pieces { get; private set; }

    /// <summary>Trains and returns the pieces that are left, at most 1.1 times the wanted size unless they cannot be pruned.</summary>
    public static CandidatePieces Run(
        TrainingText text,
        int symbolCount,
        CandidatePieces seed,
        SentencePieceTrainerOptions options,
        IProgress<SentencePieceTrainingProgress>? progress,
        CancellationToken cancellation)
    {
        var training = new UnigramTraining(text, symbolCount, seed, options, cancellation);
        int wanted = (int)(options.VocabularySize * Surplus);
        int step = 0;
        while (true)
        {
            for (int i = 0; i < options.SubIterations; i++)
            {
                double likelihood = training.Maximise();
                progress?.Report(new SentencePieceTrainingProgress(++step, training.Pieces.Count, likelihood / text.CharacterCount));
            }

            int before = training.Pieces.Count;
            if (before <= wanted)
            {
                return training.Pieces;
            }

            training.Prune(wanted);
            if (training.Pieces.Count == before)
            {
                return training.Pieces;
            }
        }
    }

    /// <summary>One step of expectation-maximisation; returns the text's log-likelihood before it.</summary>
    public double Maximise()
    {
        long[] expected = Expect(out double likelihood);
        var kept = new List<int>();
        var counts = new List<double>();
        double sum = 0;
        for (int piece = 0; piece < expected.Length; piece++)
        {
            double count = expected[piece] / scale;
            if (count >= SmallestCount)
            {
                kept.Add(piece);
                counts.Add(count);
                sum += count;
            }
        }

        double logSum = Digamma.Of(sum);
        Replace(Pieces.Select(kept, [.. counts.Select(count => Digamma.Of(count) - logSum)]));
        return likelihood;
    }

    /// <summary>Every piece's expected occurrences under the present scores, in units of 1 / scale.</summary>
    private long[] Expect(out double likelihood)
    {
        double unknown = Pieces.UnknownScore();
        double[] chunkLikelihoods = new double[ChunkCount(text.WordCount)];
        long[][] sums = OverChunks(
            chunkLikelihoods.Length,
            () => (Lattice: new SegmentLattice(trie, Pieces.Scores, unknown), Counts: new long[Pieces.Count]),
            (state, chunk) =>
            {
                for (int word = chunk * WordsInChunk; word < Math.Min(text.WordCount, (chunk + 1) * WordsInChunk); word++)
                {
                    long frequency = text.Counts[word];
                    chunkLikelihoods[chunk] += frequency * state.Lattice.AddExpected(text.Word(word), frequency, scale, state.Counts);
                }
            },
            state => state.Counts);
        likelihood = 0;
        foreach (double part in chunkLikelihoods)
        {
            likelihood += part;
        }

        return Total(sums);
    }

    /// <summary>Drops the pieces whose loss costs least likelihood, down to the shrinking factor or <paramref name="wanted"/> pieces.</summary>
    public void Prune(int wanted)
    {
        int count = Pieces.Count;
        int[][] alternatives = new int[count][];
        bool[] splits = new bool[count];
        double unknown = Pieces.UnknownScore();
        OverChunks(
            ChunkCount(count),
            () => new SegmentLattice(trie, Pieces.Scores, unknown),
            (lattice, chunk) =>
            {
                for (int piece = chunk * WordsInChunk; piece < Math.Min(count, (chunk + 1) * WordsInChunk); piece++)
                {
                    int length = Pieces.Length(piece);
                    alternatives[piece] = [];
                    if (length > 1)
                    {
                        splits[piece] = lattice.Best(Pieces.Piece(piece), excluded: piece) > Pieces.Scores[piece];
                        alternatives[piece] = lattice.BestPath(length);
                    }
                }
            },
            _ => 0);
        Keep(alternatives, splits, CountBest(unknown), Math.Max(wanted, (int)(options.ShrinkingFactor * count)));
    }

    // Occurrences of each piece in the best segmentations of all words.
    private long[] CountBest(double unknown) => Total(OverChunks(
        ChunkCount(text.WordCount),
        () => (Lattice: new SegmentLattice(trie, Pieces.Scores, unknown), Counts: new long[Pieces.Count]),
        (state, chunk) =>
        {
            for (int word = chunk * WordsInChunk; word < Math.Min(text.WordCount, (chunk + 1) * WordsInChunk); word++)
            {
                ReadOnlySpan<int> characters = text.Word(word);
                state.Lattice.Best(characters, excluded: -1);
                state.Lattice.CountBestPath(characters.Length, text.Counts[word], state.Counts);
            }
        },
        state => state.Counts));

    private void Keep(int[][] alternatives, bool[] splits, long[] counts, int size)
    {
        double sum = 0;
        foreach (long count in counts)
        {
            sum += count;
        }

        double logSum = Math.Log(sum);
        var kept = new List<int>();
        var candidates = new List<(int Piece, double Loss)>();
        for (int piece = 0; piece < counts.Length; piece++)
        {
            if (counts[piece] == 0 || splits[piece])
            {
                continue;
            }

            if (alternatives[piece].Length == 0)
            {
                kept.Add(piece);
                continue;
            }

            // The piece's occurrences would go to its alternative, and with them the sum would grow.
            double own = counts[piece];
            double logSumWithout = Math.Log(sum + (own * (alternatives[piece].Length - 1)));
            double scoreWithout = 0;
            foreach (int part in alternatives[piece])
            {
                scoreWithout += Math.Log((part < 0 ? 0 : counts[part]) + own) - logSumWithout;
            }

            candidates.Add((piece, own * (Math.Log(own) - logSum - scoreWithout)));
        }

        candidates.Sort(static (one, other) => one.Loss != other.Loss ? other.Loss.CompareTo(one.Loss) : one.Piece.CompareTo(other.Piece));
        kept.AddRange(candidates.Take(Math.Max(0, size - kept.Count)).Select(candidate => candidate.Piece));
        kept.Sort();
        Replace(Pieces.Select(kept, [.. kept.Select(piece => Pieces.Scores[piece])]));
    }

    private void Replace(CandidatePieces pieces)
    {
        // Rebuilding costs about as much as walking it once; numbers change only when pieces go.
        if (pieces.Count != Pieces.Count)
        {
            trie = SegmentTrie.Build(pieces, symbolCount);
        }

        Pieces = pieces;
    }

    private TResult[] OverChunks<TState, TResult>(int chunks, Func<TState> start, Action<TState, int> work, Func<TState, TResult> finish)
    {
        int threads = Math.Max(1, Math.Min(options.ThreadCount, chunks));
        var results = new TResult[threads];
        int next = -1;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, thread =>
        {
            TState state = start();
            for (int chunk = Interlocked.Increment(ref next); chunk < chunks; chunk = Interlocked.Increment(ref next))
            {
                cancellation.ThrowIfCancellationRequested();
                work(state, chunk);
            }

            results[thread] = finish(state);
        });
        return results;
    }

    private static long[] Total(long[][] parts)
    {
        long[] total = parts[0];
        foreach (long[] part in parts.AsSpan(1))
        {
            for (int i = 0; i < total.Length; i++)
            {
                total[i] += part[i];
            }
        }

        return total;
    }

    private static int ChunkCount(int items) => (items + WordsInChunk - 1) / WordsInChunk;
}
