namespace Portolan.Text.SentencePiece.Training;

/// <summary>Finds the substrings that training starts from: all that occur twice or more and cannot be prolonged, or not as a piece, without losing occurrences.</summary>
/// <remarks>
/// The suffix array is made over distinct words, with the words' counts as weights, so it is many times smaller than the text. A
/// substring scores its occurrences times its length; the best are kept. Memory while it runs: 16 bytes for each character of
/// a distinct word, and 24 for each substring found.
/// </remarks>
internal sealed class SeedPieces
{
    private readonly TrainingText text;
    private readonly PieceRules rules;
    private readonly int[] suffixes;
    private readonly List<Candidate> candidates = [];

    private SeedPieces(TrainingText text, PieceRules rules, int[] suffixes)
    {
        this.text = text;
        this.rules = rules;
        this.suffixes = suffixes;
    }

    /// <summary>Every character of the text, and at most <paramref name="limit"/> longer substrings.</summary>
    public static CandidatePieces Find(TrainingText text, Alphabet alphabet, PieceRules rules, int limit)
    {
        int[] suffixes = new int[text.Symbols.Length];
        SuffixArray.Build(text.Symbols, suffixes, alphabet.SymbolCount);
        var seeds = new SeedPieces(text, rules, suffixes);
        seeds.Collect(seeds.CommonPrefixes(), seeds.WordNumbers());
        return seeds.Choose(alphabet, limit);
    }

    // By suffix in sorted order: how many characters it shares with the one before, counted to the end of the word at most.
    // Kasai's argument (what follows shares one less at least) holds with that limit too, so this is linear.
    private int[] CommonPrefixes()
    {
        int[] symbols = text.Symbols;
        int[] shared = new int[symbols.Length];
        int[] before = new int[symbols.Length];
        before[suffixes[0]] = -1;
        for (int i = 1; i < suffixes.Length; i++)
        {
            before[suffixes[i]] = suffixes[i - 1];
        }

        int length = 0;
        for (int position = 0; position < symbols.Length; position++)
        {
            int other = before[position];
            if (other < 0)
            {
                length = 0;
            }
            else
            {
                while (symbols[position + length] >= Alphabet.FirstSymbol && symbols[position + length] == symbols[other + length])
                {
                    length++;
                }
            }

            before[position] = length;
            length = Math.Max(0, length - 1);
        }

        for (int i = 0; i < suffixes.Length; i++)
        {
            shared[i] = before[suffixes[i]];
        }

        return shared;
    }

    private int[] WordNumbers()
    {
        int[] numbers = new int[text.Symbols.Length];
        for (int word = 0; word < text.WordCount; word++)
        {
            numbers.AsSpan(text.Starts[word], text.Starts[word + 1] - text.Starts[word]).Fill(word);
        }

        return numbers;
    }

    // Walks the intervals of suffixes that share a prefix, longest prefixes first, without storing the tree they form.
    private void Collect(int[] shared, int[] wordNumbers)
    {
        var open = new Stack<Interval>();
        long weight = 0;
        for (int i = 0; i < suffixes.Length; i++)
        {
            int length = shared[i];
            int left = i - 1;
            long weightBefore = i == 0 ? 0 : weight - WeightOf(suffixes[i - 1], wordNumbers);
            while (open.Count > 0 && open.Peek().Length > length)
            {
                Interval closed = open.Pop();
                left = closed.Left;
                weightBefore = closed.WeightBefore;
                int parent = Math.Max(length, open.Count > 0 ? open.Peek().Length : 0);
                Consider(left, closed.Length, parent, weight - weightBefore);
            }

            if (length > 0 && (open.Count == 0 || open.Peek().Length < length))
            {
                open.Push(new Interval(length, left, weightBefore));
            }

            // The rest of a word that occurs often is a repeated substring even if no other word ends so.
            int start = suffixes[i];
            long own = WeightOf(start, wordNumbers);
            int rest = text.Symbols[start] < Alphabet.FirstSymbol ? 0 : text.Starts[wordNumbers[start] + 1] - 1 - start;
            int next = i + 1 < suffixes.Length ? shared[i + 1] : 0;
            if (own >= 2 && rest > length && rest > next)
            {
                Consider(i, rest, Math.Max(length, next), own);
            }

            weight += own;
        }

        while (open.Count > 0)
        {
            Interval closed = open.Pop();
            Consider(closed.Left, closed.Length, open.Count > 0 ? open.Peek().Length : 0, weight - closed.WeightBefore);
        }
    }

    private long WeightOf(int position, int[] wordNumbers) =>
        text.Symbols[position] < Alphabet.FirstSymbol ? 0 : text.Counts[wordNumbers[position]];

    // All prefixes longer than the parent's occur just as often. Where the whole is no piece, because it is too long or goes on in
    // another script, the longest prefix that is one takes its place.
    private void Consider(int left, int length, int parentLength, long weight)
    {
        length = Math.Min(length, rules.MaxLength);
        while (length > Math.Max(1, parentLength) && !rules.Allows(text.Symbols.AsSpan(suffixes[left], length)))
        {
            length--;
        }

        if (length > Math.Max(1, parentLength))
        {
            candidates.Add(new Candidate(left, length, weight * length));
        }
    }

    private CandidatePieces Choose(Alphabet alphabet, int limit)
    {
        KeepBest(limit);
        AddCharacters(alphabet);

        // With the same first suffix the shorter piece is a prefix of the longer, so this is the order of their characters.
        candidates.Sort(static (one, other) => one.Left != other.Left ? one.Left.CompareTo(other.Left) : one.Length.CompareTo(other.Length));
        int[] starts = new int[candidates.Count];
        int[] lengths = new int[candidates.Count];
        double[] scores = new double[candidates.Count];
        double sum = 0;
        foreach (Candidate candidate in candidates)
        {
            sum += candidate.Score;
        }

        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = suffixes[candidates[i].Left];
            lengths[i] = candidates[i].Length;
            scores[i] = Math.Log(candidates[i].Score / sum);
        }

        return new CandidatePieces(text.Symbols, starts, lengths, scores);
    }

    private void KeepBest(int limit)
    {
        if (candidates.Count > limit)
        {
            candidates.Sort(static (one, other) =>
                one.Score != other.Score ? other.Score.CompareTo(one.Score)
                : one.Left != other.Left ? one.Left.CompareTo(other.Left)
                : one.Length.CompareTo(other.Length));
            candidates.RemoveRange(limit, candidates.Count - limit);
        }
    }

    private void AddCharacters(Alphabet alphabet)
    {
        int last = -1;
        for (int i = 0; i < suffixes.Length; i++)
        {
            int symbol = text.Symbols[suffixes[i]];
            if (symbol >= Alphabet.FirstSymbol && symbol != last)
            {
                candidates.Add(new Candidate(i, 1, alphabet.Counts[symbol - Alphabet.FirstSymbol]));
                last = symbol;
            }
        }
    }

    private readonly record struct Candidate(int Left, int Length, long Score);

    private readonly record struct Interval(int Length, int Left, long WeightBefore);
}
