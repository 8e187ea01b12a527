using System.Runtime.InteropServices;
using Portolan.Extraction.Blocks;
using Portolan.Extraction.Html;

namespace Portolan.Extraction.Extractors.Precise;

/// <summary>Measures each block's surroundings by what a first look thinks of them.</summary>
internal sealed class SecondLook
{
    private const float Good = 0.5f;
    private const float LongBlock = 8;

    private readonly Dictionary<ulong, (float Words, float Likely)> styles = [];
    private float[] siblings = [];

    /// <summary>Fills the columns from <see cref="Column.First"/> on, which holds the first look's probabilities.</summary>
    public void Read(BlockList blocks, FeatureTable table, ReadOnlySpan<BlockFacts> facts, PageOutline outline)
    {
        HtmlDocument document = blocks.Document;
        Sum(blocks, table, facts, outline);
        float whole = outline.Sums[0].Likely;
        outline.FindHeaviest(document, likely: true);
        int root = outline.Root(0.7f);
        int tight = outline.Root(0.9f);
        for (int i = 0; i < table.Rows; i++)
        {
            TextBlock block = blocks[i];
            int node = block.Container;
            NodeSums own = outline.Sums[node];
            int wider = outline.Wider[node], wider2 = outline.Wider[wider], wider3 = outline.Wider[wider2];
            table[Column.ContainerFirst][i] = Mean(own);
            table[Column.WiderFirst][i] = Mean(outline.Sums[wider]);
            table[Column.WiderFirst2][i] = Mean(outline.Sums[wider2]);
            table[Column.WiderFirst3][i] = Mean(outline.Sums[wider3]);
            table[Column.LikelyShare][i] = own.Likely / MathF.Max(1, whole);
            table[Column.WiderLikelyShare][i] = outline.Sums[wider].Likely / MathF.Max(1, whole);
            table[Column.WiderLikelyShare2][i] = outline.Sums[wider2].Likely / MathF.Max(1, whole);
            int parent = Math.Max(0, document.Parent(node));
            table[Column.SiblingFirst][i] = siblings[parent] / (outline.Sums[parent].ChildWords + 0.1f);
            (float words, float likely) = styles[outline.Style[node]];
            table[Column.StyleFirst][i] = likely / (words + 0.1f);
            table[Column.InLikelyRoot][i] = block.First >= root && block.First < document.End(root) ? 1 : 0;
            table[Column.InTightLikelyRoot][i] = block.First >= tight && block.First < document.End(tight) ? 1 : 0;
            table[Column.LikelyRootDepth][i] = document.Depth(document.Parent(block.First)) - document.Depth(root);
            table[Column.PageLikely][i] = MathF.Log2(1 + whole);
            table[Column.PageLikelyShare][i] = whole / MathF.Max(1, outline.Sums[0].Words);
        }

        ReadSequence(table, facts, table.Rows, whole);
    }

    private static float Mean(NodeSums sums) => sums.Likely / (sums.Words + 0.1f);

    private void Sum(BlockList blocks, FeatureTable table, ReadOnlySpan<BlockFacts> facts, PageOutline outline)
    {
        HtmlDocument document = blocks.Document;
        int count = document.Count;
        if (siblings.Length < count)
        {
            siblings = new float[count * 2];
        }

        siblings.AsSpan(0, count).Clear();
        styles.Clear();
        for (int node = 0; node < count; node++)
        {
            outline.Sums[node].Likely = 0;
        }

        ReadOnlySpan<float> first = table[Column.First];
        for (int i = 0; i < table.Rows; i++)
        {
            int node = blocks[i].Container;
            float likely = facts[i].Words * first[i];
            outline.Sums[node].Likely += likely;
            siblings[Math.Max(0, document.Parent(node))] += likely;
            ref (float Words, float Likely) style = ref CollectionsMarshal.GetValueRefOrAddDefault(styles, outline.Style[node], out _);
            style.Words += facts[i].Words;
            style.Likely += likely;
        }

        for (int node = count - 1; node > 0; node--)
        {
            outline.Sums[document.Parent(node)].Likely += outline.Sums[node].Likely;
        }
    }

    private static void ReadSequence(FeatureTable table, ReadOnlySpan<BlockFacts> facts, int count, float whole)
    {
        ReadOnlySpan<float> first = table[Column.First];
        int firstGood = count, lastGood = -1;
        for (int i = 0; i < count; i++)
        {
            if (first[i] >= Good && facts[i].Words >= LongBlock)
            {
                firstGood = Math.Min(firstGood, i);
                lastGood = i;
            }
        }

        float near = 0, far = 0, since = 1000, before = 0, best = 0;
        int blocksSince = 100;
        for (int i = 0; i < count; i++)
        {
            table[Column.NearBefore][i] = near;
            table[Column.FarBefore][i] = far;
            table[Column.SinceGood][i] = MathF.Log2(1 + since);
            table[Column.BlocksSinceGood][i] = blocksSince;
            table[Column.LikelyBefore][i] = before / MathF.Max(1, whole);
            table[Column.BestBefore][i] = best;
            table[Column.SinceStart][i] = Math.Clamp(i - firstGood, -50, 50);
            table[Column.UntilEnd][i] = Math.Clamp(lastGood - i, -50, 50);
            Step(facts[i].Words, first[i], ref near, ref far, ref since, ref blocksSince, ref best);
            before += facts[i].Words * first[i];
        }

        near = far = best = 0;
        since = 1000;
        blocksSince = 100;
        for (int i = count - 1; i >= 0; i--)
        {
            table[Column.NearAfter][i] = near;
            table[Column.FarAfter][i] = far;
            table[Column.UntilGood][i] = MathF.Log2(1 + since);
            table[Column.BlocksUntilGood][i] = blocksSince;
            table[Column.BestAfter][i] = best;
            Step(facts[i].Words, first[i], ref near, ref far, ref since, ref blocksSince, ref best);
        }
    }

    private static void Step(float words, float first, ref float near, ref float far, ref float since, ref int blocksSince, ref float best)
    {
        float weight = 1 - MathF.Exp(-words / 10), slow = 1 - MathF.Exp(-words / 80);
        near += (first - near) * weight;
        far += (first - far) * slow;
        bool good = first >= Good && words >= LongBlock;
        since = good ? 0 : since + words;
        blocksSince = good ? 0 : Math.Min(100, blocksSince + 1);
        best = MathF.Max(best * 0.7f, first);
    }
}
