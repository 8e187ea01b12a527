namespace Portolan.Text.NGrams.Training.Sorting;

/// <summary>Merges sorted runs into one order with a tournament of losers; ties go to the earlier run.</summary>
internal sealed unsafe class RunMerger<T> : IDisposable
    where T : unmanaged, IRadixRecord<T>
{
    private const int MaxBufferBytes = 1 << 22;
    private const int MinBufferBytes = 1 << 12;

    private readonly RunReader[] readers;
    private readonly NativeBuffer<T> output;

    // Node i of a binary tree over the runs holds the loser of the match below it; node 0 the winner of all.
    private readonly int[] tree;

    /// <param name="runs">One or more; the merger closes their files.</param>
    /// <param name="memoryBytes">What buffers may take together.</param>
    public RunMerger(SortedRun[] runs, long memoryBytes)
    {
        int bufferLength = (int)Math.Clamp(memoryBytes / (runs.Length + 1), MinBufferBytes, MaxBufferBytes) / sizeof(T);
        readers = new RunReader[runs.Length];
        for (int i = 0; i < runs.Length; i++)
        {
            readers[i] = new RunReader(runs[i].File, bufferLength);
        }

        output = new NativeBuffer<T>(bufferLength);
        tree = new int[runs.Length];
        tree[0] = runs.Length == 1 ? 0 : Play(1);
    }

    /// <summary>The next records in order; valid until the next call. Empty at the end.</summary>
    public ReadOnlySpan<T> ReadBlock()
    {
        T* first = output.Pointer;
        T* last = first - 1;
        T* end = first + output.Length;
        while (true)
        {
            RunReader winner = readers[tree[0]];
            if (winner.Next == winner.End)
            {
                break;
            }

            if (last < first || !T.TryMerge(ref *last, in *winner.Next))
            {
                if (last + 1 == end)
                {
                    break;
                }

                *++last = *winner.Next;
            }

            if (++winner.Next == winner.End)
            {
                winner.Fill();
            }

            Replay(tree[0]);
        }

        return new ReadOnlySpan<T>(first, (int)(last - first) + 1);
    }

    public void Dispose()
    {
        foreach (RunReader reader in readers)
        {
            reader.Dispose();
        }

        output.Dispose();
    }

    /// <summary>Plays the matches below a node and returns the winner. Nodes from the number of runs on are the runs themselves.</summary>
    private int Play(int node)
    {
        if (node >= readers.Length)
        {
            return node - readers.Length;
        }

        int left = Play(2 * node);
        int right = Play((2 * node) + 1);
        bool leftWins = Beats(left, right);
        tree[node] = leftWins ? right : left;
        return leftWins ? left : right;
    }

    private void Replay(int run)
    {
        int winner = run;
        for (int node = (run + readers.Length) / 2; node > 0; node /= 2)
        {
            if (Beats(tree[node], winner))
            {
                (winner, tree[node]) = (tree[node], winner);
            }
        }

        tree[0] = winner;
    }

    private bool Beats(int left, int right)
    {
        RunReader a = readers[left];
        RunReader b = readers[right];
        if (a.Next == a.End)
        {
            return false;
        }

        if (b.Next == b.End)
        {
            return true;
        }

        return left < right ? !T.Less(in *b.Next, in *a.Next) : T.Less(in *a.Next, in *b.Next);
    }

    private sealed class RunReader : IDisposable
    {
        private readonly TemporaryFile file;
        private readonly NativeBuffer<T> buffer;
        private long offset;

        public RunReader(TemporaryFile file, int bufferLength)
        {
            this.file = file;
            buffer = new NativeBuffer<T>(bufferLength);
            Fill();
        }

        public T* Next { get; set; }

        public T* End { get; private set; }

        public void Fill()
        {
            int count = (int)Math.Min(buffer.Length, (file.Length - offset) / sizeof(T));
            file.Read(offset, buffer.Span[..count]);
            offset += (long)count * sizeof(T);
            Next = buffer.Pointer;
            End = Next + count;
        }

        public void Dispose()
        {
            buffer.Dispose();
            file.Dispose();
        }
    }
}
