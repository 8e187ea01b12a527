using System.Runtime.InteropServices;
using Portolan.Storage;

namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>Sorts any number of records in bounded memory: sorted runs on disk, then one merge over all.</summary>
internal sealed class RuleSorter : IDisposable
{
    private const int MinRecords = 1 << 10;

    // So that merging reads blocks of a useful size whatever the number of runs.
    private const int BlockRecords = 1 << 12;

    private readonly string stem;
    private readonly int capacity;
    private readonly List<string> runs = [];
    private RuleRecord[] records = new RuleRecord[MinRecords];
    private int count;

    /// <param name="stem">Beginning of the names of temporary files.</param>
    /// <param name="memoryBytes">Bytes for records in memory.</param>
    public RuleSorter(string stem, long memoryBytes)
    {
        this.stem = stem;
        capacity = (int)Math.Clamp(memoryBytes / RuleRecord.Bytes, MinRecords, Array.MaxLength / 2);
    }

    /// <summary>Runs that were written, for tests.</summary>
    public int RunCount => runs.Count;

    public void Add(RuleKey key, uint value)
    {
        if (count == records.Length)
        {
            if (count == capacity)
            {
                WriteRun();
            }
            else
            {
                Array.Resize(ref records, Math.Min(capacity, count * 2));
            }
        }

        records[count++] = new RuleRecord(key.High, key.Low, value);
    }

    /// <summary>All records in order, each once.</summary>
    public IEnumerable<RuleRecord> Merge()
    {
        if (runs.Count == 0)
        {
            Array.Sort(records, 0, count);
            return Distinct(records.Take(count));
        }

        WriteRun();
        records = [];
        return Distinct(MergeRuns());
    }

    public void Dispose()
    {
        foreach (string run in runs)
        {
            File.Delete(run);
        }
    }

    private static IEnumerable<RuleRecord> Distinct(IEnumerable<RuleRecord> sorted)
    {
        RuleRecord? last = null;
        foreach (RuleRecord record in sorted)
        {
            if (record != last)
            {
                yield return record;
                last = record;
            }
        }
    }

    private void WriteRun()
    {
        if (count == 0)
        {
            return;
        }

        Array.Sort(records, 0, count);
        string path = FormattableString.Invariant($"{stem}.{runs.Count}{AtomicFile.TemporarySuffix}");
        runs.Add(path);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(MemoryMarshal.AsBytes(records.AsSpan(0, count)));
        count = 0;
    }

    private IEnumerable<RuleRecord> MergeRuns()
    {
        var readers = new List<IEnumerator<RuleRecord>>(runs.Count);
        try
        {
            var queue = new PriorityQueue<IEnumerator<RuleRecord>, RuleRecord>();
            foreach (string run in runs)
            {
                IEnumerator<RuleRecord> reader = ReadRun(run).GetEnumerator();
                readers.Add(reader);
                if (reader.MoveNext())
                {
                    queue.Enqueue(reader, reader.Current);
                }
            }

            while (queue.TryPeek(out IEnumerator<RuleRecord>? next, out RuleRecord record))
            {
                yield return record;
                if (next.MoveNext())
                {
                    queue.DequeueEnqueue(next, next.Current);
                }
                else
                {
                    queue.Dequeue();
                }
            }
        }
        finally
        {
            foreach (IEnumerator<RuleRecord> reader in readers)
            {
                reader.Dispose();
            }
        }
    }

    /// <summary>The records of a file that this machine has just written.</summary>
    public static IEnumerable<RuleRecord> ReadRun(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        RuleRecord[] block = new RuleRecord[BlockRecords];
        for (int read; (read = file.ReadAtLeast(MemoryMarshal.AsBytes(block.AsSpan()), block.Length * RuleRecord.Bytes, throwOnEndOfStream: false)) > 0;)
        {
            for (int i = 0; i < read / RuleRecord.Bytes; i++)
            {
                yield return block[i];
            }
        }
    }
}
