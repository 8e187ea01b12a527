using System.Runtime.InteropServices;
using System.Text;
using Portolan.Storage;
using Portolan.Text.SentencePiece.Internals;
using Portolan.Text.Unicode;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>BERT's normalisation: control characters away, spaces plain, CJK characters apart, accents off, lower case; each by choice.</summary>
internal sealed class BertRule(bool cleans, bool spacesChinese, bool stripsAccents, bool lowers) : TextRule
{
    public override void Apply(ReadOnlySpan<byte> text, GrowingArray<byte> output)
    {
        if (stripsAccents && !System.Text.Ascii.IsValid(text))
        {
            using var cleaned = new GrowingArray<byte>();
            Clean(text, cleaned);
            var codePoints = new List<int>(cleaned.Count);
            NormalForms.Decompose(cleaned.Used, codePoints, isCompatible: false);
            foreach (int codePoint in codePoints)
            {
                if (!CharacterClass.Is(codePoint, CharacterClass.Nonspacing))
                {
                    AppendCased(output, codePoint);
                }
            }

            return;
        }

        int from = output.Count;
        Clean(text, output);
        if (lowers)
        {
            LowerRule.InPlaceOrAppended(output, from);
        }
    }

    private void AppendCased(GrowingArray<byte> output, int codePoint)
    {
        if (lowers)
        {
            LowerRule.Append(output, codePoint);
        }
        else
        {
            Utf8Characters.Append(output, codePoint);
        }
    }

    private void Clean(ReadOnlySpan<byte> text, GrowingArray<byte> output)
    {
        for (int i = 0; i < text.Length;)
        {
            int codePoint = Utf8Characters.At(text, i, out int length);
            ReadOnlySpan<byte> character = text.Slice(i, length);
            i += length;
            if (cleans)
            {
                int classes = CharacterClass.Of(codePoint);
                bool isSpace = (classes & CharacterClass.Space) != 0;
                if (codePoint is 0 or 0xFFFD || ((classes & CharacterClass.Control) != 0 && codePoint is not ('\t' or '\n' or '\r')))
                {
                    continue;
                }

                character = isSpace ? " "u8 : character;
            }

            if (spacesChinese && IsChinese(codePoint))
            {
                output.Add((byte)' ');
                output.AddRange(character);
                output.Add((byte)' ');
            }
            else
            {
                output.AddRange(character);
            }
        }
    }

    /// <summary>
    /// The blocks of CJK ideographs that BERT's own code names; U+2B820 to U+2B91F are not among them in Hugging Face's tokenizers, whose
    /// numbers the models' vectors depend on.
    /// </summary>
    private static bool IsChinese(int codePoint) => codePoint is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF)
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}

/// <summary>Lower case, character by character and without regard to context.</summary>
internal sealed class LowerRule : TextRule
{
    public override void Apply(ReadOnlySpan<byte> text, GrowingArray<byte> output)
    {
        for (int i = 0; i < text.Length;)
        {
            Append(output, Utf8Characters.At(text, i, out int length));
            i += length;
        }
    }

    public static void Append(GrowingArray<byte> output, int codePoint)
    {
        Utf8Characters.Append(output, UnicodeTables.ToLower(codePoint));
        if (codePoint == 0x130)
        {
            // The one character whose lower case is two: i and a dot above.
            Utf8Characters.Append(output, 0x307);
        }
    }

    /// <summary>Lowers what follows a place of the output.</summary>
    public static void InPlaceOrAppended(GrowingArray<byte> output, int from)
    {
        Span<byte> text = output.Used[from..];
        if (System.Text.Ascii.IsValid(text))
        {
            System.Text.Ascii.ToLowerInPlace(text, out _);
            return;
        }

        byte[] copy = text.ToArray();
        output.Count = from;
        new LowerRule().Apply(copy, output);
    }
}

/// <summary>One of Unicode's four normal forms.</summary>
internal sealed class NormalFormRule(bool isComposed, bool isCompatible) : TextRule
{
    public override void Apply(ReadOnlySpan<byte> text, GrowingArray<byte> output)
    {
        if (System.Text.Ascii.IsValid(text))
        {
            output.AddRange(text);
            return;
        }

        var codePoints = new List<int>(text.Length);
        NormalForms.Decompose(text, codePoints, isCompatible);
        Span<int> all = CollectionsMarshal.AsSpan(codePoints);
        foreach (int codePoint in isComposed ? all[..Composition.Compose(all)] : all)
        {
            Utf8Characters.Append(output, codePoint);
        }
    }
}

