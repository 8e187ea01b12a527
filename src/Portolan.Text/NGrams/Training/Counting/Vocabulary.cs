using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Portolan.Storage;

namespace Portolan.Text.NGrams.Training.Counting;

/// <summary>Numbers words in the order in which they are first seen, after <c>&lt;unk&gt;</c>, <c>&lt;s&gt;</c> and <c>&lt;/s&gt;</c>.</summary>
/// <remarks>A word is any bytes. All words stay in memory. Adding is not thread-safe; reading is.</remarks>
internal sealed class Vocabulary
{
    public const uint Unknown = 0;
    public const uint Begin = 1;
    public const uint End = 2;

    /// <summary>Words that a packed n-gram has room for: 29 bits each.</summary>
    private const int MaxCount = 1 << 29;

    private const int BlockBytes = 1 << 20;

    private readonly List<byte[]> blocks = [];
    private int blockUsed;
    private Word[] words = new Word[1 << 10];
    private Slot[] slots = new Slot[1 << 12];

    public Vocabulary()
    {
        FindOrAdd("<unk>"u8);
        FindOrAdd("<s>"u8);
        FindOrAdd("</s>"u8);
    }

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[uint number] => Memory(number).Span;

    public ReadOnlyMemory<byte> Memory(uint number)
    {
        Word word = words[number];
        return blocks[word.Block].AsMemory(word.Start, word.Length);
    }

    /// <summary>The word's number, a new one if it was not seen before.</summary>
    /// <exception cref="StorageException">There are more than 536,870,912 different words.</exception>
    public uint FindOrAdd(ReadOnlySpan<byte> word)
    {
        ulong hash = Hash(word);
        uint tag = (uint)(hash >> 32);
        int mask = slots.Length - 1;
        int index = (int)hash & mask;
        while (true)
        {
            Slot slot = slots[index];
            if (slot.NumberPlusOne == 0)
            {
                return Add(word, hash, index);
            }

            if (slot.Tag == tag && IsWord(slot.NumberPlusOne - 1, word))
            {
                return slot.NumberPlusOne - 1;
            }

            index = (index + 1) & mask;
        }
    }

    private bool IsWord(uint number, ReadOnlySpan<byte> bytes)
    {
        Word word = words[number];
        return blocks[word.Block].AsSpan(word.Start, word.Length).SequenceEqual(bytes);
    }

    private uint Add(ReadOnlySpan<byte> word, ulong hash, int index)
    {
        if (Count == MaxCount)
        {
            throw new StorageException(
                $"the text has more than {MaxCount} different words", hint: "split words into pieces (--tokenizer), or leave out lines that are not language");
        }

        if (Count == words.Length)
        {
            Array.Resize(ref words, words.Length * 2);
        }

        if (blocks.Count == 0 || blocks[^1].Length - blockUsed < word.Length)
        {
            blocks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(BlockBytes, word.Length)));
            blockUsed = 0;
        }

        word.CopyTo(blocks[^1].AsSpan(blockUsed));
        words[Count] = new Word(blocks.Count - 1, blockUsed, word.Length);
        blockUsed += word.Length;
        slots[index] = new Slot((uint)Count + 1, (uint)(hash >> 32));
        Count++;
        if (Count > slots.Length / 2)
        {
            Grow();
        }

        return (uint)Count - 1;
    }

    private void Grow()
    {
        slots = new Slot[slots.Length * 2];
        int mask = slots.Length - 1;
        for (uint number = 0; number < Count; number++)
        {
            ulong hash = Hash(this[number]);
            int index = (int)hash & mask;
            while (slots[index].NumberPlusOne != 0)
            {
                index = (index + 1) & mask;
            }

            slots[index] = new Slot(number + 1, (uint)(hash >> 32));
        }
    }

    /// <summary>Eight bytes at a time into a product of 128 bits, whose halves are folded; words are short, so one or two rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hash(ReadOnlySpan<byte> word)
    {
        // Odd numbers without pattern: fractional digits of the golden ratio and of the square root of 2.
        const ulong Golden = 0x9E3779B97F4A7C15;
        const ulong Root = 0x6A09E667F3BCC909;
        ulong hash = (ulong)word.Length * Root;
        ref byte bytes = ref MemoryMarshal.GetReference(word);
        int rest = word.Length;
        int at = 0;
        for (; rest >= 8; rest -= 8, at += 8)
        {
            hash = Fold(hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, at)), Golden);
        }

        ulong last = 0;
        if (rest >= 4)
        {
            last = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bytes, at))
                | ((ulong)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bytes, at + rest - 4)) << 32);
        }
        else if (rest > 0)
        {
            last = Unsafe.Add(ref bytes, at) | ((ulong)Unsafe.Add(ref bytes, at + (rest / 2)) << 8) | ((ulong)Unsafe.Add(ref bytes, at + rest - 1) << 16);
        }

        return Fold(hash ^ last, Golden) * Root;
    }

    private static ulong Fold(ulong value, ulong factor)
    {
        ulong high = Math.BigMul(value, factor, out ulong low);
        return high ^ low ^ BitOperations.RotateLeft(value, 29);
    }

    private readonly record struct Word(int Block, int Start, int Length);

    private readonly record struct Slot(uint NumberPlusOne, uint Tag);
}
