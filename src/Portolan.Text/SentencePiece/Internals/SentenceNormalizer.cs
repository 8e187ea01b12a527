using System.Buffers;
using System.Text;

namespace Portolan.Text.SentencePiece.Internals;

/// <summary>Applies a model's normaliser: rules, spaces and the dummy prefix, as sentencepiece's <c>normalizer.cc</c> defines them.</summary>
/// <remarks>
/// Immutable. What comes out is valid UTF-8: a byte that belongs to no character becomes U+FFFD, replacements are checked when the
/// map is read.
/// </remarks>
internal sealed class SentenceNormalizer
{
    private static ReadOnlySpan<byte> SpaceSymbol => "▁"u8;

    private static ReadOnlySpan<byte> ReplacementCharacter => "�"u8;

    private readonly CharacterMap? map;
    private readonly PieceTrie? symbols;
    private readonly CharacterClasses classes;
    private readonly bool dummyPrefix;
    private readonly bool removeExtraSpaces;
    private readonly bool escapeSpaces;
    private readonly bool spaceAsSuffix;
    private readonly bool fastAscii;

    /// <param name="description">The rules and switches.</param>
    /// <param name="protectedSymbols">Texts that stay as they are, or null.</param>
    /// <param name="spaceAsSuffix">Whether the dummy space goes to the end.</param>
    /// <param name="name">What errors call the model.</param>
    public SentenceNormalizer(NormalizerDescription description, PieceTrie? protectedSymbols, bool spaceAsSuffix, string name)
    {
        this.map = CharacterMap.Read(description, name);
        this.symbols = protectedSymbols;
        this.classes = new CharacterClasses(this.map, protectedSymbols);
        this.dummyPrefix = description.AddDummyPrefix;
        this.removeExtraSpaces = description.RemoveExtraWhitespaces;
        this.escapeSpaces = description.EscapeWhitespaces;
        this.spaceAsSuffix = spaceAsSuffix;
        this.fastAscii = this.classes.AsciiIsPlain && this.escapeSpaces && this.removeExtraSpaces;
    }

    /// <summary>Normalises a text into <paramref name="output"/>, whose former contents are dropped.</summary>
    /// <param name="text">Any bytes.</param>
    /// <param name="output">Receives the normalised text.</param>
    /// <param name="inBlocks">Whether plain ASCII may be copied in blocks; the result is the same.</param>
    public void Normalize(ReadOnlySpan<byte> text, GrowingArray<byte> output, bool inBlocks = true)
    {
        output.Count = 0;
        inBlocks &= fastAscii;
        ReadOnlySpan<byte> rest = text;
        if (removeExtraSpaces)
        {
            rest = SkipLeadingSpaces(text);
        }

        if (rest.IsEmpty)
        {
            return;
        }

        ReadOnlySpan<byte> space = escapeSpaces ? SpaceSymbol : " "u8;
        if (dummyPrefix && !spaceAsSuffix)
        {
            output.AddRange(space);
        }

        bool afterSpace = removeExtraSpaces;
        while (!rest.IsEmpty)
        {
            if (inBlocks && AsciiRun.Copy(ref rest, output, ref afterSpace))
            {
                continue;
            }

            int consumed = NextPart(rest, out ReadOnlySpan<byte> part);
            rest = rest[consumed..];
            afterSpace = Append(part, afterSpace, output) && removeExtraSpaces;
        }

        if (removeExtraSpaces)
        {
            while (output.Used.EndsWith(space))
            {
                output.Count -= space.Length;
            }
        }

        if (dummyPrefix && spaceAsSuffix)
        {
            output.AddRange(space);
        }
    }

    /// <summary>How many bytes the next character or rule takes, and what it becomes.</summary>
    internal int NextPart(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> part)
    {
        bool valid = Rune.DecodeFromUtf8(text, out Rune rune, out int length) == OperationStatus.Done;
        if (valid && rune.IsBmp)
        {
            byte kind = classes.Classes[rune.Value];
            if (kind == CharacterClasses.Plain ||
                (kind == CharacterClasses.PlainUnlessContinued && (length == text.Length || !classes.ContinuesRule[text[length]])))
            {
                part = text[..length];
                return length;
            }
        }

        int symbolLength = symbols is null ? 0 : symbols.LongestPrefix(text);
        if (symbolLength > 0)
        {
            part = text[..symbolLength];
            return symbolLength;
        }

        part = default;
        int ruleLength = map is null ? 0 : map.LongestRule(text, out part);
        if (ruleLength > 0)
        {
            return ruleLength;
        }

        // The format replaces one byte at a time, where Unicode's advice would replace a truncated character as a whole.
        part = valid ? text[..length] : ReplacementCharacter;
        return valid ? length : 1;
    }

    private ReadOnlySpan<byte> SkipLeadingSpaces(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int consumed = NextPart(text, out ReadOnlySpan<byte> part);
            if (!part.SequenceEqual(" "u8))
            {
                break;
            }

            text = text[consumed..];
        }

        return text;
    }

    /// <summary>Appends what a rule gave; says whether the output now ends with a space of the input.</summary>
    private bool Append(ReadOnlySpan<byte> part, bool afterSpace, GrowingArray<byte> output)
    {
        if (afterSpace)
        {
            part = part.TrimStart((byte)' ');
            if (part.IsEmpty)
            {
                return true;
            }
        }
        else if (part.IsEmpty)
        {
            return false;
        }

        output.Reserve(output.Count + ((long)part.Length * SpaceSymbol.Length));
        Span<byte> room = output.All;
        int count = output.Count;
        foreach (byte next in part)
        {
            if (next == ' ' && escapeSpaces)
            {
                SpaceSymbol.CopyTo(room[count..]);
                count += SpaceSymbol.Length;
            }
            else
            {
                room[count++] = next;
            }
        }

        output.Count = count;
        return part[^1] == ' ';
    }
}
