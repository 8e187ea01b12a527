using Portolan.Text.NGrams.Internals;

namespace Portolan.Text.NGrams.Arpa;

/// <summary>Words by number and numbers by word, growing.</summary>
internal sealed class WordList
{
    private byte[] text = new byte[1 << 12];
    private int[] ends = new int[1 << 8];
    private int[] slots = new int[1 << 9];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int number] => Memory(number).Span;

    public ReadOnlyMemory<byte> Memory(int number)
    {
        int begin = number == 0 ? 0 : ends[number - 1];
        return text.AsMemory(begin, ends[number] - begin);
    }

    /// <summary>A word's number, or -1.</summary>
    public int Find(ReadOnlySpan<byte> word)
    {
        for (int slot = Slot(Murmur64.Hash(word)); slots[slot] != 0; slot = (slot + 1) & (slots.Length - 1))
        {
            if (this[slots[slot] - 1].SequenceEqual(word))
            {
                return slots[slot] - 1;
            }
        }

        return -1;
    }

    /// <summary>Adds a word that is not there.</summary>
    public void Add(ReadOnlySpan<byte> word)
    {
        int begin = Count == 0 ? 0 : ends[Count - 1];
        Reserve(ref text, checked(begin + word.Length));
        Reserve(ref ends, Count + 1);
        word.CopyTo(text.AsSpan(begin));
        ends[Count++] = begin + word.Length;
        if (Count * 2 > slots.Length)
        {
            slots = new int[checked(slots.Length * 2)];
            for (int number = 0; number < Count; number++)
            {
                Insert(number);
            }
        }
        else
        {
            Insert(Count - 1);
        }
    }

    /// <summary>Makes an array at least so long, and twice as long as it was.</summary>
    public static void Reserve<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            Array.Resize(ref array, (int)Math.Min(Array.MaxLength, Math.Max(length, array.Length * 2L)));
        }
    }

    private void Insert(int number)
    {
        int slot = Slot(Murmur64.Hash(this[number]));
        while (slots[slot] != 0)
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        slots[slot] = number + 1;
    }

    private int Slot(ulong hash) => (int)hash & (slots.Length - 1);
}
