using System.Runtime.CompilerServices;

namespace Portolan.Text.NGrams.Internals.KenLm;

/// <summary>From a word's hash to its number: a hash table in probing models, sorted hashes in tries.</summary>
internal sealed unsafe class KenLmVocabulary
{
    private const int EntryLength = 12;

    private readonly byte* entries;
    private readonly ulong slots;
    private readonly ulong* sorted;
    private readonly long sortedCount;
    private readonly int size;

    private KenLmVocabulary(int size, byte* entries, ulong slots, ulong* sorted, long sortedCount)
    {
        this.size = size;
        this.entries = entries;
        this.slots = slots;
        this.sorted = sorted;
        this.sortedCount = sortedCount;
    }

    /// <summary>Reads the table that follows the header.</summary>
    /// <param name="image">The file.</param>
    /// <param name="header">Its header.</param>
    /// <param name="end">Where the search structure begins.</param>
    public static KenLmVocabulary Read(ModelImage image, KenLmHeader header, out long end)
    {
        long start = header.Length;
        long count = header.Counts[0];
        if (header.ModelKind == KenLmKind.Probing)
        {
            ulong slots = KenLmProbingModel.Slots(count, header.Multiplier);
            end = CheckEnd(image, start, 8 + (slots * EntryLength));
            uint version = *(uint*)(image.Start + start);
            if (version != 0)
            {
                throw KenLmHeader.Bad(image, start, $"the version of the vocabulary is {version}", "0");
            }

            return new KenLmVocabulary((int)count, image.Start + start + 8, slots, null, 0);
        }

        end = CheckEnd(image, start, 8 + (8 * (ulong)count));
        ulong stored = *(ulong*)(image.Start + start);

        // <unk> is word 0 and has no hash in the list.
        if (stored > (ulong)count)
        {
            throw KenLmHeader.Bad(image, start, $"the vocabulary has {stored} words", $"at most {count}");
        }

        return new KenLmVocabulary((int)count, null, 0, (ulong*)(image.Start + start + 8), (long)stored);
    }

    public int Lookup(ReadOnlySpan<byte> word)
    {
        ulong hash = Murmur64.Hash(word);
        int found = sorted is null ? Probe(hash) : Search(hash);

        // Only a damaged file has numbers that are out of range.
        return (uint)found < (uint)size ? found : NGramModel.UnknownWord;
    }

    private static long CheckEnd(ModelImage image, long start, ulong length)
    {
        if (length > (ulong)(image.Length - start))
        {
            throw KenLmHeader.Bad(image, start, $"the vocabulary takes {length} bytes and {image.Length - start} are left", "the whole of it");
        }

        return start + (long)length;
    }

    private int Probe(ulong hash)
    {
        ulong slot = hash % slots;
        for (ulong tried = 0; tried < slots; tried++)
        {
            byte* entry = entries + (slot * EntryLength);
            ulong key = Unsafe.ReadUnaligned<ulong>(entry);
            if (key == hash)
            {
                return Unsafe.ReadUnaligned<int>(entry + 8);
            }

            if (key == 0)
            {
                break;
            }

            slot = slot + 1 == slots ? 0 : slot + 1;
        }

        return NGramModel.UnknownWord;
    }

    // Hashes are spread evenly, so a word is close to where its hash says. Bounds shrink with each step, whatever the bytes are.
    private int Search(ulong hash)
    {
        long low = 0;
        long high = sortedCount;
        ulong below = 0;
        ulong above = ulong.MaxValue;
        while (low < high)
        {
            long at = low;
            if (above > below && hash >= below && hash <= above)
            {
                UInt128 scaled = (UInt128)(hash - below) * (ulong)(high - low) / ((UInt128)(above - below) + 1);
                at += (long)(ulong)scaled;
            }

            ulong found = sorted[at];
            if (found == hash)
            {
                return (int)(at + 1);
            }

            if (found < hash)
            {
                low = at + 1;
                below = found;
            }
            else
            {
                high = at;
                above = found;
            }
        }

        return NGramModel.UnknownWord;
    }
}
