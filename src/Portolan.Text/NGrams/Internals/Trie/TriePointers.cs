using System.Runtime.CompilerServices;

namespace Portolan.Text.NGrams.Internals.Trie;

/// <summary>Where the records of the next level are that extend a record of this one.</summary>
internal abstract unsafe class TriePointers
{
    /// <summary>Asks for what <see cref="Read"/> will read.</summary>
    public abstract void Prepare(ulong index);

    /// <summary>The range of a record, unchecked.</summary>
    /// <param name="index">The record, within the level.</param>
    /// <param name="bit">Where its inline part is, if pointers have one.</param>
    public abstract TrieRange Read(ulong index, ulong bit);
}

/// <summary>Whole pointers in the records: a record's range ends where the next one's begins.</summary>
internal sealed unsafe class InlinePointers(byte* records, int width, int recordWidth) : TriePointers
{
    private readonly ulong mask = BitField.Mask(width);

    public override void Prepare(ulong index)
    {
    }

    public override TrieRange Read(ulong index, ulong bit) => new()
    {
        Begin = BitField.Read(records, bit, mask),
        End = BitField.Read(records, bit + (ulong)recordWidth, mask),
    };
}

/// <summary>Low bits in the records; for each value of the high bits, in a list, the first record that has it (Raj and Whittaker, 2003).</summary>
internal sealed unsafe class ArrayPointers(byte* records, int width, int recordWidth, ulong* firsts, long firstCount) : TriePointers
{
    private readonly ulong mask = BitField.Mask(width);

    public override void Prepare(ulong index)
    {
    }

    public override TrieRange Read(ulong index, ulong bit)
    {
        // The last entry that is not above the index; entry 0 is 0.
        long low = 0;
        long size = firstCount;
        while (size > 1)
        {
            long half = size >> 1;
            low = firsts[low + half] <= index ? low + half : low;
            size -= half;
        }

        long next = low;
        while (next + 1 < firstCount && firsts[next + 1] <= index + 1)
        {
            next++;
        }

        return new TrieRange
        {
            Begin = ((ulong)low << width) | BitField.Read(records, bit, mask),
            End = ((ulong)next << width) | BitField.Read(records, bit + (ulong)recordWidth, mask),
        };
    }
}
