namespace Portolan.Text.FastText.Internals;

/// <summary>The tree of hierarchical softmax: leaves are labels, and inner node <c>i</c> is row <c>i</c> of the output matrix.</summary>
/// <remarks>The file does not hold it; it follows from the label counts as in fastText's <c>HierarchicalSoftmaxLoss::buildTree</c>.</remarks>
internal sealed class HuffmanTree
{
    /// <summary>fastText's stand-in for infinity; counts must add up to less.</summary>
    public const long UnsetCount = 1_000_000_000_000_000;

    private readonly int[] left;
    private readonly int[] right;

    /// <summary>Builds the tree; counts are at least 0 and add up to less than <see cref="UnsetCount"/>.</summary>
    public HuffmanTree(ReadOnlySpan<long> counts)
    {
        int leaves = counts.Length;
        LeafCount = leaves;
        left = new int[leaves - 1];
        right = new int[leaves - 1];
        long[] sums = new long[leaves - 1];
        Array.Fill(sums, UnsetCount);
        int leaf = leaves - 1;
        int inner = 0;
        for (int i = 0; i < leaves - 1; i++)
        {
            left[i] = TakeSmallest(counts, sums, ref leaf, ref inner, out long leftCount);
            right[i] = TakeSmallest(counts, sums, ref leaf, ref inner, out long rightCount);
            sums[i] = leftCount + rightCount;
        }

        Depth = MeasureDepth();
    }

    public int LeafCount { get; }

    /// <summary>Edges from the root to the deepest leaf.</summary>
    public int Depth { get; }

    /// <summary>The root: a leaf's number when there is one label only, else <c>leaves + inner node</c>.</summary>
    public int Root => (2 * LeafCount) - 2;

    public int Left(int inner) => left[inner];

    public int Right(int inner) => right[inner];

    private static int TakeSmallest(ReadOnlySpan<long> counts, long[] sums, ref int leaf, ref int inner, out long count)
    {
        // At the last inner nodes every sum before them is set, so inner never reaches an unset one.
        if (leaf >= 0 && (inner == sums.Length || counts[leaf] < sums[inner]))
        {
            count = counts[leaf];
            return leaf--;
        }

        count = sums[inner];
        return counts.Length + inner++;
    }

    private int MeasureDepth()
    {
        // A parent always comes after its children, so one pass from the root down sees each parent first.
        int[] depths = new int[left.Length];
        int deepest = 0;
        for (int i = left.Length - 1; i >= 0; i--)
        {
            int below = depths[i] + 1;
            deepest = Math.Max(deepest, below);
            foreach (int child in (ReadOnlySpan<int>)[left[i], right[i]])
            {
                if (child >= LeafCount)
                {
                    depths[child - LeafCount] = below;
                }
            }
        }

        return deepest;
    }
}
