using System.Runtime.CompilerServices;

namespace Portolan.Text.SentencePiece.Training;

/// <summary>The pieces as a trie in a double array over symbols: a child stands at its parent's base + symbol and names its parent.</summary>
internal sealed class SegmentTrie
{
    private const int None = -1;

    /// <summary>Free places tried for a node with several children before it goes to the end; more saves little space.</summary>
    private const int MaxAttempts = 64;

    private Node[] nodes;
    private int[] nextFree;
    private int[] previousFree;
    private int firstFree = None;
    private int lastFree = None;
    private int cursor = None;
    private int frontier;

    private SegmentTrie(int places)
    {
        nodes = [];
        nextFree = [];
        previousFree = [];
        Grow(places);
    }

    public const int Root = 0;

    /// <summary>Places of the array, free ones included.</summary>
    public int PlaceCount => nodes.Length;

    public static SegmentTrie Build(CandidatePieces pieces, int symbolCount)
    {
        var trie = new SegmentTrie(symbolCount + pieces.Count + 1);
        trie.Take(Root, None);
        var open = new Queue<Range>();
        open.Enqueue(new Range(Root, 0, pieces.Count, 0));
        var children = new List<Range>();
        var labels = new List<int>();
        while (open.TryDequeue(out Range range))
        {
            int from = range.From;
            if (from < range.To && pieces.Length(from) == range.Depth)
            {
                trie.nodes[range.Node].Piece = from++;
            }

            children.Clear();
            labels.Clear();
            while (from < range.To)
            {
                int label = pieces.Piece(from)[range.Depth];
                int end = from + 1;
                while (end < range.To && pieces.Piece(end)[range.Depth] == label)
                {
                    end++;
                }

                labels.Add(label);
                children.Add(new Range(0, from, end, range.Depth + 1));
                from = end;
            }

            if (labels.Count > 0)
            {
                int start = trie.Place(labels);
                trie.nodes[range.Node].Base = start;
                for (int i = 0; i < labels.Count; i++)
                {
                    trie.Take(start + labels[i], range.Node);
                    open.Enqueue(children[i] with { Node = start + labels[i] });
                }
            }
        }

        trie.nextFree = trie.previousFree = [];
        return trie;
    }

    /// <summary>Goes from a node to its child by a symbol; false, with the node unchanged, when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Step(ref int node, int symbol, out int piece)
    {
        Node[] all = nodes;
        int child = all[node].Base + symbol;
        if ((uint)child < (uint)all.Length && all[child].Parent == node)
        {
            node = child;
            piece = all[child].Piece;
            return true;
        }

        piece = None;
        return false;
    }

    private int Place(List<int> labels)
    {
        if (firstFree == None)
        {
            Grow(nodes.Length * 2);
        }

        if (labels.Count == 1)
        {
            return firstFree - labels[0];
        }

        int place = cursor == None || nodes[cursor].Parent != Node.Free ? firstFree : cursor;
        for (int attempt = 0; attempt < MaxAttempts && place != None; attempt++)
        {
            if (Fits(place - labels[0], labels))
            {
                cursor = nextFree[place];
                return place - labels[0];
            }

            place = nextFree[place];
        }

        // Behind the last place taken everything is free. The next such nodes search from there; single children fill what is passed over.
        int start = frontier;
        if (start + labels[^1] - labels[0] >= nodes.Length)
        {
            Grow(Math.Max(nodes.Length + (nodes.Length / 2), start + labels[^1] - labels[0] + 1));
        }

        cursor = start;
        return start - labels[0];
    }

    private bool Fits(int start, List<int> labels)
    {
        if (start + labels[^1] >= nodes.Length)
        {
            return false;
        }

        foreach (int label in labels)
        {
            if (nodes[start + label].Parent != Node.Free)
            {
                return false;
            }
        }

        return true;
    }

    private void Take(int place, int parent)
    {
        int before = previousFree[place];
        int after = nextFree[place];
        if (before == None)
        {
            firstFree = after;
        }
        else
        {
            nextFree[before] = after;
        }

        if (after == None)
        {
            lastFree = before;
        }
        else
        {
            previousFree[after] = before;
        }

        if (cursor == place)
        {
            cursor = after;
        }

        frontier = Math.Max(frontier, place + 1);
        nodes[place] = new Node { Base = -1 - int.MaxValue / 2, Parent = parent, Piece = None };
    }

    private void Grow(int places)
    {
        int old = nodes.Length;
        Array.Resize(ref nodes, places);
        Array.Resize(ref nextFree, places);
        Array.Resize(ref previousFree, places);
        for (int place = old; place < places; place++)
        {
            nodes[place] = new Node { Parent = Node.Free, Piece = None };
            previousFree[place] = place == old ? lastFree : place - 1;
            nextFree[place] = place + 1 == places ? None : place + 1;
        }

        if (lastFree == None)
        {
            firstFree = old;
        }
        else
        {
            nextFree[lastFree] = old;
        }

        lastFree = places - 1;
    }

    private struct Node
    {
        public const int Free = -2;

        /// <summary>Very negative for a leaf, so that base + symbol is never a place.</summary>
        public int Base;
        public int Parent;
        public int Piece;
    }

    private readonly record struct Range(int Node, int From, int To, int Depth);
}
