using Portolan.Text.NGrams.Training.Counting;
using Portolan.Text.NGrams.Training.Sorting;

namespace Portolan.Text.NGrams.Training.Estimation;

/// <summary>Walks over the n-grams of one order and puts their words together from the lists of all lower orders.</summary>
internal sealed class SuffixOrderCursor : IDisposable
{
    private readonly RecordList<NGramEntry>.Cursor[] entries;
    private readonly uint[] words;

    public SuffixOrderCursor(AdjustedCounts counts, int order)
    {
        words = new uint[order];
        entries = new RecordList<NGramEntry>.Cursor[order];
        for (int i = 0; i < order; i++)
        {
            entries[i] = counts.Entries(i + 1).Read();
        }
    }

    /// <summary>The n-gram's words, first word first.</summary>
    public ReadOnlySpan<uint> Words => words;

    public NGramEntry Entry { get; private set; }

    /// <summary>Whether other words follow the n-gram: no marker but <c>&lt;s&gt;</c> is its last word.</summary>
    public bool IsContext => words[^1] is not (Vocabulary.Unknown or Vocabulary.End);

    public bool MoveNext()
    {
        if (!entries[^1].MoveNext())
        {
            return false;
        }

        Entry = entries[^1].Current;
        words[0] = Entry.Word;
        if (Entry.IsFirstOfSuffix)
        {
            MoveSuffix(entries.Length - 2);
        }

        return true;
    }

    /// <summary>Goes to the next n-gram of the order above <paramref name="index"/> that longer ones end in.</summary>
    private void MoveSuffix(int index)
    {
        NGramEntry entry;
        do
        {
            if (!entries[index].MoveNext())
            {
                throw new InvalidOperationException("a suffix is missing from the list of its order");
            }

            entry = entries[index].Current;
            if (entry.IsFirstOfSuffix)
            {
                MoveSuffix(index - 1);
            }
        }
        while (!entry.HasLonger);

        words[words.Length - 1 - index] = entry.Word;
    }

    public void Dispose()
    {
        foreach (RecordList<NGramEntry>.Cursor cursor in entries)
        {
            cursor.Dispose();
        }
    }
}
