namespace Portolan.Text.NGrams.Internals;

/// <summary>Deals sequences out as one stream of words with their begin and end markers.</summary>
internal ref struct SequenceFeed
{
    private readonly ReadOnlySpan<int> words;
    private readonly ReadOnlySpan<int> sequenceEnds;
    private readonly bool begins;
    private readonly bool ends;
    private readonly int beginWord;
    private readonly int endWord;
    private readonly int longestContext;
    private readonly uint vocabularySize;
    private int sequence;
    private int position;
    private bool begun;
    private int context;

    public SequenceFeed(
        ReadOnlySpan<int> words, ReadOnlySpan<int> sequenceEnds, SequenceEnds ends, int beginWord, int endWord, int longestContext, int vocabularySize)
    {
        this.words = words;
        this.sequenceEnds = sequenceEnds;
        begins = (ends & SequenceEnds.Begin) != 0;
        this.ends = (ends & SequenceEnds.End) != 0;
        this.beginWord = beginWord;
        this.endWord = endWord;
        this.longestContext = longestContext;
        this.vocabularySize = (uint)vocabularySize;
    }

    /// <summary>The next words.</summary>
    /// <param name="chunk">Takes the words.</param>
    /// <param name="contexts">Takes how many words of context each has.</param>
    /// <param name="targets">Takes the sequence that each is scored for, -1 for begin markers.</param>
    /// <returns>How many; 0 when all sequences are done.</returns>
    public unsafe int Fill(Span<int> chunk, byte* contexts, int* targets)
    {
        int count = 0;
        while (sequence < sequenceEnds.Length && count < chunk.Length)
        {
            if (!begun)
            {
                begun = true;
                context = 0;
                if (begins)
                {
                    Add(chunk, contexts, targets, ref count, beginWord, -1);
                    continue;
                }
            }

            int end = sequenceEnds[sequence];
            while (position < end && count < chunk.Length)
            {
                int word = words[position];
                if ((uint)word >= vocabularySize)
                {
                    throw new ArgumentException($"word number {word} at {position} is none of the model's {vocabularySize}");
                }

                Add(chunk, contexts, targets, ref count, word, sequence);
                position++;
            }

            if (position < end || (ends && count == chunk.Length))
            {
                break;
            }

            if (ends)
            {
                Add(chunk, contexts, targets, ref count, endWord, sequence);
            }

            begun = false;
            sequence++;
        }

        return count;
    }

    private unsafe void Add(Span<int> chunk, byte* contexts, int* targets, ref int count, int word, int target)
    {
        chunk[count] = word;
        contexts[count] = (byte)context;
        targets[count] = target;
        context = Math.Min(context + 1, longestContext);
        count++;
    }
}
