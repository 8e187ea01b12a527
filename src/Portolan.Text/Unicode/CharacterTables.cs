namespace Portolan.Text.Unicode;

/// <summary>Look-ups in the generated tables: compatibility decompositions, compositions, case folding, scripts.</summary>
/// <remarks>
/// Decompositions and compositions of Unicode 14; case folding and scripts of 13, which SentencePiece's maps follow. Code points must lie
/// in 0..0x10FFFF. These serve rare characters and the building of maps and alphabets, not hot loops.
/// </remarks>
internal static partial class CharacterTables
{
    /// <summary>The longest compatibility decomposition, that of U+FDFA.</summary>
    public const int MaxDecompositionLength = 18;

    /// <summary>The scripts that the rules for pieces name; the others are only compared.</summary>
    public const byte CommonScript = 0;
    public const byte InheritedScript = 1;
    public const byte HanScript = 2;
    public const byte HiraganaScript = 3;
    public const byte KatakanaScript = 4;

    /// <summary>Writes the full compatibility decomposition (NFKD of the single code point) and returns its length.</summary>
    public static int Decompose(int codePoint, Span<int> destination)
    {
        int at = CompatibilityKeys.BinarySearch(codePoint);
        if (at < 0)
        {
            return UnicodeCharacter.Decompose(codePoint, destination);
        }

        int start = CompatibilityOffsets[at];
        int length = CompatibilitySequences[start];
        for (int i = 0; i < length; i++)
        {
            destination[i] = CompatibilitySequences[start + 1 + i];
        }

        return length;
    }

    /// <summary>Whether Unicode 14 added the compatibility decomposition that a code point has: modifier letters in two places.</summary>
    public static bool IsDecomposedSince14(int codePoint) => codePoint is (>= 0xA7F2 and <= 0xA7F4) or (>= 0x10780 and <= 0x107BF);

    /// <summary>Every primary composite but the Hangul syllables, by its two parts.</summary>
    public static Dictionary<(int First, int Second), int> ReadCompositions()
    {
        var pairs = new Dictionary<(int First, int Second), int>(Compositions.Length / 3);
        for (int i = 0; i < Compositions.Length; i += 3)
        {
            pairs.Add((Compositions[i], Compositions[i + 1]), Compositions[i + 2]);
        }

        return pairs;
    }

    /// <summary>Simple case folding, one code point to one (CaseFolding.txt, statuses C and S).</summary>
    public static int Fold(int codePoint)
    {
        int at = FoldKeys.BinarySearch(codePoint);
        return at < 0 ? codePoint : FoldValues[at];
    }

    /// <summary>All code points that <see cref="Fold"/> changes.</summary>
    public static ReadOnlySpan<int> FoldedCodePoints => FoldKeys;

    /// <summary>The number of a code point's script; code points without one are Common.</summary>
    public static byte Script(int codePoint)
    {
        int at = ScriptStarts.BinarySearch(codePoint);
        return ScriptNumbers[at >= 0 ? at : ~at - 1];
    }
}
