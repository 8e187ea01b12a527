namespace Portolan.Text.NGrams.Training.Sorting;

/// <summary>The memory and the temporary directory that one training run shares out.</summary>
/// <remarks>
/// Lists take memory up to half of the limit and go on in files. A sort takes what is left, at least a quarter of the limit, and keeps
/// half of that once it is sorted. Not thread-safe.
/// </remarks>
internal sealed class Workspace : IDisposable
{
    private static int directoryNumber;

    private readonly long memoryBytes;
    private readonly string parentDirectory;
    private string? directory;
    private long inLists;
    private long inSorts;
    private int fileNumber;

    /// <param name="memoryBytes">The limit.</param>
    /// <param name="temporaryDirectory">Where files go when it is reached; null for the system's.</param>
    /// <param name="threads">Threads that a sort may use.</param>
    /// <param name="cancellation">Stops sorts between passes.</param>
    public Workspace(long memoryBytes, string? temporaryDirectory, int threads, CancellationToken cancellation)
    {
        this.memoryBytes = memoryBytes;
        parentDirectory = temporaryDirectory ?? Path.GetTempPath();
        Threads = threads;
        Cancellation = cancellation;
    }

    public int Threads { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>Bytes for a sort that begins now.</summary>
    public long SortBytes => Math.Max(memoryBytes - inLists - inSorts, memoryBytes / 4);

    /// <summary>Bytes written to temporary files so far.</summary>
    public long SpilledBytes { get; set; }

    /// <summary>Memory for a list; false when lists have their half.</summary>
    public bool TryTakeForList(long bytes)
    {
        if (inLists + bytes > memoryBytes / 2)
        {
            return false;
        }

        inLists += bytes;
        return true;
    }

    public void GiveBackFromList(long bytes) => inLists -= bytes;

    /// <summary>Books memory that a sort uses; negative when it gives back.</summary>
    public void BookForSort(long bytes) => inSorts += bytes;

    public TemporaryFile CreateFile()
    {
        if (directory is null)
        {
            // Unique among processes by the process number and within one by a counter.
            string name = $"portolan-train-{Environment.ProcessId}-{Interlocked.Increment(ref directoryNumber)}";
            string path = Path.GetFullPath(Path.Combine(parentDirectory, name));
            Directory.CreateDirectory(path);
            directory = path;
        }

        return new TemporaryFile(Path.Combine(directory, $"{fileNumber++}.records"));
    }

    /// <summary>Removes the temporary directory; the files in it are closed before.</summary>
    public void Dispose()
    {
        if (directory is not null)
        {
            Directory.Delete(directory, recursive: true);
            directory = null;
        }
    }
}
