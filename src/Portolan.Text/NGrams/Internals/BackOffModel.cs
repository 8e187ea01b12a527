using System.Runtime.CompilerServices;

namespace Portolan.Text.NGrams.Internals;

/// <summary>What all models share: sequences become a stream of words, the tables of a model are walked for many words at once, and
/// back-offs are added afterwards.</summary>
/// <remarks>
/// The walk of a word does not depend on the result of the word before: an n-gram that exists has all its suffixes and its context in the
/// model, so the length that KenLM carries over from the word before is never what stops it. That makes all words of all sequences
/// independent until their back-offs are added, and one word's cache misses overlap with another's.
/// </remarks>
internal abstract unsafe class BackOffModel : NGramModel
{
    /// <summary>Words of context that the longest n-gram has: KenLM's limit of six words, less one.</summary>
    public const int LongestContext = 5;

    /// <summary>Words walked at once. 256 matches of 32 bytes, and their words, stay in the first-level cache.</summary>
    private const int ChunkLength = 256;

    /// <summary>Matches whatever n-grams end in each of some words.</summary>
    /// <param name="words">The words; those of their contexts stand before each. Valid numbers.</param>
    /// <param name="contexts">How many words before it each may look at: 0 to order - 1.</param>
    /// <param name="count">How many words, 1 or more.</param>
    /// <param name="matches">What was found, for each.</param>
    protected abstract void Walk(int* words, byte* contexts, int count, TokenMatch* matches);

    private bool isDisposed;

    /// <summary>How many words there are: numbers are below it.</summary>
    protected int VocabularySize { get; init; }

    public sealed override float Score(ReadOnlySpan<int> words, SequenceEnds ends, Span<WordScore> scores)
    {
        int needed = words.Length + ((ends & SequenceEnds.End) != 0 ? 1 : 0);
        if (scores.Length < needed)
        {
            throw new ArgumentException($"there are {scores.Length} entries, and {needed} are needed", nameof(scores));
        }

        int sequenceEnd = words.Length;
        float total = 0;
        Run(words, new ReadOnlySpan<int>(ref sequenceEnd), ends, new Span<float>(ref total), scores, perWord: true);
        return total;
    }

    public sealed override float Score(ReadOnlySpan<int> words, SequenceEnds ends)
    {
        int sequenceEnd = words.Length;
        float total = 0;
        Run(words, new ReadOnlySpan<int>(ref sequenceEnd), ends, new Span<float>(ref total), [], perWord: false);
        return total;
    }

    public sealed override void ScoreMany(
        ReadOnlySpan<int> words, ReadOnlySpan<int> sequenceEnds, SequenceEnds ends, Span<float> scores)
    {
        if (scores.Length < sequenceEnds.Length)
        {
            throw new ArgumentException($"there are {scores.Length} entries for {sequenceEnds.Length} sequences", nameof(scores));
        }

        int before = 0;
        foreach (int end in sequenceEnds)
        {
            if (end < before || end > words.Length)
            {
                throw new ArgumentException($"a sequence ends at {end}, after {before} and with {words.Length} words in all", nameof(sequenceEnds));
            }

            before = end;
        }

        Run(words, sequenceEnds, ends, scores, [], perWord: false);
    }

    [SkipLocalsInit]
    public sealed override void ScoreNext(ReadOnlySpan<int> context, Span<float> scores)
    {
        ThrowIfDisposed();
        if (scores.Length < VocabularySize)
        {
            throw new ArgumentException($"there are {scores.Length} entries for {VocabularySize} words", nameof(scores));
        }

        context = context[^Math.Min(context.Length, Order - 1)..];
        foreach (int word in context)
        {
            if ((uint)word >= (uint)VocabularySize)
            {
                throw new ArgumentException($"word number {word} is none of the model's {VocabularySize}", nameof(context));
            }
        }

        // The context's own match comes first, for its back-offs; then it is written before each candidate.
        int stride = context.Length + 1;
        int* buffer = stackalloc int[ChunkLength];
        byte* contexts = stackalloc byte[ChunkLength];
        TokenMatch* matches = stackalloc TokenMatch[ChunkLength + 1];
        TokenMatch state = default;
        if (!context.IsEmpty)
        {
            context.CopyTo(new Span<int>(buffer, ChunkLength));
            for (int i = 0; i < context.Length; i++)
            {
                contexts[i] = (byte)i;
            }

            Walk(buffer, contexts, context.Length, matches);
            state = matches[context.Length - 1];
        }

        int atOnce = ChunkLength / stride;
        for (int first = 0; first < VocabularySize; first += atOnce)
        {
            int count = Math.Min(atOnce, VocabularySize - first);
            for (int i = 0; i < count; i++)
            {
                context.CopyTo(new Span<int>(buffer + (i * stride), stride));
                new Span<byte>(contexts + (i * stride), stride - 1).Clear();
                buffer[(i * stride) + stride - 1] = first + i;
                contexts[(i * stride) + stride - 1] = (byte)context.Length;
            }

            Walk(buffer, contexts, count * stride, matches);
            for (int i = 0; i < count; i++)
            {
                scores[first + i] = AddBackOffs(matches + (i * stride) + stride - 1, &state, context.Length);
            }
        }

        GC.KeepAlive(this);
    }

    /// <summary>The memory behind a disposed model is gone.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="NGramModel.Dispose()"/>.</exception>
    protected void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(isDisposed, this);

    protected override void Dispose(bool disposing)
    {
        isDisposed = true;
        base.Dispose(disposing);
    }

    [SkipLocalsInit]
    private void Run(
        ReadOnlySpan<int> words, ReadOnlySpan<int> sequenceEnds, SequenceEnds ends, Span<float> totals, Span<WordScore> scores, bool perWord)
    {
        ThrowIfDisposed();
        // The last words of the chunk before stand in front of this one's, as context; and the last match, for its back-offs.
        int* buffer = stackalloc int[LongestContext + ChunkLength];
        byte* contexts = stackalloc byte[ChunkLength];
        int* targets = stackalloc int[ChunkLength];
        TokenMatch* matches = stackalloc TokenMatch[ChunkLength + 1];
        int* chunk = buffer + LongestContext;
        matches++;
        totals[..sequenceEnds.Length].Clear();

        var feed = new SequenceFeed(words, sequenceEnds, ends, BeginWord, EndWord, Order - 1, VocabularySize);
        int done = 0;
        while (true)
        {
            int count = feed.Fill(new Span<int>(chunk, ChunkLength), contexts, targets);
            if (count == 0)
            {
                // The walk reads through pointers alone: without this a model that nobody else holds could be finalised under it.
                GC.KeepAlive(this);
                return;
            }

            Walk(chunk, contexts, count, matches);
            for (int i = 0; i < count; i++)
            {
                float log10 = AddBackOffs(matches + i, matches + i - 1, contexts[i]);
                int target = targets[i];
                if (target < 0)
                {
                    continue;
                }

                totals[target] += log10;
                if (perWord)
                {
                    scores[done++] = new WordScore(log10, matches[i].Length);
                }
            }

            matches[-1] = matches[count - 1];
            int carried = Math.Min(count, LongestContext);
            new Span<int>(chunk + count - carried, carried).CopyTo(new Span<int>(chunk - carried, carried));
        }
    }

    // Shortest context first, in single precision, as KenLM adds them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float AddBackOffs(TokenMatch* match, TokenMatch* before, int context)
    {
        float log10 = match->Log10;
        if (context > 0)
        {
            for (int length = match->Length; length <= before->StateLength; length++)
            {
                log10 += before->BackOffs[length - 1];
            }
        }

        return log10;
    }
}
