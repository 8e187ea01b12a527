using Portolan.Testing;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Tests.Walking;

public sealed class TreeWalkerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Every_file_is_visited_once(int threads)
    {
        string[] expected = new string[3000];
        for (int i = 0; i < expected.Length; i++)
        {
            // One flat directory of 2,000 and a tree.
            expected[i] = folder.Write(i < 2000 ? $"flat/a-name-of-some-length-{i:0000}" : $"{i % 10}/{i % 7}/{i % 3}/f{i}", "x");
        }

        (Recorder seen, WalkCounts counts) = Recorder.Walk(folder.Path, new WalkOptions { Threads = threads });
        Array.Sort(expected, StringComparer.Ordinal);
        seen.Names.ShouldBe(expected);
        counts.Files.ShouldBe(3000);
        counts.Directories.ShouldBe(Directory.GetDirectories(folder.Path, "*", SearchOption.AllDirectories).Length + 1);
        counts.Problems.ShouldBe(0);
    }
}
