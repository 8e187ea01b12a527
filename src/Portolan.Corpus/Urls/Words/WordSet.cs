using Portolan.Corpus.Internals;

namespace Portolan.Corpus.Urls.Words;

/// <summary>A set of words in UTF-8 that is asked with spans.</summary>
internal sealed class WordSet
{
    private readonly byte[][] words;
    private readonly int[] slots;

    public WordSet(IReadOnlyList<byte[]> words)
    {
        this.words = [.. words];
        slots = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)words.Count * 2 + 2)];
        for (int i = 0; i < this.words.Length; i++)
        {
            slots[SlotOf(this.words[i], HashOf(this.words[i]))] = i + 1;
        }
    }

    public int Count => words.Length;

    /// <summary>The hash that <see cref="Find"/> wants, the same for all sets.</summary>
    public static int HashOf(ReadOnlySpan<byte> word) => (int)Fingerprint.Of(word);

    /// <summary>The word's number, or -1.</summary>
    public int Find(ReadOnlySpan<byte> word, int hash) => slots[SlotOf(word, hash)] - 1;

    // The word's slot, or the free one where it would be: half of the slots are free.
    private int SlotOf(ReadOnlySpan<byte> word, int hash)
    {
        int mask = slots.Length - 1, slot = hash & mask;
        while (slots[slot] != 0 && !word.SequenceEqual(words[slots[slot] - 1]))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }
}
