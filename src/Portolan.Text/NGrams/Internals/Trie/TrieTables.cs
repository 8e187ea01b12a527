using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Portolan.Text.NGrams.Internals.Trie;

/// <summary>A trie of n-grams from the last word to the first, walked for many words side by side.</summary>
internal sealed unsafe class TrieTables(int order, UnigramRecord* unigrams, TrieLevel[] levels)
{
    // Walks in step: enough to hide memory behind one another, few enough for the processor's line buffers.
    private const int Group = 32;

    // Records of a cache line or so: a search among them needs no line in advance.
    private const ulong Few = 16;

    /// <summary>Levels from length 2 on.</summary>
    public TrieLevel[] Levels => levels;

    public UnigramRecord* Unigrams => unigrams;

    public int Order => order;

    /// <summary>See <see cref="BackOffModel"/>.</summary>
    public void Walk(int* words, byte* contexts, int count, TokenMatch* matches)
    {
        for (int first = 0; first < count; first += Group)
        {
            WalkGroup(words + first, contexts + first, Math.Min(Group, count - first), matches + first);
        }
    }

    /// <summary>The records of length 2 that end in a word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TrieRange Bigrams(int word) =>
        new TrieRange { Begin = unigrams[word].Next, End = unigrams[word + 1].Next }.Within(levels[0].Count);

    [SkipLocalsInit]
    private void WalkGroup(int* words, byte* contexts, int count, TokenMatch* matches)
    {
        TrieRange* ranges = stackalloc TrieRange[Group];
        byte* active = stackalloc byte[Group];
        for (int i = 0; i < count; i++)
        {
            Prefetch.Line(unigrams + words[i]);
        }

        int walking = 0;
        for (int i = 0; i < count; i++)
        {
            UnigramRecord* unigram = unigrams + words[i];
            matches[i].Begin(unigram->Log10, unigram->BackOff);
            if (contexts[i] > 0)
            {
                ranges[i] = Bigrams(words[i]);
                active[walking] = (byte)i;
                walking += ranges[i].IsEmpty ? 0 : 1;
            }
        }

        for (int length = 2; length <= order && walking > 0; length++)
        {
            TrieLevel level = levels[length - 2];
            Search(level, words, length, ranges, active, walking);
            if (length == order)
            {
                for (int k = 0; k < walking; k++)
                {
                    int i = active[k];
                    if (level.Word(ranges[i].Begin) == (uint)words[i - length + 1])
                    {
                        matches[i].Complete(length, level.Log10(ranges[i].Begin));
                    }
                }

                return;
            }

            walking = Descend(level, words, contexts, length, ranges, active, walking, matches);
        }
    }

    // Leaves each range beginning with the last record whose word is not above the one looked for.
    private static void Search(TrieLevel level, int* words, int length, TrieRange* ranges, byte* active, int walking)
    {
        // In locals, since the compiler cannot know that the stores below leave the level's fields alone.
        byte* records = level.Records;
        ulong width = level.RecordWidth;
        ulong mask = level.WordMask;
        byte* open = stackalloc byte[Group];
        int searching = 0;
        for (int k = 0; k < walking; k++)
        {
            int i = active[k];
            ulong size = ranges[i].End - ranges[i].Begin;
            Prefetch.Line(records + (((ranges[i].Begin + (size >> 1)) * width) >> 3));
            open[searching] = (byte)i;
            searching += size > Few ? 1 : 0;
        }

        // One step of every long search in turn, so that the next line of each is on its way while the others are compared.
        while (searching > 0)
        {
            int still = 0;
            for (int k = 0; k < searching; k++)
            {
                int i = open[k];
                ulong begin = ranges[i].Begin;
                ulong size = ranges[i].End - begin;
                ulong half = size >> 1;
                ulong bit = (begin + half) * width;
                begin += half & NotAbove(BitField.Read(records, bit, mask), (uint)words[i - length + 1]);
                size -= half;
                ranges[i].Begin = begin;
                ranges[i].End = begin + size;
                Prefetch.Line(records + (((begin + (size >> 1)) * width) >> 3));
                open[still] = (byte)i;
                still += size > Few ? 1 : 0;
            }

            searching = still;
        }

        // What is left of each lies in a line or two.
        for (int k = 0; k < walking; k++)
        {
            int i = active[k];
            ulong begin = ranges[i].Begin;
            ulong size = ranges[i].End - begin;
            ulong wanted = (uint)words[i - length + 1];
            while (size > 1)
            {
                ulong half = size >> 1;
                begin += half & NotAbove(BitField.Read(records, (begin + half) * width, mask), wanted);
                size -= half;
            }

            ranges[i].Begin = begin;
        }
    }

    // All ones if the word is not above the one wanted, else zero. No branch: half of all steps would be guessed wrong.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NotAbove(ulong word, ulong wanted) => (ulong)((long)(word - wanted - 1) >> 63);

    private int Descend(
        TrieLevel level, int* words, byte* contexts, int length, TrieRange* ranges, byte* active, int walking, TokenMatch* matches)
    {
        int found = 0;
        for (int k = 0; k < walking; k++)
        {
            int i = active[k];
            ulong index = ranges[i].Begin;
            if (level.Word(index) == (uint)words[i - length + 1])
            {
                matches[i].Extend(length, level.Log10(index), level.BackOff(index));
                if (contexts[i] >= length)
                {
                    level.Pointers!.Prepare(index);
                    active[found++] = (byte)i;
                }
            }
        }

        ulong nextCount = levels[length - 1].Count;
        int still = 0;
        for (int k = 0; k < found; k++)
        {
            int i = active[k];
            ranges[i] = level.Range(ranges[i].Begin, nextCount);
            active[still] = (byte)i;
            still += ranges[i].IsEmpty ? 0 : 1;
        }

        return still;
    }
}

/// <summary>A word in a trie; one more follows the last, for the end of its range.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UnigramRecord
{
    public float Log10;
    public float BackOff;

    /// <summary>The first record of length 2 that ends in the word.</summary>
    public ulong Next;
}
