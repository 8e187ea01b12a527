using System.Text;

namespace Portolan.Text.Unicode;

/// <summary>The four normal forms of Unicode 14 (Unicode Standard Annex 15), whatever the runtime has.</summary>
/// <remarks>The framework's <c>string.Normalize</c> changes nothing without ICU, which this program does not carry. Thread-safe.</remarks>
public static class UnicodeNormalization
{
    /// <summary>Brings text into a normal form. Surrogates without their partner stay as they are.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="form">Which form.</param>
    /// <returns>The same instance where nothing changes by a quick look: text below U+00A0 or, for canonical forms, U+00C0.</returns>
    public static string Normalize(string text, NormalizationForm form)
    {
        ArgumentNullException.ThrowIfNull(text);
        bool isCompatible = form is NormalizationForm.FormKC or NormalizationForm.FormKD;
        if (form is not (NormalizationForm.FormC or NormalizationForm.FormD) && !isCompatible)
        {
            throw new ArgumentOutOfRangeException(nameof(form), form, "There is no such form.");
        }

        // The first characters that have a decomposition are U+00A0 (compatibility) and U+00C0 (canonical); marks start at U+0300.
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', isCompatible ? '\u009F' : '\u00BF') < 0)
        {
            return text;
        }

        var codePoints = new List<int>(text.Length + 16);
        Decompose(text, isCompatible, codePoints);
        Reorder(codePoints);
        if (form is NormalizationForm.FormC or NormalizationForm.FormKC)
        {
            Compose(codePoints);
        }

        return ToText(codePoints);
    }

    private static void Decompose(string text, bool isCompatible, List<int> codePoints)
    {
        Span<int> canonical = stackalloc int[UnicodeCharacter.MaxDecompositionLength];
        for (int i = 0; i < text.Length; i++)
        {
            int codePoint = text[i];
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                codePoint = char.ConvertToUtf32(text[i], text[++i]);
            }

            ReadOnlySpan<int> compatible = isCompatible ? NormalizationTables.Compatibility(codePoint) : default;
            if (!compatible.IsEmpty)
            {
                codePoints.AddRange(compatible);
            }
            else
            {
                int length = UnicodeCharacter.Decompose(codePoint, canonical);
                codePoints.AddRange(canonical[..length]);
            }
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

    /// <summary>Joins each starter with the marks behind it that nothing of their class or of class 0 keeps from it.</summary>
    private static void Compose(List<int> codePoints)
    {
        int starter = -1;
        int lastClass = 0;
        int write = 0;
        for (int read = 0; read < codePoints.Count; read++)
        {
            int codePoint = codePoints[read];
            int ownClass = UnicodeTables.CombiningClass(codePoint);
            bool isReachable = starter >= 0 && (write == starter + 1 || (lastClass < ownClass && lastClass > 0));
            if (isReachable && NormalizationTables.TryCompose(codePoints[starter], codePoint, out int composed))
            {
                codePoints[starter] = composed;
                continue;
            }

            if (ownClass == 0)
            {
                starter = write;
            }

            lastClass = ownClass;
            codePoints[write++] = codePoint;
        }

        codePoints.RemoveRange(write, codePoints.Count - write);
    }

    private static string ToText(List<int> codePoints)
    {
        var text = new StringBuilder(codePoints.Count + 16);
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
