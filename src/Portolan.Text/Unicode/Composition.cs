using System.Text;
namespace Portolan.Text.Unicode;

/// <summary>Canonical composition (The Unicode Standard, section 3.11) of text that is decomposed and in canonical order.</summary>
internal static class Composition
{
    private static readonly Dictionary<(int First, int Second), int> Pairs = CharacterTables.ReadCompositions();

    /// <summary>Composes in place and returns the new length.</summary>
    public static int Compose(Span<int> text)
    {
        int length = 0;
        int starter = -1;
        int lastClass = -1;
        for (int i = 0; i < text.Length; i++)
        {
            int codePoint = text[i];
            int combiningClass = UnicodeCharacter.CombiningClass(codePoint);

            // A character is blocked from its starter by one between them with the same class or a higher one.
            if (starter >= 0 && (lastClass < combiningClass || lastClass < 0) && TryCompose(text[starter], codePoint, out int composed))
            {
                text[starter] = composed;
                continue;
            }

            if (combiningClass == 0)
            {
                starter = length;
                lastClass = -1;
            }
            else
            {
                lastClass = combiningClass;
            }

            text[length++] = codePoint;
        }

        return length;
    }

    /// <summary>A sequence of code points as a string.</summary>
    public static string ToText(ReadOnlySpan<int> codePoints)
    {
        var text = new StringBuilder(codePoints.Length);
        foreach (int codePoint in codePoints)
        {
            text.Append(char.ConvertFromUtf32(codePoint));
        }

        return text.ToString();
    }

    private static bool TryCompose(int first, int second, out int composed) =>
        HangulSyllable.TryCompose(first, second, out composed) || Pairs.TryGetValue((first, second), out composed);
}
