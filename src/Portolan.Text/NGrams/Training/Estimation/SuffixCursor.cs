using Portolan.Text.NGrams.Training.Counting;
using Portolan.Text.NGrams.Training.Sorting;

namespace Portolan.Text.NGrams.Training.Estimation;

/// <summary>Walks over the n-grams of an order that longer ones end in, with a value that each of them has.</summary>
internal sealed class SuffixCursor<T> : IDisposable
    where T : unmanaged
{
    private readonly RecordList<NGramEntry>.Cursor entries;
    private readonly RecordList<T>.Cursor? values;

    /// <param name="entries">The n-grams.</param>
    /// <param name="values">As many values; null when each has the default.</param>
    public SuffixCursor(RecordList<NGramEntry> entries, RecordList<T>? values)
    {
        this.entries = entries.Read();
        this.values = values?.Read();
    }

    /// <summary>The value of the suffix that stands now.</summary>
    public T Value => values is null ? default : values.Current;

    /// <summary>Goes to the next n-gram that longer ones end in.</summary>
    public void MoveNext()
    {
        do
        {
            if (!entries.MoveNext())
            {
                throw new InvalidOperationException("a suffix is missing from the list of its order");
            }

            values?.MoveNext();
        }
        while (!entries.Current.HasLonger);
    }

    public void Dispose()
    {
        entries.Dispose();
        values?.Dispose();
    }
}
