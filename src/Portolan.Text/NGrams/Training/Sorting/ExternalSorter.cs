namespace Portolan.Text.NGrams.Training.Sorting;

/// <summary>Sorts any number of records in bounded memory: radix-sorted runs, written to files when there is more than one, and merged.</summary>
/// <remarks>
/// Records of equal keys that can be merged are, so that what comes out does not depend on where runs were cut, apart from records
/// that could not be merged; those follow each other. Call <see cref="Add"/>, then <see cref="Complete"/>, then
/// <see cref="ReadBlock"/> until it is empty. Not thread-safe.
/// </remarks>
internal sealed unsafe class ExternalSorter<T> : IDisposable
    where T : unmanaged, IRadixRecord<T>
{
    // 16 GB of records; spans count to 2^31.
    private const int MaxCapacity = 1 << 30;
    private const int MinCapacity = 1 << 10;
    private const int MaxFanIn = 128;

    private readonly Workspace workspace;
    private readonly int lowBit;
    private readonly int highBit;
    private readonly long mergeBytes;
    private long booked;
    private readonly int capacity;
    private List<SortedRun> runs = [];
    private NativeBuffer<T>? buffer;
    private NativeBuffer<T>? spare;
    private T* next;
    private T* end;
    private RunMerger<T>? merger;
    private int sortedLength;
    private T* sorted;

    /// <param name="workspace">Memory, threads and files.</param>
    /// <param name="expected">At most so many records will come; more is slower, not wrong.</param>
    /// <param name="lowBit">The first bit of the key that differs between records.</param>
    /// <param name="highBit">The bit after the last.</param>
    public ExternalSorter(Workspace workspace, long expected, int lowBit, int highBit)
    {
        this.workspace = workspace;
        this.lowBit = lowBit;
        this.highBit = highBit;
        long bytes = workspace.SortBytes;
        mergeBytes = bytes / 2;
        capacity = (int)Math.Clamp(Math.Min(expected, bytes / (2 * sizeof(T))), MinCapacity, MaxCapacity);
        Book(2L * capacity * sizeof(T));
        buffer = new NativeBuffer<T>(capacity);
        spare = new NativeBuffer<T>(capacity);
        next = buffer.Pointer;
        end = next + capacity;
    }

    public void Add(in T record)
    {
        if (next == end)
        {
            WriteRun();
        }

        *next++ = record;
    }

    /// <summary>Sorts what was added; reading may begin.</summary>
    public void Complete()
    {
        if (runs.Count == 0)
        {
            sortedLength = SortBuffer(out sorted);
            (sorted == buffer!.Pointer ? spare : buffer)!.Dispose();
            Book((long)capacity * sizeof(T));
            return;
        }

        if (next != buffer!.Pointer)
        {
            WriteRun();
        }

        buffer.Dispose();
        spare!.Dispose();
        buffer = spare = null;
        Book(mergeBytes);
        while (runs.Count > MaxFanIn)
        {
            MergeNeighbours();
        }

        merger = new RunMerger<T>([.. runs], mergeBytes);
        runs.Clear();
    }

    /// <summary>The next records in order; valid until the next call. Empty at the end.</summary>
    public ReadOnlySpan<T> ReadBlock()
    {
        workspace.Cancellation.ThrowIfCancellationRequested();
        if (merger is not null)
        {
            return merger.ReadBlock();
        }

        var all = new ReadOnlySpan<T>(sorted, sortedLength);
        sortedLength = 0;
        return all;
    }

    public void Dispose()
    {
        buffer?.Dispose();
        spare?.Dispose();
        buffer = spare = null;
        Book(0);
        merger?.Dispose();
        runs.ForEach(run => run.File.Dispose());
        runs.Clear();
    }

    private void Book(long bytes)
    {
        workspace.BookForSort(bytes - booked);
        booked = bytes;
    }

    private void WriteRun()
    {
        workspace.Cancellation.ThrowIfCancellationRequested();
        int length = SortBuffer(out T* result);
        TemporaryFile file = workspace.CreateFile();
        runs.Add(new SortedRun(file));
        file.Append(new ReadOnlySpan<T>(result, length));
        workspace.SpilledBytes += file.Length;
        next = buffer!.Pointer;
    }

    /// <summary>Sorts the buffer and merges equal keys; returns how many records are left.</summary>
    private int SortBuffer(out T* result)
    {
        int count = (int)(next - buffer!.Pointer);
        result = RadixSort.Sort(buffer.Pointer, spare!.Pointer, count, lowBit, highBit, workspace.Threads);
        if (count == 0)
        {
            return 0;
        }

        T* last = result;
        for (T* record = result + 1; record < result + count; record++)
        {
            if (!T.TryMerge(ref *last, in *record))
            {
                *++last = *record;
            }
        }

        return (int)(last - result) + 1;
    }

    /// <summary>Merges each <see cref="MaxFanIn"/> neighbours into one, so that runs stay in the order of what was added.</summary>
    private void MergeNeighbours()
    {
        SortedRun[] all = [.. runs];
        var merged = new List<SortedRun>();
        for (int start = 0; start < all.Length; start += MaxFanIn)
        {
            workspace.Cancellation.ThrowIfCancellationRequested();
            TemporaryFile file = workspace.CreateFile();
            runs.Add(new SortedRun(file));
            merged.Add(runs[^1]);
            using var merge = new RunMerger<T>(all[start..Math.Min(start + MaxFanIn, all.Length)], mergeBytes);
            for (ReadOnlySpan<T> block = merge.ReadBlock(); !block.IsEmpty; block = merge.ReadBlock())
            {
                file.Append(block);
            }

            workspace.SpilledBytes += file.Length;
        }

        // All others were closed by their mergers.
        runs = merged;
    }
}

/// <summary>A file of records in order.</summary>
internal sealed record SortedRun(TemporaryFile File);
