namespace Portolan.Corpus.Urls.Words;

/// <summary>Finds whether any of many words occurs in a text, looking at each byte once.</summary>
/// <remarks>
/// The automaton of Aho and Corasick (1975) with its failure links worked into a full table: a state and a byte's class give the next
/// state. Classes keep the table narrow; a byte that no word has leads to the start.
/// </remarks>
internal sealed class AhoCorasick
{
    /// <summary>Bytes of all words together; the table then has at most 2¹⁶ × 257 entries of 4 bytes, 67 MB.</summary>
    public const int MaxBytes = 1 << 16;

    private readonly byte[] classes = new byte[256];
    // What a byte's class leads to: the first entry of the next state's row, or, when a word ends there, its complement.
    private readonly int[] next;
    private readonly int[] words;
    private readonly int width;

    /// <param name="patterns">Words, none empty, of <see cref="MaxBytes"/> at the most.</param>
    public AhoCorasick(IReadOnlyList<byte[]> patterns)
    {
        byte[] used = [.. patterns.SelectMany(p => p).Distinct().Order()];
        for (int i = 0; i < used.Length && i < byte.MaxValue; i++)
        {
            classes[used[i]] = (byte)(i + 1);
        }

        width = Math.Min(used.Length, byte.MaxValue) + 1;
        int states = patterns.Sum(p => p.Length) + 1;
        next = new int[states * width];
        words = new int[states];
        Array.Fill(words, -1);
        int count = 1;
        for (int word = 0; word < patterns.Count; word++)
        {
            int state = 0;
            foreach (byte b in patterns[word])
            {
                ref int to = ref next[state * width + classes[b]];
                to = to == 0 ? count++ : to;
                state = to;
            }

            words[state] = words[state] < 0 ? word : words[state];
        }

        Link(count);
    }

    /// <summary>The first word that ends in the text, or -1.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        int state = 0;
        foreach (byte b in text)
        {
            state = next[state + classes[b]];
            if (state < 0)
            {
                return words[~state / width];
            }
        }

        return -1;
    }

    // Breadth first, so that the state a failure leads to has its row complete.
    private void Link(int count)
    {
        int[] failures = new int[count];
        var queue = new Queue<int>();
        queue.Enqueue(0);
        while (queue.TryDequeue(out int state))
        {
            for (int c = 1; c < width; c++)
            {
                ref int to = ref next[state * width + c];
                int elsewhere = state == 0 ? 0 : next[failures[state] * width + c];
                if (to == 0)
                {
                    to = elsewhere;
                    continue;
                }

                failures[to] = elsewhere;
                words[to] = words[to] < 0 ? words[elsewhere] : words[to];
                queue.Enqueue(to);
            }
        }

        foreach (ref int to in next.AsSpan(0, count * width))
        {
            to = words[to] >= 0 ? ~(to * width) : to * width;
        }
    }
}
