using Portolan.Corpus.Deduplication;

namespace Portolan.Corpus.Tests.Deduplication;

public sealed class RepeatFinderTests
{
    [Fact]
    public void Agrees_with_a_set_for_documents_of_any_length_one_after_another()
    {
        var random = new Random(12);
        var finder = new RepeatFinder();
        foreach (int lines in (int[])[0, 1, 5000, 3, 8, 9, 128, 129, 20_000, 2, 700])
        {
            finder.Begin(lines);
            var met = new HashSet<ulong>();
            for (int i = 0; i < lines; i++)
            {
                // Few low bits, so that many hashes want the same place.
                ulong hash = (ulong)random.NextInt64(1, 3000) << 40 | 5;
                Assert.Equal(!met.Add(hash), finder.IsRepeat(hash));
            }
        }
    }
}
