namespace Portolan.Text.Tokenizers.Internals;

/// <summary>What tokenisers ask of a code point; Unicode 14. Code points must lie in 0..0x10FFFF.</summary>
internal static partial class CharacterClass
{
    public const int Letter = 1;
    public const int Number = 2;
    public const int Punctuation = 4;

    /// <summary>Categories Cc, Cf, Co and Cs, but not Cn: what is not assigned yet may become a letter.</summary>
    public const int Control = 8;
    public const int Nonspacing = 16;

    /// <summary>The property White_Space.</summary>
    public const int Space = 32;

    /// <summary>What <c>\w</c> matches.</summary>
    public const int Word = 64;

    public static int Of(int codePoint)
    {
        if (codePoint < 0x80)
        {
            return Ascii[codePoint];
        }

        int at = RangeStarts.BinarySearch(codePoint);
        return RangeClasses[at >= 0 ? at : ~at - 1];
    }

    public static bool Is(int codePoint, int classes) => (Of(codePoint) & classes) != 0;

    /// <summary>Punctuation as BERT has it: of Unicode, and all that ASCII has beside letters and digits.</summary>
    public static bool IsBertPunctuation(int codePoint) =>
        codePoint < 0x80 ? codePoint is > 0x20 and < 0x7F && !char.IsAsciiLetterOrDigit((char)codePoint) : Is(codePoint, Punctuation);
}
