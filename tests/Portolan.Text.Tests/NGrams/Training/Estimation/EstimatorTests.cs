using System.Collections;
using Portolan.Text.NGrams.Training;
using Portolan.Text.NGrams.Training.Counting;
using Portolan.Text.NGrams.Training.Estimation;
using Portolan.Text.NGrams.Training.Sorting;

namespace Portolan.Text.Tests.NGrams.Training.Estimation;

public sealed class EstimatorTests
{
    private const long Memory = 10_000_000;
    private const int Words = 20;

    [Fact]
    public void A_cancelled_estimation_gives_its_memory_back()
    {
        using var cancellation = new CancellationTokenSource();
        using var workspace = new Workspace(Memory, null, 1, cancellation.Token);
        using (AdjustedCounts counts = Count(workspace))
        {
            var estimator = new Estimator(counts, [Discounts.Fallback, Discounts.Fallback], Words, workspace);
            Should.Throw<OperationCanceledException>(() => estimator.Run(order => cancellation.Cancel()));
        }

        workspace.SortBytes.ShouldBe(Memory);
    }

    [Fact]
    public void A_failure_while_contexts_are_added_up_gives_the_memory_back()
    {
        using var workspace = new Workspace(Memory, null, 1, CancellationToken.None);
        using (AdjustedCounts counts = Count(workspace))
        {
            var estimator = new Estimator(counts, new OneDiscount(), Words, workspace);
            Should.Throw<InvalidOperationException>(() => estimator.Run(_ => { })).Message.ShouldBe("no second");
        }

        workspace.SortBytes.ShouldBe(Memory);
    }

    private static AdjustedCounts Count(Workspace workspace)
    {
        using var text = new RecordList<uint>(workspace);
        var random = new Random(1);
        for (int i = 0; i < 1000; i++)
        {
            text.Add(random.Next(8) == 0 ? Vocabulary.End : (uint)random.Next(3, Words));
        }

        text.Add(Vocabulary.End);
        text.Complete();
        return NGramCounter.Count(text, Words, [0, 0], workspace);
    }

    /// <summary>Has no discount for the second order, which is asked for between its two sorts.</summary>
    private sealed class OneDiscount : IReadOnlyList<Discounts>
    {
        public int Count => 1;

        public Discounts this[int index] => index == 0 ? Discounts.Fallback : throw new InvalidOperationException("no second");

        public IEnumerator<Discounts> GetEnumerator() => Enumerable.Repeat(Discounts.Fallback, 1).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
