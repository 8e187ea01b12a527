using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Portolan.Text.SentencePiece.Internals;

/// <summary>A trie over bytes that finds all keys which are a prefix of a text, one table look-up a byte (a double array).</summary>
/// <remarks>
/// The child of a node by byte b is at <c>node.ChildBase + b</c>, and is that node's if it says so in <see cref="Node.Parent"/>.
/// 256 nodes that belong to nobody follow the last base, so that no look-up needs a bounds check. Built here from checked keys and
/// never read from a file. Immutable.
/// </remarks>
internal sealed class PieceTrie
{
    public const int Root = 0;
    public const int NoKey = -1;
    private readonly Node[] nodes;

    internal PieceTrie(Node[] nodes)
    {
        this.nodes = nodes;
    }

    public ref readonly Node RootNode => ref MemoryMarshal.GetArrayDataReference(nodes);

    /// <summary>The child of <paramref name="node"/> by a byte; false if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Step(byte next, ref int node)
    {
        ref Node first = ref MemoryMarshal.GetArrayDataReference(nodes);
        Debug.Assert((uint)node < (uint)nodes.Length && Unsafe.Add(ref first, node).ChildBase + next < nodes.Length);
        int child = Unsafe.Add(ref first, node).ChildBase + next;
        if (Unsafe.Add(ref first, child).Parent != node)
        {
            return false;
        }

        node = child;
        return true;
    }

    /// <summary>What belongs to a node that <see cref="Step"/> came to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly Node At(int node) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(nodes), node);

    /// <summary>The value of a key, or <see cref="NoKey"/>.</summary>
    public int Find(ReadOnlySpan<byte> key)
    {
        int node = Root;
        foreach (byte next in key)
        {
            if (!Step(next, ref node))
            {
                return NoKey;
            }
        }

        return At(node).Value;
    }

    /// <summary>Length of the longest key that <paramref name="text"/> starts with, or 0.</summary>
    public int LongestPrefix(ReadOnlySpan<byte> text)
    {
        int node = Root;
        int longest = 0;
        for (int i = 0; i < text.Length && Step(text[i], ref node); i++)
        {
            if (At(node).Value != NoKey)
            {
                longest = i + 1;
            }
        }

        return longest;
    }

    /// <summary>A node; 16 bytes, so that one look-up brings all that the search needs.</summary>
    internal struct Node
    {
        public int ChildBase;
        public int Parent;
        public int Value;
        public float Score;
    }
}