/// <summary>Removes non-spacing marks.</summary>
internal sealed class StripAccentsRule : TextRule
{
    public override void Apply(ReadOnlySpan<byte> text, GrowingArray<byte> output)
    {
        for (int i = 0; i < text.Length;)
        {
            if (!CharacterClass.Is(Utf8Characters.At(text, i, out int length), CharacterClass.Nonspacing))
            {
                output.AddRange(text.Slice(i, length));
            }

            i += length;
        }
    }
}

/// <summary>Removes white space at the ends.</summary>
internal sealed class StripRule(bool left, bool right) : TextRule
{
    public override void Apply(ReadOnlySpan<byte> text, GrowingArray<byte> output)
    {
        while (left && !text.IsEmpty && CharacterClass.Is(Utf8Characters.At(text, 0, out int length), CharacterClass.Space))
        {
            text = text[length..];
        }

        while (right && !text.IsEmpty && Rune.DecodeLastFromUtf8(text, out Rune last, out int length) == System.Buffers.OperationStatus.Done
            && CharacterClass.Is(last.Value, CharacterClass.Space))
        {
            text = text[..^length];
        }

        output.AddRange(text);
    }
}

/// <summary>Puts a text before one that is not empty.</summary>
internal sealed class PrependRule(byte[] prefix) : TextRule
{
    public override void Apply(ReadOnlySpan<byte> text, GrowingArray<byte> output)
    {
        if (!text.IsEmpty)
        {
            output.AddRange(prefix);
            output.AddRange(text);
        }
    }
}

/// <summary>Replaces each occurrence of a text.</summary>
internal sealed class ReplaceTextRule(byte[] pattern, byte[] replacement) : TextRule
{
    public override void Apply(ReadOnlySpan<byte> text, GrowingArray<byte> output)
    {
        for (int at; (at = text.IndexOf(pattern)) >= 0; text = text[(at + pattern.Length)..])
        {
            output.AddRange(text[..at]);
            output.AddRange(replacement);
        }

        output.AddRange(text);
    }
}

/// <summary>Replaces each run of white space, or of blanks alone, that is long enough.</summary>
internal sealed class ReplaceSpacesRule(bool blanksOnly, int atLeast, byte[] replacement) : TextRule
{
    public override void Apply(ReadOnlySpan<byte> text, GrowingArray<byte> output)
    {
        for (int i = 0; i < text.Length;)
        {
            int start = i;
            int count = 0;
            while (i < text.Length)
            {
                int codePoint = Utf8Characters.At(text, i, out int length);
                if (blanksOnly ? codePoint != ' ' : !CharacterClass.Is(codePoint, CharacterClass.Space))
                {
                    break;
                }

                i += length;
                count++;
            }

            if (count >= atLeast && count > 0)
            {
                output.AddRange(replacement);
            }
            else if (count > 0)
            {
                output.AddRange(text[start..i]);
            }
            else
            {
                Utf8Characters.At(text, i, out int length);
                output.AddRange(text.Slice(i, length));
                i += length;
            }
        }
    }
}

/// <summary>Rules one after the other.</summary>
internal sealed class SequenceRule(TextRule[] rules) : TextRule
{
    // Normal forms make up to 18 times of a character; steps that double could fill any memory.
    private const int MaxGrowth = 64;

    public override void Apply(ReadOnlySpan<byte> text, GrowingArray<byte> output)
    {
        if (rules.Length == 0)
        {
            output.AddRange(text);
            return;
        }

        using var first = new GrowingArray<byte>();
        using var second = new GrowingArray<byte>();
        ReadOnlySpan<byte> input = text;
        for (int i = 0; i < rules.Length - 1; i++)
        {
            GrowingArray<byte> target = i % 2 == 0 ? first : second;
            target.Count = 0;
            rules[i].Apply(input, target);
            if (target.Count > MaxGrowth * (text.Length + 1024L))
            {
                throw new StorageException($"the tokeniser's normalizer makes {target.Count} bytes of {text.Length}, expected at most {MaxGrowth} times as many");
            }

            input = target.Used;
        }

        rules[^1].Apply(input, output);
    }
}
