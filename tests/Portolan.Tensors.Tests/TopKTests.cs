namespace Portolan.Tensors.Tests;

public sealed class TopKTests
{
    [Theory]
    [InlineData(Similarity.Dot)]
    [InlineData(Similarity.SquaredL2)]
    public void The_best_are_those_of_a_full_sort_whatever_the_order_and_the_division(Similarity similarity)
    {
        var random = new Random(11);
        for (int round = 0; round < 200; round++)
        {
            // Few distinct scores: ties are frequent.
            float[] scores = [.. Enumerable.Range(0, random.Next(0, 60)).Select(_ => random.Next(0, 12) is 0 ? float.NaN : random.Next(-5, 5))];
            int capacity = random.Next(1, 20);
            (float, long)[] expected =
            [
                .. scores.Select((score, i) => (Score: score, Item: (long)i)).Where(x => !float.IsNaN(x.Score))
                    .OrderBy(x => similarity == Similarity.SquaredL2 ? x.Score : -x.Score).ThenBy(x => x.Item).Take(capacity),
            ];
            var whole = new TopK(capacity, similarity);
            whole.Offer(scores, 0);
            whole.ToSortedArray().ShouldBe(expected);

            TopK[] parts = [new(capacity, similarity), new(capacity, similarity), new(capacity, similarity)];
            int[] order = [.. Enumerable.Range(0, scores.Length)];
            random.Shuffle(order);
            foreach (int i in order)
            {
                parts[random.Next(3)].Offer(scores[i], i);
            }

            parts[0].Merge(parts[1]);
            parts[2].Merge(parts[0]);
            parts[2].ToSortedArray().ShouldBe(expected);
        }
    }

    [Fact]
    public void What_cannot_enter_is_told_beforehand()
    {
        var best = new TopK(2);
        best.Admits(float.NaN).ShouldBeFalse();
        best.Offer([1, 2], 0);
        best.Admits(0.5f).ShouldBeFalse();
        best.Admits(1.5f).ShouldBeTrue();
        best.Admits(float.NaN).ShouldBeFalse();
        best.Count.ShouldBe(2);
    }
}
