using System.Buffers.Binary;
using Portolan.Corpus.Deduplication;
using Portolan.Corpus.Internals;
using Portolan.Storage;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Deduplication;

public sealed class PartitionDeduplicatorTests
{
    [Theory]
    [InlineData(DedupMode.RemoveAll, 1_000_000, 2)]
    [InlineData(DedupMode.RemoveAll, 1_000, 4)]
    [InlineData(DedupMode.RemoveAll, 200, 2)]
    [InlineData(DedupMode.KeepFirst, 1_000_000, 4)]
    [InlineData(DedupMode.KeepFirst, 1_000, 2)]
    [InlineData(DedupMode.KeepFirst, 200, 8)]
    public void Verdicts_are_those_of_a_naive_program_in_any_number_of_passes(DedupMode mode, long memory, int partitions)
    {
        using TemporaryFolder folder = new();
        var random = new Random((int)memory + partitions);
        ulong[] pool = [.. Enumerable.Range(0, 600).Select(_ => Full(random)), 0, 1UL << 63, ulong.MaxValue];
        ulong[][] shards = [.. Enumerable.Range(0, 6).Select(i => Enumerable.Range(0, i == 3 ? 0 : random.Next(900)).Select(_ => pool[random.Next(pool.Length)]).ToArray())];
        string[] files = [.. shards.Select((shard, i) => WriteRun(folder.File($"{i}.hashes"), partitions, shard))];
        var counts = shards.SelectMany(s => s).GroupBy(h => h).ToDictionary(g => g.Key, g => g.Count());
        var met = new HashSet<ulong>();
        bool[][] expected = [.. shards.Select(shard => shard.Select(h => mode == DedupMode.KeepFirst ? !met.Add(h) : counts[h] > 1).ToArray())];
        int passes = 0;

        for (int partition = 0; partition < partitions; partition++)
        {
            var deduplicator = new PartitionDeduplicator(mode, partition, partitions, memory);
            string verdicts = folder.File($"{partition}.verdicts");
            long length = deduplicator.Run(files, verdicts, CancellationToken.None);
            passes += deduplicator.Passes;
            length.ShouldBe(new FileInfo(verdicts).Length);
            for (int shard = 0; shard < shards.Length; shard++)
            {
                byte[] bits = VerdictFile.ReadShard(verdicts, shard, shards.Length);
                int at = 0;
                for (int i = 0; i < shards[shard].Length; i++)
                {
                    if ((int)(shards[shard][i] >> (64 - int.Log2(partitions))) == partition)
                    {
                        ((bits[at >> 3] >> (at & 7) & 1) == 1).ShouldBe(expected[shard][i], $"shard {shard}, hash {i}");
                        at++;
                    }
                }

                bits.Length.ShouldBe((at + 7) / 8);
            }
        }

        (passes > partitions).ShouldBe(memory < 1_000_000);
    }

    [Fact]
    public void One_line_in_every_document_does_not_make_the_table_larger_than_its_budget()
    {
        using TemporaryFolder folder = new();
        ulong[] hashes = new ulong[300_000];
        hashes.AsSpan().Fill(0x1234_5678_9ABC_DEF0);
        hashes[7] = 5;
        string file = WriteRun(folder.File("a"), 2, hashes);
        var deduplicator = new PartitionDeduplicator(DedupMode.RemoveAll, 0, 2, memoryBytes: 100_000);

        deduplicator.Run([file], folder.File("v"), CancellationToken.None);

        deduplicator.LargestTableBytes.ShouldBeLessThanOrEqualTo(100_000);
        byte[] bits = VerdictFile.ReadShard(folder.File("v"), 0, 1);
        bits[0].ShouldBe((byte)0x7F);
        bits[1..].ShouldAllBe(b => b == 0xFF);
    }

