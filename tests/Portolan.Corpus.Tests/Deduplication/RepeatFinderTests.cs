using Portolan.Corpus.Deduplication;

namespace Portolan.Corpus.Tests.Deduplication;

public sealed class RepeatFinderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(5000)]
    [InlineData(600_000)]
    public void Each_hash_is_a_repeat_from_its_second_time_on(int lines)
    {
        var random = new Random(lines);
        var finder = new RepeatFinder();
        for (int document = 0; document < 3; document++)
        {
            finder.Begin();
            var met = new HashSet<ulong>();
            for (int i = 0; i < lines; i++)
            {
                ulong hash = (ulong)random.NextInt64(1, lines * 2L);
                finder.IsRepeat(hash).ShouldBe(!met.Add(hash));
            }
        }
    }
}
