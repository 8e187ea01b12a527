namespace Portolan.Text.Unicode;

/// <summary>Facts of single code points in Unicode 14, the version of Python 3.11, whatever the runtime's own version.</summary>
/// <remarks>Stateless and thread-safe. Surrogate code points (U+D800..U+DFFF) have no property.</remarks>
public static class UnicodeCharacter
{
    /// <summary>The longest canonical decomposition, in code points.</summary>
    public const int MaxDecompositionLength = 4;

    /// <summary>Whether Python's <c>str.isspace</c> holds, which is what <c>str.strip</c> removes: bidirectional class WS, B or S, or category Zs.</summary>
    /// <param name="codePoint">0..0x10FFFF.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside 0..0x10FFFF.</exception>
    public static bool IsWhiteSpace(int codePoint) => Has(codePoint, UnicodeTables.WhiteSpace);

    /// <summary>Whether the general category is Nd, what <c>\d</c> matches.</summary>
    /// <param name="codePoint">0..0x10FFFF.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside 0..0x10FFFF.</exception>
    public static bool IsDecimalDigit(int codePoint) => Has(codePoint, UnicodeTables.DecimalDigit);

    /// <summary>Whether the general category is Mn.</summary>
    /// <param name="codePoint">0..0x10FFFF.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside 0..0x10FFFF.</exception>
    public static bool IsNonspacingMark(int codePoint) => Has(codePoint, UnicodeTables.Nonspacing);

    /// <summary>Canonical combining class, 0..254; 0 is a starter.</summary>
    /// <param name="codePoint">0..0x10FFFF.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside 0..0x10FFFF.</exception>
    public static int CombiningClass(int codePoint) => UnicodeTables.CombiningClass(Checked(codePoint));

    /// <summary>Lower case of one code point out of context: U+0130 gives 'i' without its dot above, U+03A3 the non-final sigma.</summary>
    /// <param name="codePoint">0..0x10FFFF.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside 0..0x10FFFF.</exception>
    public static int ToLower(int codePoint) => UnicodeTables.ToLower(Checked(codePoint));

    /// <summary>Writes the full canonical decomposition (NFD of the single code point) and returns its length, 1 where it is the code point itself.</summary>
    /// <param name="codePoint">0..0x10FFFF.</param>
    /// <param name="destination">At least <see cref="MaxDecompositionLength"/> long.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside 0..0x10FFFF.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int Decompose(int codePoint, Span<int> destination)
    {
        if (destination.Length < MaxDecompositionLength)
        {
            throw new ArgumentException($"length {destination.Length}, expected at least {MaxDecompositionLength}", nameof(destination));
        }

        if (HangulSyllable.Contains(Checked(codePoint)))
        {
            HangulSyllable.Split(codePoint, out destination[0], out destination[1], out destination[2]);
            return destination[2] == 0 ? 2 : 3;
        }

        ReadOnlySpan<int> sequence = UnicodeTables.Decomposition(codePoint);
        if (sequence.IsEmpty)
        {
            destination[0] = codePoint;
            return 1;
        }

        sequence.CopyTo(destination);
        return sequence.Length;
    }

    private static bool Has(int codePoint, int flag) => (UnicodeTables.Flags(Checked(codePoint)) & flag) != 0;

    private static int Checked(int codePoint)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)codePoint, 0x10FFFFu, nameof(codePoint));
        return codePoint;
    }
}
