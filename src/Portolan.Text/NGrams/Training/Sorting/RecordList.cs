namespace Portolan.Text.NGrams.Training.Sorting;

/// <summary>A list of records that is appended to once and then read from the start, any number of times.</summary>
/// <remarks>It begins in memory, and goes on in a temporary file when the workspace has no more. Not thread-safe.</remarks>
internal sealed unsafe class RecordList<T> : IDisposable
    where T : unmanaged
{
    /// <summary>Records in a block: 256 KiB, long enough for a disk and short enough for dozens of lists.</summary>
    public static readonly int BlockLength = (1 << 18) / sizeof(T);

    private readonly Workspace workspace;
    private readonly List<NativeBuffer<T>> blocks = [];
    private NativeBuffer<T>? pending;
    private TemporaryFile? file;
    private T* next;
    private T* end;

    public RecordList(Workspace workspace)
    {
        this.workspace = workspace;
    }

    /// <summary>Records; exact once <see cref="Complete"/> was called.</summary>
    public long Count { get; private set; }

    public void Add(T record)
    {
        if (next == end)
        {
            NextBlock();
        }

        *next++ = record;
    }

    /// <summary>Ends appending.</summary>
    public void Complete()
    {
        if (pending is null)
        {
            Count -= end - next;
        }
        else
        {
            int length = (int)(next - pending.Pointer);
            file!.Append<T>(pending.Span[..length]);
            workspace.SpilledBytes += (long)length * sizeof(T);
            Count += length;
            pending.Dispose();
            pending = null;
        }

        next = end = null;
    }

    public Cursor Read() => new(this);

    public void Dispose()
    {
        foreach (NativeBuffer<T> block in blocks)
        {
            block.Dispose();
            workspace.GiveBackFromList((long)BlockLength * sizeof(T));
        }

        blocks.Clear();
        pending?.Dispose();
        pending = null;
        file?.Dispose();
        file = null;
        Count = 0;
        next = end = null;
    }

    private void NextBlock()
    {
        NativeBuffer<T> block;
        if (pending is not null)
        {
            file!.Append<T>(pending.Span);
            workspace.SpilledBytes += (long)BlockLength * sizeof(T);
            Count += BlockLength;
            block = pending;
        }
        else if (workspace.TryTakeForList((long)BlockLength * sizeof(T)))
        {
            block = new NativeBuffer<T>(BlockLength);
            blocks.Add(block);
            Count += BlockLength;
        }
        else
        {
            workspace.Cancellation.ThrowIfCancellationRequested();
            file = workspace.CreateFile();
            block = pending = new NativeBuffer<T>(BlockLength);
        }

        next = block.Pointer;
        end = next + BlockLength;
    }

    /// <summary>Reads the list forward.</summary>
    public sealed class Cursor : IDisposable
    {
        private readonly RecordList<T> list;
        private NativeBuffer<T>? buffer;
        private int block;
        private long read;
        private T* next;
        private T* end;

        internal Cursor(RecordList<T> list)
        {
            this.list = list;
        }

        public T Current { get; private set; }

        public bool MoveNext()
        {
            if (next == end && !NextBlock())
            {
                return false;
            }

            Current = *next++;
            return true;
        }

        /// <summary>The next records of the list, however many; valid until the next call. Empty at the end.</summary>
        public ReadOnlySpan<T> ReadBlock()
        {
            if (next == end && !NextBlock())
            {
                return [];
            }

            var span = new ReadOnlySpan<T>(next, (int)(end - next));
            next = end;
            return span;
        }

        public void Dispose()
        {
            buffer?.Dispose();
            buffer = null;
            next = end = null;
        }

        private bool NextBlock()
        {
            int length = (int)Math.Min(BlockLength, list.Count - read);
            if (length == 0)
            {
                return false;
            }

            list.workspace.Cancellation.ThrowIfCancellationRequested();
            if (block < list.blocks.Count)
            {
                next = list.blocks[block++].Pointer;
            }
            else
            {
                buffer ??= new NativeBuffer<T>(BlockLength);
                long inFile = read - ((long)list.blocks.Count * BlockLength);
                list.file!.Read(inFile * sizeof(T), buffer.Span[..length]);
                next = buffer.Pointer;
            }

            end = next + length;
            read += length;
            return true;
        }
    }
}
