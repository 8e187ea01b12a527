using Portolan.Graph.Internals;

namespace Portolan.Graph.Tests.Internals;

public class ReadySetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(300_000)]
    public void Gives_the_smallest_like_a_sorted_set(int capacity)
    {
        var random = new Random(capacity);
        var set = new ReadySet(capacity);
        var model = new SortedSet<int>();
        for (int step = 0; step < 20_000; step++)
        {
            int position = random.Next(4) switch { 0 => 0, 1 => capacity - 1, _ => random.Next(capacity) };
            if (random.Next(2) == 0)
            {
                if (model.Add(position))
                {
                    set.Add(position);
                }
            }
            else if (model.Count > 0)
            {
                int smallest = model.Min;
                model.Remove(smallest);
                set.TakeFirst().ShouldBe(smallest);
            }

            set.Count.ShouldBe(model.Count);
        }
    }
}
