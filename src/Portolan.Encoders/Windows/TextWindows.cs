namespace Portolan.Encoders.Windows;

/// <summary>Cuts long texts into windows that an encoder takes whole: at ends of paragraphs, else of sentences, else of words.</summary>
/// <remarks>
/// Windows are in order, do not overlap, begin and end with something else than white space, and together hold everything else; a text of
/// white space has none. A window is filled up to the last end of a paragraph when that leaves at least half of it, else of a sentence when
/// that leaves a quarter, else of a word; runs without white space are cut after 64 UTF-16 units. Its passage
/// (<see cref="TextWindow.PassageOf"/>) has at most the tokens asked for, except that a single such run may have more where an encoder
/// makes several tokens of a character. Time is linear in the text; with a limit of windows, in the windows.
/// Text whose windows exceed the limit is represented by windows that begin where its equal parts do: the first is its beginning, where
/// texts say what they are, and the others show where it goes.
/// </remarks>
public static class TextWindows
{
    /// <summary>Cuts a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="encoder">Counts tokens.</param>
    /// <param name="options">Null for windows as long as the encoder takes, without a limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is less than 1.</exception>
    public static IReadOnlyList<TextWindow> Split(string text, ITextEncoder encoder, TextWindowOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(encoder);
        options ??= new TextWindowOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxTokens, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxWindows, 1, nameof(options));
        int maxTokens = options.MaxTokens == 0 ? encoder.MaxTokens : options.MaxTokens;
        var windows = new List<TextWindow>();
        int at = 0;
        while (TryTake(text, text.Length, encoder, maxTokens, ref at, out TextWindow window))
        {
            if (windows.Count == options.MaxWindows)
            {
                return Spread(text, encoder, maxTokens, options.MaxWindows);
            }

            windows.Add(window);
        }

        return windows;
    }

    /// <summary>Windows that begin at the first end of a sentence behind the start of each of equal parts.</summary>
    private static List<TextWindow> Spread(string text, ITextEncoder encoder, int maxTokens, int count)
    {
        var windows = new List<TextWindow>(count);
        int at = 0;
        for (int part = 0; part < count; part++)
        {
            int from = Math.Max(at, (int)((long)text.Length * part / count));
            int end = (int)((long)text.Length * (part + 1) / count);
            at = part == 0 || from >= end ? from : SentenceStart(text, from, end);
            if (TryTake(text, end, encoder, maxTokens, ref at, out TextWindow window))
            {
                windows.Add(window);
            }
        }

        return windows;
    }

    /// <summary>The start of the first sentence behind a place, else of the first word, looked for in the first quarter of what is there.</summary>
    private static int SentenceStart(string text, int from, int end)
    {
        int start = from;
        if (!char.IsWhiteSpace(text[from - 1]))
        {
            // A word that began before the place is not taken by its end, unless it goes on and on.
            int wordLimit = Math.Min(end, from + Words.MaxWordLength);
            while (start < wordLimit && !char.IsWhiteSpace(text[start]))
            {
                start++;
            }

            start = start < wordLimit ? start : from;
            start += start < end && char.IsLowSurrogate(text[start]) ? 1 : 0;
        }

        int limit = from + ((end - from) / 4);
        var words = new Words(text, start);
        while (words.MoveNext() && words.Next < limit)
        {
            if (words.Boundary >= Boundary.Sentence)
            {
                return words.Next;
            }
        }

        return start;
    }

    /// <summary>The next window behind a place; false when only white space is left.</summary>
    private static bool TryTake(string text, int end, ITextEncoder encoder, int maxTokens, ref int at, out TextWindow window)
    {
        ReadOnlySpan<char> all = text.AsSpan(0, end);
        var words = new Words(all, at);
        // The best ends so far, by what ends there: where the word ends, and how many tokens stand before it.
        Span<(int End, int Next, int Tokens)> ends = stackalloc (int, int, int)[4];
        ends.Clear();
        int start = words.Next;
        int tokens = 0;
        bool isFull = false;
        while (words.MoveNext())
        {
            // Words by themselves have at least about as many tokens as together, and are counted once instead of again and again.
            tokens += encoder.CountTokens(all[words.Start..words.End]);
            if (tokens > maxTokens && ends[(int)Boundary.None].End > 0)
            {
                isFull = true;
                break;
            }

            for (int boundary = 0; boundary <= (int)words.Boundary; boundary++)
            {
                ends[boundary] = (words.End, words.Next, tokens);
            }
        }

        if (ends[0].End == 0)
        {
            window = default;
            return false;
        }

        (int last, int next, _) = !isFull ? ends[0]
            : ends[(int)Boundary.Paragraph].Tokens >= maxTokens / 2 && ends[(int)Boundary.Paragraph].End > 0 ? ends[(int)Boundary.Paragraph]
            : ends[(int)Boundary.Sentence].Tokens >= maxTokens / 4 && ends[(int)Boundary.Sentence].End > 0 ? ends[(int)Boundary.Sentence]
            : ends[(int)Boundary.Word].Tokens >= maxTokens / 4 && ends[(int)Boundary.Word].End > 0 ? ends[(int)Boundary.Word]
            : ends[0];
        window = new TextWindow(start, last - start);
        // Together they may have more after all, when pieces cross the spaces: then half of it is tried.
        while (window.Length > Words.MaxWordLength && encoder.CountTokens(window.PassageOf(text)) > maxTokens)
        {
            (last, next) = Half(all, window);
            window = new TextWindow(start, last - start);
        }

        at = next;
        return true;
    }

    /// <summary>The end of the last word in the first half of a window, at least of the first word, and where the next one starts.</summary>
    private static (int End, int Next) Half(ReadOnlySpan<char> text, TextWindow window)
    {
        int middle = window.Start + (window.Length / 2);
        var words = new Words(text, window.Start);
        words.MoveNext();
        (int End, int Next) last = (words.End, words.Next);
        while (words.MoveNext() && words.End <= middle)
        {
            last = (words.End, words.Next);
        }

        return last;
    }
}
