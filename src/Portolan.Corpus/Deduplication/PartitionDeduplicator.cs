using System.Runtime.InteropServices;
using Portolan.Storage;

namespace Portolan.Corpus.Deduplication;

/// <summary>Decides for every line hash of one partition, over all shards of a group, whether the line goes.</summary>
/// <remarks>
/// Memory is the table (12 bytes a distinct hash) and one bit a hash. A partition whose table exceeds the budget is worked on in
/// passes, each over the hashes that share some more bits.
/// </remarks>
internal sealed class PartitionDeduplicator
{
    private readonly DedupMode mode;
    private readonly int partition, partitions;
    private readonly long memoryBytes;

    public PartitionDeduplicator(DedupMode mode, int partition, int partitions, long memoryBytes)
    {
        this.mode = mode;
        this.partition = partition;
        this.partitions = partitions;
        this.memoryBytes = memoryBytes;
    }

    /// <summary>How often the hashes were read, for tests and reports.</summary>
    public int Passes { get; private set; }

    /// <summary>Bytes of the largest table, for tests.</summary>
    public long LargestTableBytes { get; private set; }

    /// <summary>Reads the shards' hash files in order and writes the verdicts.</summary>
    /// <returns>Length of the file written.</returns>
    public unsafe long Run(IReadOnlyList<string> hashFiles, string verdictPath, CancellationToken cancellationToken)
    {
        var runs = new List<HashRunReader>(hashFiles.Count);
        byte* verdicts = null;
        try
        {
            long[] counts = new long[hashFiles.Count];
            long total = 0, bytes = 0;
            ulong[] chunk = new ulong[1 << 12];
            for (int i = 0; i < hashFiles.Count; i++)
            {
                var run = new HashRunReader(hashFiles[i], partition, partitions);
                runs.Add(run);
                counts[i] = run.Count;
                total += run.Count;
                bytes += VerdictFile.ByteCount(run.Count);
            }

            // A sample of the hashes tells how many are distinct: copies of one line, which no bits can part, take one place.
            var distinct = new DistinctEstimate();
            foreach (HashRunReader run in runs)
            {
                for (ReadOnlySpan<ulong> hashes = run.NextChunk(ref chunk); !hashes.IsEmpty; hashes = run.NextChunk(ref chunk))
                {
                    distinct.Add(hashes);
                }
            }

            // The verdicts need their bit a hash in any case; no more than half of the budget is given up for them.
            long tableBytes = Math.Max(memoryBytes - bytes, memoryBytes / 2);
            int passBits = 0;
            while (LineHashTable.BytesFor(distinct.Count >> passBits) > tableBytes && passBits < 20)
            {
                passBits++;
            }

            verdicts = (byte*)NativeMemory.AllocZeroed((nuint)Math.Max(1, bytes));
            var work = new Work(runs, counts, verdicts);
            Passes = 1 << passBits;
            for (uint pass = 0; pass < Passes; pass++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                RunPass(work, pass, passBits, distinct.Count >> passBits, total);
            }

            return Write(verdictPath, counts, verdicts, bytes);
        }
        finally
        {
            NativeMemory.Free(verdicts);
            foreach (HashRunReader run in runs)
            {
                run.Dispose();
            }
        }
    }

    private sealed unsafe class Work(List<HashRunReader> runs, long[] counts, byte* verdicts)
    {
        public ulong[] Chunk = new ulong[1 << 12];
        public ulong[] Selected = new ulong[1 << 12];
        public long[] Places = new long[1 << 12];
        public bool[] Flags = new bool[1 << 12];

        public List<HashRunReader> Runs { get; } = runs;

        /// <summary>Calls back with batches of this pass's hashes and their bit positions, in input order.</summary>
        public void ForEachBatch(ulong prefix, int prefixBits, Action<int> apply)
        {
            long firstByte = 0;
            for (int shard = 0; shard < Runs.Count; shard++)
            {
                HashRunReader run = Runs[shard];
                run.Rewind();
                long place = firstByte * 8;
                while (true)
                {
                    ReadOnlySpan<ulong> hashes = run.NextChunk(ref Chunk);
                    if (hashes.IsEmpty)
                    {
                        break;
                    }

                    if (Selected.Length < hashes.Length)
                    {
                        Selected = new ulong[hashes.Length];
                        Places = new long[hashes.Length];
                        Flags = new bool[hashes.Length];
                    }

                    int selected = 0;
                    foreach (ulong hash in hashes)
                    {
                        if (hash >> (64 - prefixBits) == prefix)
                        {
                            Selected[selected] = hash;
                            Places[selected++] = place;
                        }

                        place++;
                    }

                    apply(selected);
                }

                firstByte += VerdictFile.ByteCount(counts[shard]);
            }
        }

        public void Mark(int selected)
        {
            for (int i = 0; i < selected; i++)
            {
                if (Flags[i])
                {
                    verdicts[Places[i] >> 3] |= (byte)(1 << (int)(Places[i] & 7));
                }
            }
        }
    }

    private void RunPass(Work work, uint pass, int passBits, long distinct, long total)
    {
        int prefixBits = int.Log2(partitions) + passBits;
        ulong prefix = (ulong)partition << passBits | pass;

        // 2 % above the estimate is more than three standard errors; the table grows when that is not enough.
        using var table = new LineHashTable(total, prefixBits, distinct + distinct / 50 + 64);
        bool keepFirst = mode == DedupMode.KeepFirst;
        work.ForEachBatch(prefix, prefixBits, selected =>
        {
            table.Add(work.Selected.AsSpan(0, selected), work.Flags);
            if (keepFirst)
            {
                work.Mark(selected);
            }
        });
        if (!keepFirst)
        {
            work.ForEachBatch(prefix, prefixBits, selected =>
            {
                table.IsRepeated(work.Selected.AsSpan(0, selected), work.Flags);
                work.Mark(selected);
            });
        }

        LargestTableBytes = Math.Max(LargestTableBytes, table.SlotCount * sizeof(ulong));
    }

    private unsafe long Write(string path, long[] counts, byte* verdicts, long bytes)
    {
        using AtomicFile file = AtomicFile.Create(path);
        VerdictFile.WriteHeader(file.Stream, partition, counts);
        for (long done = 0; done < bytes;)
        {
            int step = (int)Math.Min(bytes - done, 1 << 20);
            file.Stream.Write(new ReadOnlySpan<byte>(verdicts + done, step));
            done += step;
        }

        long length = file.Stream.Position;
        file.Commit();
        return length;
    }
}
