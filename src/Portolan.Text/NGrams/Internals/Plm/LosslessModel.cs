using System.Runtime.CompilerServices;

namespace Portolan.Text.NGrams.Internals.Plm;

/// <summary>A lossless <c>.plm</c>, or an ARPA file read into the same tables.</summary>
internal sealed unsafe class LosslessModel(ModelImage image, PlmLayout layout, int beginWord, int endWord, string format)
    : PlmModel(image, layout, beginWord, endWord)
{
    // Words whose table lines are asked for before the first of them is looked up: far enough ahead for a read from memory, few enough
    // for the processor's line buffers.
    private const int Group = 16;
    private const int MostBuckets = LongestContext;

    /// <summary>What a model is called that was read from text.</summary>
    public const string ArpaFormat = "ARPA";

    public override string Format => format;

    // Tables that were read from text have no file to compare with.
    public override bool Verify() => format != ArpaFormat && base.Verify();

    public LosslessTables Tables { get; } = new(image, layout);

    [SkipLocalsInit]
    protected override void Walk(int* words, byte* contexts, int count, TokenMatch* matches)
    {
        LosslessTables tables = Tables;
        byte** buckets = stackalloc byte*[2 * Group * MostBuckets];
        int ready = 0;
        Aim(tables, words, contexts, Math.Min(Group, count), buckets);
        for (int first = 0; first < count; first += Group)
        {
            int next = first + Group;
            if (next < count)
            {
                Aim(tables, words + next, contexts + next, Math.Min(Group, count - next), buckets + ((ready ^ 1) * Group * MostBuckets));
            }

            byte** own = buckets + (ready * Group * MostBuckets);
            for (int i = first; i < Math.Min(next, count); i++)
            {
                Match(tables, words + i, contexts[i], own, matches + i);
                own += MostBuckets;
            }

            ready ^= 1;
        }
    }

    private static void Aim(LosslessTables tables, int* words, byte* contexts, int count, byte** buckets)
    {
        for (int i = 0; i < count; i++)
        {
            ulong hash = LosslessTables.Hash(words[i]);
            Prefetch.Line(tables.Unigrams + (2 * (long)words[i]));
            for (int length = 2; length <= contexts[i] + 1; length++)
            {
                hash = LosslessTables.Hash(hash, words[i - length + 1]);
                byte* bucket = tables.Bucket(length, hash);
                buckets[length - 2] = bucket;
                Prefetch.Line(bucket);
            }

            buckets += MostBuckets;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Match(LosslessTables tables, int* word, int context, byte** buckets, TokenMatch* match)
    {
        float* unigram = tables.Unigrams + (2 * (long)*word);
        float log10 = unigram[0];
        match->Begin(-MathF.Abs(log10), unigram[1]);
        long slot = *word;
        for (int length = 2; length <= context + 1; length++)
        {
            // A probability with its sign on belongs to an n-gram that no longer one ends in.
            if (float.IsNegative(log10))
            {
                return;
            }

            slot = tables.Find(length, buckets[length - 2], slot, word[1 - length]);
            if (slot < 0)
            {
                return;
            }

            log10 = *tables.Log10(length, slot);
            if (length == tables.Order)
            {
                match->Complete(length, -MathF.Abs(log10));
                return;
            }

            match->Extend(length, -MathF.Abs(log10), *tables.BackOff(length, slot));
        }
    }
}
