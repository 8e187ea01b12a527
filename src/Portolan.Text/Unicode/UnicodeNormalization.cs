using System.Runtime.InteropServices;
using System.Text;

namespace Portolan.Text.Unicode;

/// <summary>Unicode's composed normal forms C and KC (Unicode Standard Annex 15), version 14, whatever the runtime has.</summary>
/// <remarks>The framework's <c>string.Normalize</c> changes nothing without ICU, which this program does not carry. Thread-safe.</remarks>
public static class UnicodeNormalization
{
    /// <summary>Brings text into normal form C: what can be one character is. Surrogates without their partner stay as they are.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The same instance for text below U+00C0, where nothing can change.</returns>
    public static string ToFormC(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        // U+00C0 is the first character that has a canonical decomposition; marks start at U+0300.
        return text.AsSpan().IndexOfAnyExceptInRange('\0', '\u00BF') < 0 ? text : Normalize(text, isCompatible: false);
    }

    /// <summary>
    /// Brings text into normal form KC: as form C, after widths, ligatures, superscripts, no-break spaces and the like became what they
    /// stand for. Surrogates without their partner stay as they are.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <returns>The same instance for text below U+00A0, where nothing can change. Never more than 18 times as long.</returns>
    public static string ToFormKC(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        // U+00A0 is the first character that has a compatibility decomposition.
        return text.AsSpan().IndexOfAnyExceptInRange('\0', '\u009F') < 0 ? text : Normalize(text, isCompatible: true);
    }

    private static string Normalize(string text, bool isCompatible)
    {
        var codePoints = new List<int>(text.Length + 16);
        Decompose(text, isCompatible, codePoints);
        Reorder(codePoints);
        int length = Composition.Compose(CollectionsMarshal.AsSpan(codePoints));
        return ToText(CollectionsMarshal.AsSpan(codePoints)[..length]);
    }

    private static void Decompose(string text, bool isCompatible, List<int> codePoints)
    {
        Span<int> decomposed = stackalloc int[CharacterTables.MaxDecompositionLength];
        for (int i = 0; i < text.Length; i++)
        {
            int codePoint = text[i];
            if (codePoint < 0xA0)
            {
                codePoints.Add(codePoint);
                continue;
            }

            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                codePoint = char.ConvertToUtf32(text[i], text[++i]);
            }

            int length = isCompatible ? CharacterTables.Decompose(codePoint, decomposed) : UnicodeCharacter.Decompose(codePoint, decomposed);
            codePoints.AddRange(decomposed[..length]);
        }
    }

    /// <summary>Sorts each run of marks by class, stably.</summary>
    private static void Reorder(List<int> codePoints)
    {
        for (int start = 0; start < codePoints.Count;)
        {
            if (UnicodeTables.CombiningClass(codePoints[start]) == 0)
            {
                start++;
                continue;
            }

            int end = start + 1;
            bool isSorted = true;
            while (end < codePoints.Count && UnicodeTables.CombiningClass(codePoints[end]) is > 0 and int next)
            {
                isSorted &= UnicodeTables.CombiningClass(codePoints[end - 1]) <= next;
                end++;
            }

            if (!isSorted)
            {
                // A stable sort in n log n: a hostile text may be one run of marks.
                var run = new (int Class, int CodePoint)[end - start];
                for (int i = start; i < end; i++)
                {
                    run[i - start] = (UnicodeTables.CombiningClass(codePoints[i]), codePoints[i]);
                }

                int at = start;
                foreach ((_, int codePoint) in run.OrderBy(mark => mark.Class))
                {
                    codePoints[at++] = codePoint;
                }
            }

            start = end;
        }
    }

    private static string ToText(ReadOnlySpan<int> codePoints)
    {
        var text = new StringBuilder(codePoints.Length + 16);
        foreach (int codePoint in codePoints)
        {
            if (codePoint > 0xFFFF)
            {
                text.Append(char.ConvertFromUtf32(codePoint));
            }
            else
            {
                text.Append((char)codePoint);
            }
        }

        return text.ToString();
    }
}
