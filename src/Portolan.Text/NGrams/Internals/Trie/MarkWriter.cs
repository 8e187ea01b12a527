namespace Portolan.Text.NGrams.Internals.Trie;

/// <summary>Writes what <see cref="MarkPointers"/> reads, into zeroed memory.</summary>
internal unsafe struct MarkWriter(ulong* marks, ulong* samples, int recordsASample, ulong count)
{
    private ulong marked;
    private ulong extensions;

    /// <summary>Counts an extension of a record; records come in rising order.</summary>
    public void Add(ulong record)
    {
        MarkTo(record);
        extensions++;
    }

    /// <summary>Marks the records that nothing extends, and the end.</summary>
    public void Finish() => MarkTo(count);

    private void MarkTo(ulong record)
    {
        for (; marked <= record; marked++)
        {
            ulong bit = marked + extensions;
            marks[bit >> 6] |= 1UL << (int)(bit & 63);
            if (marked % (ulong)recordsASample == 0)
            {
                samples[marked / (ulong)recordsASample] = bit;
            }
        }
    }
}
