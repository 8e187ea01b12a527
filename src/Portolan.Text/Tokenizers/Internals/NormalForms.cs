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

        UnicodeNormalization.Reorder(output);
    }
}
