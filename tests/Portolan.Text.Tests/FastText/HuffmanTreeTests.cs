using Portolan.Text.FastText.Internals;

namespace Portolan.Text.Tests.FastText;

public sealed class HuffmanTreeTests
{
    [Fact]
    public void One_label_is_the_root_itself()
    {
        var tree = new HuffmanTree([7]);
        tree.Root.ShouldBe(0);
        tree.Depth.ShouldBe(0);
    }

    [Fact]
    public void The_sum_of_weighted_depths_is_the_least_possible()
    {
        var random = new Random(3);
        for (int labels = 2; labels < 60; labels++)
        {
            // fastText sorts labels by count, most frequent first.
            long[] counts = [.. Enumerable.Range(0, labels).Select(_ => random.NextInt64(1, 1000)).OrderDescending()];
            var tree = new HuffmanTree(counts);
            Cost(tree, counts).ShouldBe(LeastCost(counts));
        }
    }

    [Fact]
    public void Counts_of_zero_make_a_tree_that_is_only_deep()
    {
        var tree = new HuffmanTree(new long[5000]);
        tree.Depth.ShouldBeInRange(12, 4999);
    }

    private static long Cost(HuffmanTree tree, long[] counts)
    {
        long cost = 0;
        int deepest = 0;
        var open = new Stack<(int Node, int Depth)>([(tree.Root, 0)]);
        while (open.TryPop(out (int Node, int Depth) at))
        {
            if (at.Node < tree.LeafCount)
            {
                cost += counts[at.Node] * at.Depth;
                deepest = Math.Max(deepest, at.Depth);
                continue;
            }

            open.Push((tree.Left(at.Node - tree.LeafCount), at.Depth + 1));
            open.Push((tree.Right(at.Node - tree.LeafCount), at.Depth + 1));
        }

        deepest.ShouldBe(tree.Depth);
        return cost;
    }

    private static long LeastCost(long[] counts)
    {
        var queue = new PriorityQueue<long, long>(counts.Select(c => (c, c)));
        long cost = 0;
        while (queue.Count > 1)
        {
            long sum = queue.Dequeue() + queue.Dequeue();
            cost += sum;
            queue.Enqueue(sum, sum);
        }

        return cost;
    }
}