    [Fact]
    public void Cancellation_leaves_no_verdicts()
    {
        using TemporaryFolder folder = new();
        string file = WriteRun(folder.File("a"), 2, [1, 2, 3]);
        Should.Throw<OperationCanceledException>(() =>
            new PartitionDeduplicator(DedupMode.RemoveAll, 0, 2, 1000).Run([file], folder.File("v"), new CancellationToken(canceled: true)));
        File.Exists(folder.File("v")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(2, 600_000)]
    [InlineData(4096, 3)]
    [InlineData(4096, 700_000)]
    public void Hashes_come_back_by_partition_in_order(int partitions, int count)
    {
        using TemporaryFolder folder = new();
        var random = new Random(count);
        ulong[] hashes = [.. Enumerable.Range(0, count).Select(_ => Full(random))];
        string path = WriteRun(folder.File("a"), partitions, hashes);
        ILookup<int, ulong> expected = hashes.ToLookup(h => (int)(h >> (64 - int.Log2(partitions))));
        foreach (int partition in (int[])[0, partitions / 2, partitions - 1])
        {
            using var reader = new HashRunReader(path, partition, partitions);
            ulong[] buffer = [];
            for (int round = 0; round < 2; round++)
            {
                List<ulong> read = [];
                while (true)
                {
                    ReadOnlySpan<ulong> chunk = reader.NextChunk(ref buffer);
                    if (chunk.IsEmpty)
                    {
                        break;
                    }

                    read.AddRange(chunk);
                }

                read.SequenceEqual(expected[partition]).ShouldBeTrue($"partition {partition}");
                reader.Count.ShouldBe(read.Count);
                reader.Rewind();
            }
        }
    }

    [Fact]
    public void A_damaged_hash_file_is_reported_with_its_path()
    {
        using TemporaryFolder folder = new();
        string path = WriteRun(folder.File("a"), 2, [1, 2, 1UL << 63, 3]);
        byte[] good = File.ReadAllBytes(path);
        int footer = good.Length - HashRunWriter.FooterBytes;
        Action<byte[]>[] damages =
        [
            b => b[^1] ^= 1,
            b => BinaryPrimitives.WriteInt32LittleEndian(b.AsSpan(footer), -1),
            b => BinaryPrimitives.WriteInt32LittleEndian(b.AsSpan(footer), int.MaxValue),
            b => BinaryPrimitives.WriteInt32LittleEndian(b.AsSpan(footer + 4), 4),
            b => BinaryPrimitives.WriteInt64LittleEndian(b.AsSpan(footer - 36), -8),
            b => BinaryPrimitives.WriteInt64LittleEndian(b.AsSpan(footer - 36), long.MaxValue),
            b => BinaryPrimitives.WriteInt32LittleEndian(b.AsSpan(footer - 28), -1),
            b => BinaryPrimitives.WriteInt32LittleEndian(b.AsSpan(footer - 28), int.MaxValue),
            b => BinaryPrimitives.WriteInt32LittleEndian(b.AsSpan(footer - 12), -1),
            b => BinaryPrimitives.WriteInt32LittleEndian(b.AsSpan(footer - 8), int.MaxValue),
        ];
        foreach (Action<byte[]> damage in damages)
        {
            byte[] bad = [.. good];
            damage(bad);
            File.WriteAllBytes(path, bad);
            StorageException error = Should.Throw<StorageException>(() => new HashRunReader(path, 0, 2).Dispose());
            error.Message.ShouldContain(path);
            error.Hint.ShouldNotBeNull();
        }

        for (int length = 0; length < good.Length; length++)
        {
            File.WriteAllBytes(path, good[..length]);
            Should.Throw<StorageException>(() => new HashRunReader(path, 0, 2).Dispose());
        }
    }

    [Fact]
    public void A_damaged_verdict_file_is_reported_and_never_trusted()
    {
        using TemporaryFolder folder = new();
        string file = WriteRun(folder.File("a"), 2, [1, 2, 3, 4, 5, 6, 7, 8, 9]), path = folder.File("v");
        new PartitionDeduplicator(DedupMode.KeepFirst, 0, 2, 1000).Run([file, file], path, CancellationToken.None);
        byte[] good = File.ReadAllBytes(path);
        VerdictFile.ReadShard(path, 1, 2).ShouldBe([0xFF, 0x01]);
        Should.Throw<StorageException>(() => VerdictFile.ReadShard(path, 0, 3));
        foreach (long bits in (long[])[-1, long.MinValue, long.MaxValue, long.MaxValue - 7, 1L << 40])
        {
            byte[] bad = [.. good];
            BinaryPrimitives.WriteInt64LittleEndian(bad.AsSpan(16), bits);
            File.WriteAllBytes(path, bad);
            Should.Throw<StorageException>(() => VerdictFile.ReadShard(path, 0, 2)).Message.ShouldContain(path);
            Should.Throw<StorageException>(() => VerdictFile.ReadShard(path, 1, 2));
        }

        for (int length = 0; length < good.Length; length++)
        {
            File.WriteAllBytes(path, good[..length]);
            Should.Throw<StorageException>(() => VerdictFile.ReadShard(path, 1, 2));
        }
    }

    [Fact]
    public void Routes_lead_each_line_to_its_verdict()
    {
        using TemporaryFolder folder = new();
        ulong high = 1UL << 63;
        string file = WriteRun(folder.File("a"), 2, [1, high | 1, 1, high | 2]);
        string[] verdicts = [folder.File("v0"), folder.File("v1")];
        for (int partition = 0; partition < 2; partition++)
        {
            new PartitionDeduplicator(DedupMode.KeepFirst, partition, 2, 1000).Run([file], verdicts[partition], CancellationToken.None);
        }

        // Lines: hash 1, a repeat in the document, hash high+1 | hash 1 again, a zero hash, hash high+2 | and one line too many.
        byte[] routes = new byte[14];
        ushort[] numbers = [0, LineRoutes.Repeat, 1, 0, LineRoutes.Zero, 1, 1];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(routes.AsSpan(2 * i), numbers[i]);
        }

        string routesPath = folder.Write("r", routes);
        using var lines = new LineVerdicts(routesPath, verdicts, 0, 1);
        bool[] keep = new bool[3];
        lines.Next(keep).ShouldBe(1);
        keep.ShouldBe([true, false, true]);
        lines.Next(keep).ShouldBe(2);
        keep.ShouldBe([false, false, true]);
        lines.Next([]).ShouldBe(0);

        // The bits of a byte's padding cannot be told from verdicts, but what lies beyond the file can.
        Should.Throw<StorageException>(() => lines.Next(new bool[2])).Message.ShouldContain("the routes end");
        byte[] many = new byte[40];
        using var beyond = new LineVerdicts(folder.Write("r2", many), verdicts, 0, 1);
        Should.Throw<StorageException>(() => beyond.Next(new bool[20])).Message.ShouldContain("more lines than verdicts");
    }

    private static ulong Full(Random random)
    {
        Span<byte> bytes = stackalloc byte[8];
        random.NextBytes(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    private static string WriteRun(string path, int partitions, ReadOnlySpan<ulong> hashes)
    {
        using var writer = new HashRunWriter(path, partitions);
        foreach (ulong hash in hashes)
        {
            Assert.Equal((int)(hash >> (64 - int.Log2(partitions))), writer.Add(hash));
        }

        writer.Complete().ShouldBe(new FileInfo(path).Length);
        return path;
    }
}
