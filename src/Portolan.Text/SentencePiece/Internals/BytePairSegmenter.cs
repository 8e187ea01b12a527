namespace Portolan.Text.SentencePiece.Internals;

/// <summary>Byte-pair merges: of all adjacent pairs that together are a piece the best-scoring is merged, the leftmost of equals first.</summary>
/// <remarks>
/// As sentencepiece 0.1.97 (<c>bpe_model.cc</c>): user-defined symbols never merge; a merged piece that is marked unused falls apart
/// again into the pair that was last seen to make it anywhere in the text. Not thread-safe.
/// </remarks>
internal sealed class BytePairSegmenter : Segmenter
{
    private const int Nothing = -1;
    private readonly Vocabulary vocabulary;
    private readonly PieceTrie trie;
    private readonly PieceTrie? userDefined;
    private readonly GrowingArray<Symbol> symbols = new();
    private readonly GrowingArray<Pair> agenda = new();

    /// <summary>By number, length of the left part of an unused piece; null if the model has none.</summary>
    private readonly int[]? leftParts;

    public BytePairSegmenter(Vocabulary vocabulary, PieceTrie? userDefined)
    {
        this.vocabulary = vocabulary;
        this.trie = vocabulary.Matched;
        this.userDefined = userDefined;
        this.leftParts = vocabulary.HasUnused ? new int[vocabulary.Count] : null;
    }

    public override void Segment(ReadOnlySpan<byte> normalized, int from, int to, ref float score, PieceList output)
    {
        Split(normalized, from, to);
        agenda.Count = 0;
        if (leftParts is not null)
        {
            Array.Clear(leftParts);
        }

        for (int i = 1; i < symbols.Count; i++)
        {
            Consider(normalized, i - 1, i);
        }

        while (agenda.Count > 0)
        {
            Pair best = Pop();
            Span<Symbol> all = symbols.Used;
            ref Symbol left = ref all[best.Left];
            ref Symbol right = ref all[best.Right];
            if (left.Length == 0 || right.Length == 0 || left.Length + right.Length != best.Length)
            {
                continue;
            }

            left.Length = best.Length;
            left.Node = best.Node;
            left.Next = right.Next;
            right.Length = 0;
            if (right.Next != Nothing)
            {
                all[right.Next].Previous = best.Left;
            }

            Consider(normalized, left.Previous, best.Left);
            Consider(normalized, best.Left, left.Next);
        }

        for (int i = symbols.Count > 0 ? 0 : Nothing; i != Nothing; i = symbols.Used[i].Next)
        {
            Symbol symbol = symbols.Used[i];
            Give(normalized, symbol.Start, symbol.Length, output);
        }
    }

    public override void Dispose()
    {
        symbols.Dispose();
        agenda.Dispose();
    }

    private void Split(ReadOnlySpan<byte> normalized, int from, int to)
    {
        symbols.Count = 0;
        for (int position = from; position < to;)
        {
            ReadOnlySpan<byte> rest = normalized[position..to];
            int length = userDefined is null ? 0 : userDefined.LongestPrefix(rest);
            bool frozen = length > 0;
            length = frozen ? length : Math.Min(Utf8Lead.Length(rest[0]), rest.Length);
            int index = symbols.Count;
            symbols.Add(new Symbol
            {
                Start = position,
                Length = length,
                Node = frozen ? Nothing : Walk(PieceTrie.Root, rest[..length]),
                Frozen = frozen,
                Previous = index - 1,
                Next = position + length == to ? Nothing : index + 1,
            });
            position += length;
        }
    }

    private int Walk(int node, ReadOnlySpan<byte> text)
    {
        foreach (byte next in text)
        {
            if (!trie.Step(next, ref node))
            {
                return Nothing;
            }
        }

        return node;
    }

    /// <summary>Puts a pair on the agenda if together it is a piece.</summary>
    private void Consider(ReadOnlySpan<byte> normalized, int left, int right)
    {
        if (left == Nothing || right == Nothing)
        {
            return;
        }

        Symbol first = symbols.Used[left];
        Symbol second = symbols.Used[right];
        if (first.Node == Nothing || second.Frozen)
        {
            return;
        }

        int node = Walk(first.Node, normalized.Slice(second.Start, second.Length));
        if (node == Nothing || trie.At(node).Value is < 0 and int)
        {
            return;
        }

        ref readonly PieceTrie.Node found = ref trie.At(node);
        Push(new Pair { Score = found.Score, Left = left, Right = right, Length = first.Length + second.Length, Node = node });
        if (leftParts is not null && vocabulary.Types[found.Value] == PieceType.Unused)
        {
            leftParts[found.Value] = first.Length;
        }
    }

    private void Give(ReadOnlySpan<byte> normalized, int start, int length, PieceList output)
    {
        int id = vocabulary.FindInText(normalized.Slice(start, length));
        int left = leftParts is null ? 0 : leftParts[id];
        if (left > 0 && vocabulary.Types[id] == PieceType.Unused)
        {
            Give(normalized, start, left, output);
            Give(normalized, start + left, length - left, output);
            return;
        }

        output.Add(id, start + length, normalized);
    }

    private void Push(Pair pair)
    {
        agenda.Add(pair);
        Span<Pair> heap = agenda.Used;
        int at = heap.Length - 1;
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (!pair.Before(heap[parent]))
            {
                break;
            }

            heap[at] = heap[parent];
            at = parent;
        }

        heap[at] = pair;
    }

    private Pair Pop()
    {
        Span<Pair> heap = agenda.Used;
        Pair top = heap[0];
        Pair last = heap[^1];
        agenda.Count--;
        heap = heap[..^1];
        int at = 0;
        while ((2 * at) + 1 < heap.Length)
        {
            int child = (2 * at) + 1;
            if (child + 1 < heap.Length && heap[child + 1].Before(heap[child]))
            {
                child++;
            }

            if (!heap[child].Before(last))
            {
                break;
            }

            heap[at] = heap[child];
            at = child;
        }

        if (!heap.IsEmpty)
        {
            heap[at] = last;
        }

        return top;
    }

    /// <summary>A stretch of text in the linked list of what is left; length 0 once it was merged into its left neighbour.</summary>
    private struct Symbol
    {
        public int Start;
        public int Length;
        public int Previous;
        public int Next;

        /// <summary>Its place in the trie, or -1 if no piece starts with it or it is frozen.</summary>
        public int Node;
        public bool Frozen;
    }

    private struct Pair
    {
        public float Score;
        public int Left;
        public int Right;
        public int Length;
        public int Node;

        public readonly bool Before(in Pair other) => Score > other.Score || (Score == other.Score && Left < other.Left);
    }
}
