namespace Portolan.Corpus.Deduplication;

/// <summary>Tells which hashes of one document occurred earlier in it.</summary>
/// <remarks>
/// An open-addressing table that is sized, and therefore cleared, by the distinct lines of the document at hand: a long document
/// does not make later ones slow, and one of 64 million empty lines takes no more than one line. 0 marks a free slot and is no hash here.
/// </remarks>
internal sealed class RepeatFinder
{
    private const int FirstSize = 1 << 8;

    // 8 MiB; the table of a larger document is given back with it.
    private const int KeptSlots = 1 << 20;

    private ulong[] slots = new ulong[FirstSize];
    private int mask;
    private int count;

    /// <summary>Starts a document.</summary>
    public void Begin()
    {
        if (slots.Length > KeptSlots)
        {
            slots = new ulong[FirstSize];
        }
        else
        {
            Array.Clear(slots, 0, FirstSize);
        }

        mask = FirstSize - 1;
        count = 0;
    }

    /// <summary>Notes a hash, not 0.</summary>
    /// <returns>True when it was noted before in this document.</returns>
    public bool IsRepeat(ulong hash)
    {
        int slot = Find(hash);
        if (slots[slot] == hash)
        {
            return true;
        }

        slots[slot] = hash;
        if (++count * 2L > mask)
        {
            Grow();
        }

        return false;
    }

    // The slot of a hash, or the free one where it belongs. The low bits of SHA-1 are as good as any.
    private int Find(ulong hash)
    {
        int slot = (int)hash & mask;
        while (slots[slot] != hash && slots[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        ulong[] old = slots.AsSpan(0, mask + 1).ToArray();
        int size = old.Length * 2;
        if (slots.Length < size)
        {
            slots = new ulong[size];
        }
        else
        {
            Array.Clear(slots, 0, size);
        }

        mask = size - 1;
        foreach (ulong hash in old)
        {
            if (hash != 0)
            {
                slots[Find(hash)] = hash;
            }
        }
    }
}
