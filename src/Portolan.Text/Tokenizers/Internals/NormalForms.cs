using System.Runtime.InteropServices;
using Portolan.Text.Unicode;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>Decomposition into canonical order (Unicode Standard Annex 15), canonical or with compatibility mappings.</summary>
internal static class NormalForms
{
    public static void Decompose(ReadOnlySpan<byte> text, List<int> output, bool isCompatible)
    {
        Span<int> parts = stackalloc int[CharacterTables.MaxDecompositionLength];
        for (int i = 0; i < text.Length;)
        {
            int codePoint = Utf8Characters.At(text, i, out int length);
            i += length;
            if (codePoint < 0xA0)
            {
                output.Add(codePoint);
            }
            else
            {
                output.AddRange(parts[..(isCompatible ? CharacterTables.Decompose(codePoint, parts) : UnicodeCharacter.Decompose(codePoint, parts))]);
            }
        }

        Reorder(CollectionsMarshal.AsSpan(output));
    }

    /// <summary>Sorts each run of marks by class, stably: in n log n, because a hostile text may be one run.</summary>
    private static void Reorder(Span<int> text)
    {
        for (int start = 0; start < text.Length; start++)
        {
            if (text[start] < 0x300 || UnicodeTables.CombiningClass(text[start]) == 0)
            {
                continue;
            }

            int end = start;
            while (end < text.Length && UnicodeTables.CombiningClass(text[end]) > 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                int[] run = [.. text[start..end].ToArray().OrderBy(UnicodeTables.CombiningClass)];
                run.CopyTo(text[start..end]);
            }

            start = end;
        }
    }
}
