using System.Numerics;

namespace Portolan.Corpus.Deduplication;

/// <summary>Tells which hashes of one document occurred earlier in it.</summary>
/// <remarks>An open-addressing table that is sized, and therefore cleared, by the document at hand; a long document does not make later ones slow. 0 marks a free slot and is no hash here.</remarks>
internal sealed class RepeatFinder
{
    private ulong[] slots = new ulong[1 << 8];
    private int mask;

    /// <summary>Starts a document.</summary>
    /// <param name="lines">How many hashes will be asked about at most.</param>
    public void Begin(int lines)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, lines * 2L));
        if (slots.Length < size)
        {
            slots = new ulong[size];
        }
        else
        {
            Array.Clear(slots, 0, size);
        }

        mask = size - 1;
    }

    /// <summary>Notes a hash, not 0.</summary>
    /// <returns>True when it was noted before in this document.</returns>
    public bool IsRepeat(ulong hash)
    {
        // The low bits of SHA-1 are as good as any.
        for (int slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            ulong found = slots[slot];
            if (found == hash)
            {
                return true;
            }

            if (found == 0)
            {
                slots[slot] = hash;
                return false;
            }
        }
    }
}
