namespace Portolan.Text.Unicode;

/// <summary>Look-ups in the generated three-stage tables. Code points must lie in 0..0x10FFFF.</summary>
internal static partial class UnicodeTables
{
    public const int DecimalDigit = 1;
    public const int WhiteSpace = 2;
    public const int Nonspacing = 4;
    public const int Cased = 8;
    public const int CaseIgnorable = 16;

    public static int Flags(int codePoint) => FlagBits[Record(codePoint)];

    public static int CombiningClass(int codePoint) => CombiningClasses[Record(codePoint)];

    /// <summary>Simple lower case; U+0130, whose full lower case has two code points, gives 'i'.</summary>
    public static int ToLower(int codePoint) => codePoint == 0x130 ? 'i' : codePoint + LowerDeltas[Record(codePoint)];

    /// <summary>Full canonical decomposition; empty where there is none, and for Hangul syllables.</summary>
    public static ReadOnlySpan<int> Decomposition(int codePoint)
    {
        int middle = (DecompositionTop[codePoint >> 11] << 5) | ((codePoint >> 6) & 31);
        int at = DecompositionLeaves[(DecompositionMiddle[middle] << 6) | (codePoint & 63)];
        return at == 0 ? [] : Sequences.Slice(at + 1, Sequences[at]);
    }

    /// <summary>Whether none of the 64 code points of a leaf has any property, lower case or decomposition.</summary>
    public static bool IsPlainLeaf(int leaf) =>
        RecordMiddle[(RecordTop[leaf >> 5] << 5) | (leaf & 31)] == 0
        && DecompositionMiddle[(DecompositionTop[leaf >> 5] << 5) | (leaf & 31)] == 0;

    private static int Record(int codePoint)
    {
        int middle = (RecordTop[codePoint >> 11] << 5) | ((codePoint >> 6) & 31);
        return RecordLeaves[(RecordMiddle[middle] << 6) | (codePoint & 63)];
    }
}
