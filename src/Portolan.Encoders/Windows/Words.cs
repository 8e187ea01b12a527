namespace Portolan.Encoders.Windows;

/// <summary>Walks over the words of a text and says what ends behind each.</summary>
internal ref struct Words
{
    /// <summary>Longer runs without white space are no words; they are cut, so that one never has to be looked at whole.</summary>
    public const int MaxWordLength = 64;

    private readonly ReadOnlySpan<char> text;

    /// <summary>Starts before the first word at or behind a place.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">Where to look first.</param>
    public Words(ReadOnlySpan<char> text, int start)
    {
        this.text = text;
        Start = End = start;
        Next = SkipSpace(start, out _);
    }

    /// <summary>First UTF-16 unit of the word.</summary>
    public int Start { get; private set; }

    /// <summary>Behind its last.</summary>
    public int End { get; private set; }

    /// <summary>Where the next word starts; the text's length when there is none.</summary>
    public int Next { get; private set; }

    /// <summary>What ends behind the word.</summary>
    public Boundary Boundary { get; private set; }

    public bool MoveNext()
    {
        if (Next == text.Length)
        {
            return false;
        }

        Start = Next;
        int limit = Math.Min(text.Length, Start + MaxWordLength);
        int end = Start;
        while (end < limit && !char.IsWhiteSpace(text[end]))
        {
            end++;
            if (text[end - 1] is '。' or '！' or '？')
            {
                // Where there are no spaces, a sentence ends a word.
                break;
            }
        }

        if (end < text.Length && end - Start == MaxWordLength && char.IsLowSurrogate(text[end]))
        {
            // Half a character more or less does not matter, a character in halves does.
            end--;
        }

        End = end;
        Next = SkipSpace(end, out int feeds);
        Boundary = Next == text.Length || feeds > 1 ? Boundary.Paragraph
            : EndsSentence(text[Start..End]) && (Next > End || text[End - 1] > 0x2E7F) ? Boundary.Sentence
            : Next > End ? Boundary.Word
            : Boundary.None;
        return true;
    }

    private readonly int SkipSpace(int at, out int feeds)
    {
        feeds = 0;
        for (; at < text.Length && char.IsWhiteSpace(text[at]); at++)
        {
            // CR LF is one end of line, and the CR does not count; U+2029 separates paragraphs by itself.
            feeds += text[at] is '\n' or '\u2028' ? 1 : text[at] is '\u2029' or '\f' ? 2 : 0;
        }

        return at;
    }

    /// <summary>Whether the word's last character but for closing marks ends sentences.</summary>
    private static bool EndsSentence(ReadOnlySpan<char> word)
    {
        ReadOnlySpan<char> open = word.TrimEnd("\"')]}»”’」』）");
        return open is [.., '.' or '!' or '?' or '…' or '。' or '！' or '？' or '؟' or '।' or '۔'];
    }
}
