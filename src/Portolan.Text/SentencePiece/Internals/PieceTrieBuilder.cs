namespace Portolan.Text.SentencePiece.Internals;

/// <summary>Builds a <see cref="PieceTrie"/> from keys in byte order.</summary>
internal sealed class PieceTrieBuilder
{
    private const int ByteValues = 256;
    private const int Nobody = -1;

    // A base that fits is looked for among this many free places, and after the last node if none does: a few per cent of space
    // for building time that does not grow with the square of the vocabulary.
    private const int MaxProbes = 256;

    private readonly List<byte[]> keys;
    private readonly List<int> values;
    private readonly List<float> scores;
    private readonly FreePlaces places = new();
    private PieceTrie.Node[] nodes = [];
    private int highestBase;

    private PieceTrieBuilder(List<byte[]> keys, List<int> values, List<float> scores)
    {
        this.keys = keys;
        this.values = values;
        this.scores = scores;
    }

    /// <summary>Builds the trie of keys that are neither empty nor equal; their order does not matter.</summary>
    public static PieceTrie Build(IEnumerable<(byte[] Key, int Value, float Score)> entries)
    {
        List<(byte[] Key, int Value, float Score)> sorted = [.. entries];
        sorted.Sort(static (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        var builder = new PieceTrieBuilder(
            sorted.ConvertAll(e => e.Key), sorted.ConvertAll(e => e.Value), sorted.ConvertAll(e => e.Score));
        return builder.Build();
    }

    private PieceTrie Build()
    {
        Grow(4 * ByteValues);
        Take(PieceTrie.Root, Nobody);
        var pending = new Stack<(int Node, int From, int To, int Depth)>();
        pending.Push((PieceTrie.Root, 0, keys.Count, 0));
        Span<byte> labels = stackalloc byte[ByteValues];
        Span<int> starts = stackalloc int[ByteValues + 1];
        while (pending.TryPop(out (int Node, int From, int To, int Depth) range))
        {
            int from = range.From;
            if (from < range.To && keys[from].Length == range.Depth)
            {
                nodes[range.Node].Value = values[from];
                nodes[range.Node].Score = scores[from];
                from++;
            }

            int count = 0;
            for (int i = from; i < range.To; i++)
            {
                byte label = keys[i][range.Depth];
                if (count == 0 || labels[count - 1] != label)
                {
                    labels[count] = label;
                    starts[count++] = i;
                }
            }

            if (count == 0)
            {
                continue;
            }

            starts[count] = range.To;
            int childBase = FindBase(labels[..count]);
            nodes[range.Node].ChildBase = childBase;
            highestBase = Math.Max(highestBase, childBase);
            for (int i = 0; i < count; i++)
            {
                int child = childBase + labels[i];
                Take(child, range.Node);
                pending.Push((child, starts[i], starts[i + 1], range.Depth + 1));
            }
        }

        Array.Resize(ref nodes, highestBase + ByteValues);
        return new PieceTrie(nodes);
    }

    private int FindBase(ReadOnlySpan<byte> labels)
    {
        int free = places.First;
        for (int probe = 0; probe < MaxProbes && free != FreePlaces.None; probe++, free = places.Next(free))
        {
            int candidate = free - labels[0];
            if (candidate >= 0 && Fits(candidate, labels))
            {
                return candidate;
            }
        }

        // Behind the last base's 256 places everything is free. The end of the arrays would be free too, but they grow by half of
        // their length, and so would the space between one such node and the next.
        int behind = highestBase + ByteValues;
        if (behind + ByteValues > nodes.Length)
        {
            Grow(behind + ByteValues);
        }

        return behind;
    }

    private bool Fits(int candidate, ReadOnlySpan<byte> labels)
    {
        if (candidate + ByteValues > nodes.Length)
        {
            Grow(candidate + (2 * ByteValues));
        }

        foreach (byte label in labels)
        {
            if (!places.Contains(candidate + label))
            {
                return false;
            }
        }

        return true;
    }

    private void Grow(int atLeast)
    {
        int old = nodes.Length;
        int length = Math.Max(atLeast, old + (old / 2));
        Array.Resize(ref nodes, length);
        places.Grow(length);
        for (int i = old; i < length; i++)
        {
            nodes[i] = new PieceTrie.Node { Parent = Nobody, Value = PieceTrie.NoKey };
        }
    }

    private void Take(int place, int parent)
    {
        places.Take(place);
        nodes[place].Parent = parent;
    }
}
