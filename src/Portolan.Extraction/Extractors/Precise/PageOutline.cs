using Portolan.Extraction.Blocks;
using Portolan.Extraction.Html;

namespace Portolan.Extraction.Extractors.Precise;

/// <summary>What is known of every element: the marks of its ancestors, and sums over the text inside it.</summary>
/// <remarks>Each is computed for all nodes in one pass over the page, downwards for what is inherited and upwards for what is summed.</remarks>
internal sealed class PageOutline
{
    public const int MarkCount = 64;

    private byte[] rows = new byte[MarkCount * 256];
    private int rowCount;
    private int[] rowOf = [];
    private int[] heaviest = [];
    private bool byLikely;

    /// <summary>Sums over the blocks inside each element.</summary>
    public NodeSums[] Sums { get; private set; } = [];

    /// <summary>The nearest ancestor that holds more blocks than the element itself; 0 at the top.</summary>
    public int[] Wider { get; private set; } = [];

    /// <summary>A hash of the element's name and class and its parent's: elements that the author meant to look alike.</summary>
    public ulong[] Style { get; private set; } = [];

    /// <summary>Reads the marks of all elements: what depends on the markup alone.</summary>
    public void ReadMarks(HtmlDocument document)
    {
        int count = document.Count;
        if (rowOf.Length < count)
        {
            rowOf = new int[count * 2];
            heaviest = new int[count * 2];
            Sums = new NodeSums[count * 2];
            Wider = new int[count * 2];
            Style = new ulong[count * 2];
        }

        rowCount = 1;
        rows.AsSpan(0, MarkCount).Clear();
        rowOf[0] = 0;
        Style[0] = 0;
        for (int node = 1; node < count; node++)
        {
            int parent = document.Parent(node);
            rowOf[node] = rowOf[parent];
            if (document.Kind(node) != HtmlNodeKind.Element)
            {
                Style[node] = Style[parent];
                continue;
            }

            HtmlTag tag = document.Tag(node);
            ulong marks = MarkReader.Read(document, node, tag, out ulong named);
            ulong own = ((ulong)tag * 0x9E3779B97F4A7C15) ^ named;
            Style[node] = own ^ (ulong.RotateLeft(Style[parent], 17) & 0xFFFFFFFF);
            if (marks != 0)
            {
                rowOf[node] = AddRow(rowOf[parent], marks, (byte)Math.Min(255, document.Depth(node)));
            }
        }
    }

    /// <summary>The depth of the nearest element with each mark, from the node upwards; 0 where there is none.</summary>
    public ReadOnlySpan<byte> Marks(int node) => rows.AsSpan(rowOf[node] * MarkCount, MarkCount);

    /// <summary>Sums the blocks over the elements around them.</summary>
    public void Sum(BlockList blocks, ReadOnlySpan<BlockFacts> facts)
    {
        HtmlDocument document = blocks.Document;
        int count = document.Count;
        Sums.AsSpan(0, count).Clear();
        for (int i = 0; i < facts.Length; i++)
        {
            TextBlock block = blocks[i];
            ref NodeSums sums = ref Sums[block.Container];
            float words = facts[i].Words, linked = words * block.LinkLength / block.TextLength;
            sums.Words += words;
            sums.LinkWords += linked;
            sums.Blocks++;
            bool prose = words >= 8 && (facts[i].EndsSentence || words >= 25) && linked < 0.5f * words;
            sums.Prose += prose ? words - linked : 0;
            sums.Paragraphs += prose ? 1 : 0;
            sums.OwnWords += words;
        }

        for (int node = count - 1; node > 0; node--)
        {
            ref NodeSums sums = ref Sums[node];
            if (sums.Blocks > 0)
            {
                ref NodeSums parent = ref Sums[document.Parent(node)];
                parent.ChildWords += sums.OwnWords;
                parent.ChildProse += sums.OwnWords > 0 ? sums.Prose : 0;
                parent.Words += sums.Words;
                parent.LinkWords += sums.LinkWords;
                parent.Blocks += sums.Blocks;
                parent.Prose += sums.Prose;
                parent.Paragraphs += sums.Paragraphs;
            }
        }

        Wider[0] = 0;
        for (int node = 1; node < count; node++)
        {
            int parent = document.Parent(node);
            Wider[node] = Sums[parent].Blocks > Sums[node].Blocks ? parent : Wider[parent];
        }
    }

    /// <summary>Finds for each element the child with the most prose, or with the most likely words after a first look.</summary>
    public void FindHeaviest(HtmlDocument document, bool likely)
    {
        int count = document.Count;
        heaviest.AsSpan(0, count).Clear();
        byLikely = likely;
        for (int node = count - 1; node > 0; node--)
        {
            if (Sums[node].Blocks > 0)
            {
                ref int best = ref heaviest[document.Parent(node)];
                if (best == 0 || Quantity(node) >= Quantity(best))
                {
                    best = node;
                }
            }
        }
    }

    /// <summary>Goes down from the page, step by step, to the smallest element that still has the given share of the whole.</summary>
    public int Root(float share)
    {
        int root = 0;
        float whole = Quantity(0);
        while (heaviest[root] != 0 && whole > 0 && Quantity(heaviest[root]) >= share * whole)
        {
            root = heaviest[root];
        }

        return root;
    }

    private float Quantity(int node) => byLikely ? Sums[node].Likely : Sums[node].Prose;

    private int AddRow(int parent, ulong marks, byte depth)
    {
        if ((rowCount + 1) * MarkCount > rows.Length)
        {
            Array.Resize(ref rows, rows.Length * 2);
        }

        Span<byte> row = rows.AsSpan(rowCount * MarkCount, MarkCount);
        rows.AsSpan(parent * MarkCount, MarkCount).CopyTo(row);
        for (; marks != 0; marks &= marks - 1)
        {
            row[System.Numerics.BitOperations.TrailingZeroCount(marks)] = depth;
        }

        return rowCount++;
    }
}
