using Portolan.Text.FastText.Internals;

namespace Portolan.Text.Tests.FastText;

public sealed class PredictionHeapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    public void Keeps_the_best_in_order(int capacity)
    {
        var random = new Random(capacity);
        var heap = new PredictionHeap();
        for (int count = 0; count < 90; count++)
        {
            float[] scores = [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
            heap.Reset(capacity);
            for (int i = 0; i < count; i++)
            {
                heap.Add(scores[i], i);
            }

            heap.Sort();
            Enumerable.Range(0, heap.Count).Select(heap.ScoreAt).ShouldBe(scores.OrderDescending().Take(capacity));
            Enumerable.Range(0, heap.Count).ShouldAllBe(i => scores[heap.LabelAt(i)] == heap.ScoreAt(i));
        }
    }

    [Fact]
    public void The_later_of_two_equal_labels_is_kept_as_in_libstdcxx()
    {
        var heap = new PredictionHeap();
        heap.Reset(1);
        heap.Add(0.5f, 0);
        heap.Add(0.5f, 1);
        heap.LabelAt(0).ShouldBe(1);
    }
}
