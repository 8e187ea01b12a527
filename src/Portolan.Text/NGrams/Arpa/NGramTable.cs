namespace Portolan.Text.NGrams.Arpa;

/// <summary>All n-grams of one length in memory, a column for each word, growing.</summary>
internal sealed class NGramTable(int length)
{
    private readonly int[][] words = [.. Enumerable.Range(0, length).Select(_ => new int[16])];
    private float[] log10 = new float[16];
    private float[] backOff = new float[16];

    // Where each n-gram stood in the file; null while that is the place here. -1 for those that did not stand there.
    private int[]? places;

    public int Length => length;

    public int Count { get; private set; }

    public bool IsSorted { get; private set; } = true;

    public float Log10(int row) => log10[row];

    public void SetLog10(int row, float value) => log10[row] = value;

    public float BackOff(int row) => backOff[row];

    public int Place(int row) => places is null ? row : places[row];

    public void Read(int row, Span<int> destination)
    {
        for (int i = 0; i < length; i++)
        {
            destination[i] = words[i][row];
        }
    }

    public void Add(ReadOnlySpan<int> ngram, float log10Value, float backOffValue)
    {
        int row = Count;
        WordList.Reserve(ref log10, row + 1);
        WordList.Reserve(ref backOff, row + 1);
        for (int i = 0; i < length; i++)
        {
            WordList.Reserve(ref words[i], row + 1);
            words[i][row] = ngram[i];
        }

        log10[row] = log10Value;
        backOff[row] = backOffValue;
        IsSorted = IsSorted && (row == 0 || Compare(row - 1, row) < 0);
        Count++;
    }

    /// <summary>Brings the n-grams into suffix order.</summary>
    /// <returns>The place in the file of an n-gram that comes twice, the later of the two; -1 if none does.</returns>
    public int Sort()
    {
        if (IsSorted)
        {
            return -1;
        }

        int[] rows = new int[Count];
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = row;
        }

        rows.AsSpan().Sort((a, b) => Compare(a, b) is var order && order != 0 ? order : a.CompareTo(b));
        for (int i = 1; i < rows.Length; i++)
        {
            if (Compare(rows[i - 1], rows[i]) == 0)
            {
                return rows[i];
            }
        }

        foreach (int[] column in words)
        {
            Permute(column, rows);
        }

        Permute(log10, rows);
        Permute(backOff, rows);
        places = rows;
        IsSorted = true;
        return -1;
    }

    /// <summary>The row of an n-gram, or -1; the table is sorted.</summary>
    public int Find(ReadOnlySpan<int> ngram)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            int order = Compare(middle, ngram);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return -1;
    }

    /// <summary>Compares a row with an n-gram in suffix order.</summary>
    public int Compare(int row, ReadOnlySpan<int> ngram)
    {
        for (int i = length - 1; i >= 0; i--)
        {
            int order = words[i][row].CompareTo(ngram[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    /// <summary>This table with the rows of another, which it has none of, in between; those stood nowhere in the file.</summary>
    public NGramTable Merge(NGramTable other)
    {
        var merged = new NGramTable(length) { places = new int[Count + other.Count] };
        Span<int> ngram = stackalloc int[length];
        int from = 0;
        for (int row = 0; row <= Count; row++)
        {
            while (from < other.Count && (row == Count || IsBefore(other, from, row, ngram)))
            {
                other.Read(from, ngram);
                merged.places[merged.Count] = -1;
                merged.Add(ngram, other.log10[from], other.backOff[from]);
                from++;
            }

            if (row < Count)
            {
                Read(row, ngram);
                merged.places[merged.Count] = Place(row);
                merged.Add(ngram, log10[row], backOff[row]);
            }
        }

        return merged;
    }

    private bool IsBefore(NGramTable other, int from, int row, Span<int> scratch)
    {
        other.Read(from, scratch);
        return Compare(row, scratch) > 0;
    }

    private int Compare(int first, int second)
    {
        for (int i = length - 1; i >= 0; i--)
        {
            int order = words[i][first].CompareTo(words[i][second]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static void Permute<T>(T[] values, int[] rows)
    {
        T[] old = values.AsSpan(0, rows.Length).ToArray();
        for (int i = 0; i < rows.Length; i++)
        {
            values[i] = old[rows[i]];
        }
    }
}
