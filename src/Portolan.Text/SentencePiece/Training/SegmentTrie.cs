using System.Runtime.CompilerServices;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.SentencePiece.Training;

/// <summary>The pieces as a trie in a double array over symbols: a child stands at its parent's base + symbol and names its parent.</summary>
internal sealed class SegmentTrie
{
    private const int None = FreePlaces.None;

    /// <summary>Free places tried for a node with several children before it goes to the end; more saves little space.</summary>
    private const int MaxAttempts = 64;

    private FreePlaces free = new();
    private Node[] nodes = [];
    private int cursor = None;
    private int frontier;

    private SegmentTrie(int places)
    {
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

        trie.free = new FreePlaces();
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
        if (free.First == None)
        {
            Grow(nodes.Length * 2);
        }

        if (labels.Count == 1)
        {
            return free.First - labels[0];
        }

        int place = cursor == None || nodes[cursor].Parent != Node.Free ? free.First : cursor;
        for (int attempt = 0; attempt < MaxAttempts && place != None; attempt++)
        {
            if (Fits(place - labels[0], labels))
            {
                cursor = free.Next(place);
                return place - labels[0];
            }

            place = free.Next(place);
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
        int after = free.Take(place);
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
        nodes.AsSpan(old).Fill(new Node { Parent = Node.Free, Piece = None });
        free.Grow(places);
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
