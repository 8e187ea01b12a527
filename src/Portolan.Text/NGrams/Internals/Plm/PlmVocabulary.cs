using System.Runtime.CompilerServices;

namespace Portolan.Text.NGrams.Internals.Plm;

/// <summary>The words of a <c>.plm</c> file: their bytes one after another, where each begins, and a hash table of their numbers.</summary>
internal sealed unsafe class PlmVocabulary
{
    private readonly byte* text;
    private readonly long textLength;
    private readonly uint* offsets;
    private readonly ulong* slots;
    private readonly ulong slotCount;
    private readonly uint count;

    public PlmVocabulary(ModelImage image, PlmLayout layout)
    {
        PlmSection textSection = layout[PlmSectionKind.WordText];
        PlmSection slotSection = layout[PlmSectionKind.WordSlots];
        text = image.Start + textSection.Offset;
        textLength = textSection.Length;
        offsets = (uint*)(image.Start + layout[PlmSectionKind.WordOffsets].Offset);
        slots = (ulong*)(image.Start + slotSection.Offset);
        slotCount = (ulong)slotSection.Length / 8;
        count = (uint)layout.Counts[0];
    }

    /// <summary>Fills the three parts.</summary>
    /// <exception cref="Portolan.Storage.StorageException">A word comes twice, or their number is not that of the unigrams.</exception>
    public static void Build(ModelImage image, PlmLayout layout, IEnumerable<ReadOnlyMemory<byte>> words)
    {
        var built = new PlmVocabulary(image, layout);
        uint offset = 0;
        uint number = 0;
        foreach (ReadOnlyMemory<byte> word in words)
        {
            if (number == built.count || word.Length > built.textLength - offset)
            {
                throw new InvalidOperationException("the source has other words now than when they were counted");
            }

            built.offsets[number] = offset;
            word.Span.CopyTo(new Span<byte>(built.text + offset, word.Length));
            offset += (uint)word.Length;
            built.offsets[number + 1] = offset;
            built.Insert(word.Span, number, image.Name);
            number++;
        }

        if (number != built.count)
        {
            throw new InvalidOperationException($"the source has {number} words and {built.count} unigrams");
        }
    }

    public int Lookup(ReadOnlySpan<byte> word)
    {
        ulong hash = Murmur64.Hash(word);
        ulong slot = Math.BigMul(hash, slotCount, out _);
        uint tag = Tag(hash);
        for (ulong tried = 0; tried < slotCount; tried++)
        {
            ulong entry = slots[slot];
            if (entry == 0)
            {
                break;
            }

            // The number's place holds it plus one, so that zero is an empty slot.
            uint number = (uint)entry - 1;
            if ((uint)(entry >> 32) == tag && number < count && Word(number).SequenceEqual(word))
            {
                return (int)number;
            }

            slot = slot + 1 == slotCount ? 0 : slot + 1;
        }

        return NGramModel.UnknownWord;
    }

    /// <summary>The bytes of a word; none if the file is damaged there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Word(uint number)
    {
        uint begin = offsets[number];
        uint end = offsets[number + 1];
        return begin <= end && end <= textLength ? new ReadOnlySpan<byte>(text + begin, (int)Math.Min(end - begin, int.MaxValue)) : default;
    }

    // The slot comes from the high bits, so the tag takes the low ones.
    private static uint Tag(ulong hash) => (uint)hash;

    private void Insert(ReadOnlySpan<byte> word, uint number, string name)
    {
        if (Lookup(word) != NGramModel.UnknownWord || (number > 0 && word.SequenceEqual(Word(0))))
        {
            throw PlmHeader.Bad(name, $"the word '{System.Text.Encoding.UTF8.GetString(word)}' comes twice", "each word once");
        }

        ulong hash = Murmur64.Hash(word);
        ulong slot = Math.BigMul(hash, slotCount, out _);
        while (slots[slot] != 0)
        {
            slot = slot + 1 == slotCount ? 0 : slot + 1;
        }

        slots[slot] = ((ulong)Tag(hash) << 32) | (number + 1);
    }
}
