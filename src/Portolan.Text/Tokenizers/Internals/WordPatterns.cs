namespace Portolan.Text.Tokenizers.Internals;

/// <summary>The regular expressions of byte-pair tokenisers, matched by hand: one pass, no backtracking.</summary>
internal static class WordPatterns
{
    public const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    public const string Clip = @"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+";

    private const int Kinds = CharacterClass.Letter | CharacterClass.Number | CharacterClass.Space;

    /// <summary>Length of the first match of <see cref="Gpt2"/>, which matches any text at its start.</summary>
    public static int NextOfGpt2(ReadOnlySpan<byte> text)
    {
        int contraction = Contraction(text);
        if (contraction > 0)
        {
            return contraction;
        }

        // One blank before what is no space belongs to it.
        int start = text[0] == ' ' && text.Length > 1 && Kind(text, 1, out _) != CharacterClass.Space ? 1 : 0;
        int kind = Kind(text, start, out _);
        int end = Run(text, start, kind, out int last);
        bool leavesLast = kind == CharacterClass.Space && end < text.Length && last > 0;
        return leavesLast ? last : end;
    }

    /// <summary>Length of the first match of <see cref="Clip"/>, or of the white space before it.</summary>
    public static int NextOfClip(ReadOnlySpan<byte> text, out bool isSpace)
    {
        isSpace = false;
        int contraction = Contraction(text);
        if (contraction > 0)
        {
            return contraction;
        }

        int kind = Kind(text, 0, out int length);
        isSpace = kind == CharacterClass.Space;
        return kind == CharacterClass.Number ? length : Run(text, 0, kind, out _);
    }

    private static int Contraction(ReadOnlySpan<byte> text)
    {
        if (text[0] != '\'' || text.Length < 2)
        {
            return 0;
        }

        return text[1] switch
        {
            (byte)'s' or (byte)'t' or (byte)'m' or (byte)'d' => 2,
            (byte)'r' or (byte)'v' when text.Length > 2 && text[2] == 'e' => 3,
            (byte)'l' when text.Length > 2 && text[2] == 'l' => 3,
            _ => 0,
        };
    }

    /// <summary>Letter, Number, Space or 0 for all else.</summary>
    private static int Kind(ReadOnlySpan<byte> text, int at, out int length) => CharacterClass.Of(Utf8Characters.At(text, at, out length)) & Kinds;

    /// <summary>Where a run of one kind ends, and where its last character starts.</summary>
    private static int Run(ReadOnlySpan<byte> text, int start, int kind, out int last)
    {
        last = start;
        int end = start;
        while (end < text.Length && Kind(text, end, out int length) == kind)
        {
            last = end;
            end += length;
        }

        return end;
    }
}
