using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>Splits at white space, which is dropped; BERT's also keeps each punctuation character apart.</summary>
internal sealed class WhiteSpaceRule(bool splitsPunctuation) : WordRule
{
    public override void Split(ReadOnlySpan<byte> text, bool isFirst, WordList output)
    {
        int start = 0;
        for (int i = 0; i < text.Length;)
        {
            int codePoint = Utf8Characters.At(text, i, out int length);
            bool isSpace = CharacterClass.Is(codePoint, CharacterClass.Space);
            if (isSpace || (splitsPunctuation && CharacterClass.IsBertPunctuation(codePoint)))
            {
                output.Add(text[start..i]);
                output.Add(isSpace ? [] : text.Slice(i, length));
                start = i + length;
            }

            i += length;
        }

        output.Add(text[start..]);
    }
}

/// <summary>Keeps each punctuation character apart.</summary>
internal sealed class PunctuationRule : WordRule
{
    public override void Split(ReadOnlySpan<byte> text, bool isFirst, WordList output)
    {
        int start = 0;
        for (int i = 0; i < text.Length;)
        {
            if (CharacterClass.IsBertPunctuation(Utf8Characters.At(text, i, out int length)))
            {
                output.Add(text[start..i]);
                output.Add(text.Slice(i, length));
                start = i + length;
            }

            i += length;
        }

        output.Add(text[start..]);
    }
}

/// <summary>Splits into runs of word characters and runs of what is neither that nor white space: <c>\w+|[^\w\s]+</c>.</summary>
internal sealed class WordCharacterRule : WordRule
{
    public override void Split(ReadOnlySpan<byte> text, bool isFirst, WordList output)
    {
        int start = 0;
        int before = 0;
        for (int i = 0; i < text.Length;)
        {
            int classes = CharacterClass.Of(Utf8Characters.At(text, i, out int length));
            int kind = (classes & CharacterClass.Word) != 0 ? 1 : (classes & CharacterClass.Space) != 0 ? 2 : 3;
            if (kind != before)
            {
                output.Add(before == 2 ? [] : text[start..i]);
                start = i;
                before = kind;
            }

            i += length;
        }

        output.Add(before == 2 ? [] : text[start..]);
    }
}

/// <summary>Writes spaces as a visible character (U+2581) and splits before each, as SentencePiece's pieces expect.</summary>
internal sealed class MetaspaceRule(byte[] mark, MetaspacePrefix prefix, bool splits) : WordRule
{
    public override bool LooksAtStart => prefix == MetaspacePrefix.First;

    public override void Split(ReadOnlySpan<byte> text, bool isFirst, WordList output)
    {
        bool isPrefixed = prefix == MetaspacePrefix.Always || (prefix == MetaspacePrefix.First && isFirst);
        if (isPrefixed && text[0] != ' ' && !text.StartsWith(mark))
        {
            output.Text.AddRange(mark);
        }

        for (int i = 0; i < text.Length;)
        {
            Utf8Characters.At(text, i, out int length);
            ReadOnlySpan<byte> character = text.Slice(i, length);
            if (text[i] == ' ' || character.SequenceEqual(mark))
            {
                if (splits && i > 0)
                {
                    output.End();
                }

                output.Text.AddRange(mark);
            }
            else
            {
                output.Text.AddRange(character);
            }

            i += length;
        }

        output.End();
    }
}

/// <summary>When <see cref="MetaspaceRule"/> puts its mark before a text.</summary>
internal enum MetaspacePrefix
{
    Always,

    /// <summary>
    /// At the start of the whole text. Where normalisation makes several words of the very first character ("½" is "1", "⁄", "2"), the
    /// first of them has the mark; Hugging Face's tokenizers put it before each.
    /// </summary>
    First,
    Never,
}

/// <summary>Writes each byte as a character of its own that can be printed, after splitting as GPT-2 does.</summary>
/// <remarks>The bytes 33–126, 161–172 and 174–255 stand for the code points of their number, the others in order for U+0100 and up.</remarks>
internal sealed class ByteLevelRule(bool addsSpace, bool splits) : WordRule
{
    private static readonly byte[][] Alphabet = MakeAlphabet();

    /// <summary>The UTF-8 of the character that stands for each byte.</summary>
    public static ReadOnlySpan<byte[]> Characters => Alphabet;

    public override void Split(ReadOnlySpan<byte> text, bool isFirst, WordList output)
    {
        using var spaced = new GrowingArray<byte>();
        if (addsSpace && text[0] != ' ')
        {
            spaced.Add((byte)' ');
            spaced.AddRange(text);
            text = spaced.Used;
        }

        while (!text.IsEmpty)
        {
            int length = splits ? WordPatterns.NextOfGpt2(text) : text.Length;
            foreach (byte value in text[..length])
            {
                output.Text.AddRange(Alphabet[value]);
            }

            output.End();
            text = text[length..];
        }
    }

    private static byte[][] MakeAlphabet()
    {
        byte[][] alphabet = new byte[256][];
        int next = 0x100;
        for (int value = 0; value < alphabet.Length; value++)
        {
            bool isPrintable = value is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174;
            alphabet[value] = System.Text.Encoding.UTF8.GetBytes(((char)(isPrintable ? value : next++)).ToString());
        }

        return alphabet;
    }
}

/// <summary>Keeps what CLIP's pattern matches; white space is dropped.</summary>
internal sealed class ClipRule : WordRule
{
    public override void Split(ReadOnlySpan<byte> text, bool isFirst, WordList output)
    {
        while (!text.IsEmpty)
        {
            int length = WordPatterns.NextOfClip(text, out bool isSpace);
            output.Add(isSpace ? [] : text[..length]);
            text = text[length..];
        }
    }
}

/// <summary>Rules one after the other, each splitting what the one before left whole.</summary>
internal sealed class WordSequenceRule(WordRule[] rules) : WordRule
{
    public override bool LooksAtStart => rules.Any(rule => rule.LooksAtStart);

    public override void Split(ReadOnlySpan<byte> text, bool isFirst, WordList output)
    {
        using var first = new WordList();
        using var second = new WordList();
        WordList from = first;
        WordList to = second;
        from.Add(text);
        foreach (WordRule rule in rules)
        {
            to.Clear();
            for (int i = 0; i < from.Count; i++)
            {
                rule.Split(from[i], isFirst && i == 0, to);
            }

            (from, to) = (to, from);
        }

        for (int i = 0; i < from.Count; i++)
        {
            output.Add(from[i]);
        }
    }
}
