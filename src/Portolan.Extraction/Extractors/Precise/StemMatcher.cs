namespace Portolan.Extraction.Extractors.Precise;

/// <summary>Finds which of a list of stems occur in a text, all at once: an Aho–Corasick automaton over letters and word boundaries.</summary>
/// <remarks>
/// A stem is lower-case ASCII; <c>^</c> stands for a word boundary (anything that is no letter, and the place between a small letter
/// and a capital), <c>?</c> for any letter that is not ASCII, a space for any run of boundaries. One table look-up a character.
/// </remarks>
internal sealed class StemMatcher
{
    private const int Symbols = 28;
    private const int Boundary = 0;
    private const int OtherLetter = 27;

    private readonly ushort[] next;
    private readonly ulong[] found;
    private readonly byte[] lengths;

    /// <summary>Builds the automaton; at most 64 categories, whose bits a match sets.</summary>
    public StemMatcher(IEnumerable<(int Category, string Stems)> categories)
    {
        var children = new List<int[]> { new int[Symbols] };
        var masks = new List<ulong> { 0 };
        var depths = new List<byte> { 0 };
        foreach ((int category, string stems) in categories)
        {
            foreach (string stem in stems.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                int state = 0;
                foreach (char c in stem)
                {
                    int symbol = c is '^' or ' ' ? Boundary : c == '?' ? OtherLetter : c - 'a' + 1;
                    if (children[state][symbol] == 0)
                    {
                        children[state][symbol] = children.Count;
                        children.Add(new int[Symbols]);
                        masks.Add(0);
                        depths.Add(0);
                    }

                    state = children[state][symbol];
                }

                masks[state] |= 1UL << category;
                depths[state] = (byte)stem.Trim('^').Length;
            }
        }

        next = new ushort[children.Count * Symbols];
        found = [.. masks];
        lengths = [.. depths];
        Link(children);
    }

    /// <summary>Categories of all stems in the text.</summary>
    public ulong Match(ReadOnlySpan<char> text)
    {
        ulong result = 0;
        int state = 0;
        Enter(ref state, Boundary, ref result);
        bool small = false, boundary = true;
        foreach (char c in text)
        {
            int symbol = SymbolOf(c);
            if (symbol == Boundary)
            {
                small = false;
                if (!boundary)
                {
                    boundary = true;
                    Enter(ref state, Boundary, ref result);
                }

                continue;
            }

            bool capital = c is >= 'A' and <= 'Z';
            if (capital && small)
            {
                Enter(ref state, Boundary, ref result);
            }

            small = !capital;
            boundary = false;
            Enter(ref state, symbol, ref result);
        }

        if (!boundary)
        {
            Enter(ref state, Boundary, ref result);
        }

        return result;
    }

    /// <summary>Adds to each category the letters that its stems cover in the text, and returns the categories of stems in its first characters.</summary>
    public ulong Cover(ReadOnlySpan<char> text, Span<float> covered, int opening)
    {
        int state = next[Boundary];
        bool boundary = true;
        ulong opens = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int symbol = SymbolOf(text[i]);
            if (symbol == Boundary && boundary)
            {
                continue;
            }

            boundary = symbol == Boundary;
            state = next[(state * Symbols) + symbol];
            ulong mask = found[state];
            if (mask != 0)
            {
                Count(mask, lengths[state], covered);
                opens |= i < opening ? mask : 0;
            }
        }

        if (!boundary)
        {
            state = next[(state * Symbols) + Boundary];
            Count(found[state], lengths[state], covered);
            opens |= text.Length < opening ? found[state] : 0;
        }

        return opens;
    }

    private static void Count(ulong mask, int length, Span<float> covered)
    {
        for (; mask != 0; mask &= mask - 1)
        {
            covered[System.Numerics.BitOperations.TrailingZeroCount(mask)] += length;
        }
    }

    private static int SymbolOf(char c) => c < 128
        ? (uint)((c | 32) - 'a') < 26 ? (c | 32) - 'a' + 1 : Boundary
        : char.IsLetter(c) ? OtherLetter : Boundary;

    private void Enter(ref int state, int symbol, ref ulong result)
    {
        state = next[(state * Symbols) + symbol];
        result |= found[state];
    }

    /// <summary>Completes the trie to an automaton: breadth first, each state's missing steps are those of its longest proper suffix.</summary>
    private void Link(List<int[]> children)
    {
        var queue = new Queue<int>();
        int[] suffix = new int[children.Count];
        for (int symbol = 0; symbol < Symbols; symbol++)
        {
            int child = children[0][symbol];
            next[symbol] = (ushort)child;
            if (child != 0)
            {
                queue.Enqueue(child);
            }
        }

        while (queue.TryDequeue(out int state))
        {
            int back = suffix[state];
            if (found[back] != 0 && found[state] == 0)
            {
                lengths[state] = lengths[back];
            }

            found[state] |= found[back];
            for (int symbol = 0; symbol < Symbols; symbol++)
            {
                int child = children[state][symbol], fallback = next[(back * Symbols) + symbol];
                next[(state * Symbols) + symbol] = (ushort)(child != 0 ? child : fallback);
                if (child != 0)
                {
                    suffix[child] = fallback;
                    queue.Enqueue(child);
                }
            }
        }
    }
}
