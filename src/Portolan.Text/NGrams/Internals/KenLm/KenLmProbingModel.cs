using System.Runtime.CompilerServices;

namespace Portolan.Text.NGrams.Internals.KenLm;

/// <summary>KenLM's probing model: a hash table for each length of n-gram, keyed by a hash of its words' numbers, last word first.</summary>
internal sealed unsafe class KenLmProbingModel : KenLmModel
{
    private const int MiddleEntry = 16;
    private const int LongestEntry = 12;

    // Words whose table lines are asked for before the first of them is looked up: far enough ahead for a read from memory, few enough
    // for the processor's line buffers.
    private const int Group = 16;
    private const int MostKeys = LongestContext;

    private readonly float* unigrams;
    private readonly byte*[] tables;
    private readonly ulong[] slots;

    public KenLmProbingModel(ModelImage image, KenLmHeader header, KenLmVocabulary vocabulary, long searchStart)
        : base(image, header, vocabulary)
    {
        unigrams = (float*)(image.Start + searchStart);

        // One more than the words, in case <unk> was not among them.
        long at = Take(searchStart, 8 * ((ulong)header.Counts[0] + 1), 1);
        tables = new byte*[header.Order + 1];
        slots = new ulong[header.Order + 1];
        for (int length = 2; length <= header.Order; length++)
        {
            tables[length] = image.Start + at;
            slots[length] = Slots(header.Counts[length - 1], header.Multiplier);
            at = Take(at, slots[length] * (length == header.Order ? LongestEntry : (ulong)MiddleEntry), length);
        }

        Strings = new KenLmStrings(image, header, at);
        FindMarkers();
    }

    /// <summary>Slots of a table as KenLM computes them, in single precision.</summary>
    public static ulong Slots(long count, float multiplier) => Math.Max((ulong)count + 1, (ulong)(multiplier * (float)count));

    [SkipLocalsInit]
    protected override void Walk(int* words, byte* contexts, int count, TokenMatch* matches)
    {
        ulong* keys = stackalloc ulong[2 * Group * MostKeys];
        int ready = 0;
        Hash(words, contexts, Math.Min(Group, count), keys);
        for (int first = 0; first < count; first += Group)
        {
            int next = first + Group;
            if (next < count)
            {
                Hash(words + next, contexts + next, Math.Min(Group, count - next), keys + ((ready ^ 1) * Group * MostKeys));
            }

            ulong* own = keys + (ready * Group * MostKeys);
            for (int i = first; i < Math.Min(next, count); i++)
            {
                Match(words[i], contexts[i], own, matches + i);
                own += MostKeys;
            }

            ready ^= 1;
        }
    }

    private void Hash(int* words, byte* contexts, int count, ulong* keys)
    {
        for (int i = 0; i < count; i++)
        {
            ulong key = (uint)words[i];
            Prefetch.Line(unigrams + (2 * key));
            for (int length = 2; length <= contexts[i] + 1; length++)
            {
                key = (key * 8978948897894561157UL) ^ ((1 + (ulong)(uint)words[i - length + 1]) * 17894857484156487943UL);
                keys[length - 2] = key;
                Prefetch.Line(tables[length] + ((key % slots[length]) * (length == Order ? LongestEntry : (ulong)MiddleEntry)));
            }

            keys += MostKeys;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Match(int word, int context, ulong* keys, TokenMatch* match)
    {
        float* unigram = unigrams + (2 * (long)word);
        float log10 = unigram[0];
        match->Begin(Negative(log10), unigram[1]);
        for (int length = 2; length <= context + 1; length++)
        {
            // A probability with its sign on belongs to an n-gram that no longer one ends in.
            if (float.IsNegative(log10))
            {
                return;
            }

            if (length == Order)
            {
                byte* longest = Find(length, keys[length - 2], LongestEntry);
                if (longest is not null)
                {
                    match->Complete(length, Negative(Unsafe.ReadUnaligned<float>(longest + 8)));
                }

                return;
            }

            byte* entry = Find(length, keys[length - 2], MiddleEntry);
            if (entry is null)
            {
                return;
            }

            log10 = Unsafe.ReadUnaligned<float>(entry + 8);
            match->Extend(length, Negative(log10), Unsafe.ReadUnaligned<float>(entry + 12));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Find(int length, ulong key, int entryLength)
    {
        byte* table = tables[length];
        ulong count = slots[length];
        ulong slot = key % count;
        for (ulong tried = 0; tried < count; tried++)
        {
            byte* entry = table + (slot * (ulong)entryLength);
            ulong found = Unsafe.ReadUnaligned<ulong>(entry);
            if (found == key)
            {
                return entry;
            }

            if (found == 0)
            {
                return null;
            }

            slot = slot + 1 == count ? 0 : slot + 1;
        }

        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Negative(float value) =>
        BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) | 0x80000000);
}
