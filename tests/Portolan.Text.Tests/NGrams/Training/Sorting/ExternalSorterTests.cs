using Portolan.Storage;
using Portolan.Testing;
using Portolan.Text.NGrams.Training.Estimation;
using Portolan.Text.NGrams.Training.Sorting;

namespace Portolan.Text.Tests.NGrams.Training.Sorting;

public sealed class ExternalSorterTests : IDisposable
{
    private const long EnoughMemory = 100_000_000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 8)]
    [InlineData(1000, 1)]
    [InlineData((1 << 15) - 1, 8)]
    [InlineData(1 << 16, 2)]
    [InlineData((1 << 16) + 1, 3)]
    [InlineData(300_000, 8)]
    public void Sorts_in_memory_with_any_number_of_threads(int count, int threads) => Check(count, threads, EnoughMemory, maxKey: ulong.MaxValue >> 1);

    [Theory]
    [InlineData(4_000, 60_000)]
    [InlineData(20_000, 60_000)]
    [InlineData(200_000, 20_000)]
    [InlineData(500_000, 20_000)]
    public void Sorts_through_files_as_in_memory(int count, long memory) => Check(count, threads: 2, memory, maxKey: 1 << 20);

    [Fact]
    public void Records_of_one_key_keep_their_order() => Check(10_000, threads: 2, memory: 60_000, maxKey: 3);

    [Fact]
    public void Sorts_by_the_given_bits_only()
    {
        using var workspace = new Workspace(EnoughMemory, null, 1, CancellationToken.None);
        using var sorter = new ExternalSorter<ContextRecord>(workspace, 4, 8, 16);
        sorter.Add(new ContextRecord(0x2ff, 0, 0, false));
        sorter.Add(new ContextRecord(0x101, 1, 0, false));
        sorter.Add(new ContextRecord(0x200, 2, 0, false));
        sorter.Add(new ContextRecord(0x100, 3, 0, false));
        sorter.Complete();
        Read(sorter).Select(record => record.Rank).ShouldBe([1u, 3u, 0u, 2u]);
    }

    [Fact]
    public void A_list_in_memory_and_in_a_file_reads_alike_and_more_than_once()
    {
        int block = RecordList<uint>.BlockLength;
        foreach (int count in (int[])[0, 1, block - 1, block, block + 1, 5 * block, (5 * block) + 7])
        {
            foreach (long memory in (long[])[0, 4 * block * sizeof(uint), EnoughMemory])
            {
                using var workspace = new Workspace(memory, folder.Path, 1, CancellationToken.None);
                using var list = new RecordList<uint>(workspace);
                for (uint i = 0; i < count; i++)
                {
                    list.Add(i * 2654435761);
                }

                list.Complete();
                list.Count.ShouldBe(count);
                for (int pass = 0; pass < 2; pass++)
                {
                    using RecordList<uint>.Cursor cursor = list.Read();
                    uint at = 0;
                    while (cursor.MoveNext())
                    {
                        if (cursor.Current != at++ * 2654435761)
                        {
                            throw new InvalidOperationException($"record {at - 1} of {count} is wrong with {memory} bytes");
                        }
                    }

                    at.ShouldBe((uint)count);
                }
            }
        }

        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_an_error_that_names_it()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        string path = folder.File("records");
        File.CreateSymbolicLink(path, "/dev/full");
        using var file = new TemporaryFile(path);
        StorageException error = Should.Throw<StorageException>(() => file.Append<int>([1, 2, 3]));
        error.Path.ShouldBe(path);
        error.Message.ShouldContain("No space left on device");
        error.Hint!.ShouldContain("--temporary");
    }

    private void Check(int count, int threads, long memory, ulong maxKey)
    {
        var random = new Random(count + threads);
        ContextRecord[] records = [.. Enumerable.Range(0, count).Select(i => new ContextRecord((ulong)random.NextInt64((long)maxKey), (uint)i, (uint)i, i % 2 == 0))];
        using var workspace = new Workspace(memory, folder.Path, threads, CancellationToken.None);
        using (var sorter = new ExternalSorter<ContextRecord>(workspace, count, 0, 64))
        {
            foreach (ContextRecord record in records)
            {
                sorter.Add(in record);
            }

            sorter.Complete();
            (uint, ulong, uint)[] expected = [.. records.OrderBy(record => record.Context).Select(record => (record.Rank, record.Context, record.Count))];
            (uint, ulong, uint)[] actual = [.. Read(sorter).Select(record => (record.Rank, record.Context, record.Count))];
            actual.AsSpan().SequenceEqual(expected).ShouldBeTrue();
        }

        (workspace.SpilledBytes > 0).ShouldBe(memory < EnoughMemory);
    }

    private static List<ContextRecord> Read(ExternalSorter<ContextRecord> sorter)
    {
        var all = new List<ContextRecord>();
        for (ReadOnlySpan<ContextRecord> block = sorter.ReadBlock(); !block.IsEmpty; block = sorter.ReadBlock())
        {
            all.AddRange(block);
        }

        return all;
    }
}
