using System.Runtime.InteropServices;

namespace Portolan.Corpus.Urls.Idna;

/// <summary>Unicode's normal form C, for the code points of one host name.</summary>
/// <remarks>The framework's own leaves text as it is where globalisation is invariant. Source: Unicode Standard Annex 15, section 3.</remarks>
internal static class CanonicalComposition
{
    // Hangul is composed by arithmetic: Unicode Standard, section 3.12.
    private const int FirstSyllable = 0xAC00, FirstLeading = 0x1100, FirstVowel = 0x1161, BeforeTrailing = 0x11A7;
    private const int Leadings = 19, Vowels = 21, Trailings = 28, Syllables = Leadings * Vowels * Trailings;

    /// <summary>Brings a list of code points into normal form C.</summary>
    public static void Apply(List<int> codePoints)
    {
        Decompose(codePoints);
        Sort(codePoints);
        Compose(codePoints);
    }

    private static void Decompose(List<int> codePoints)
    {
        // No primary composite decomposes into more than four code points, so that each is looked at a bounded number of times.
        for (int i = 0; i < codePoints.Count;)
        {
            int c = codePoints[i], syllable = c - FirstSyllable;
            if ((uint)syllable < Syllables)
            {
                codePoints[i] = FirstLeading + syllable / (Vowels * Trailings);
                codePoints.Insert(++i, FirstVowel + syllable % (Vowels * Trailings) / Trailings);
                if (syllable % Trailings != 0)
                {
                    codePoints.Insert(++i, BeforeTrailing + syllable % Trailings);
                }

                i++;
            }
            else if (IdnaTables.TryDecompose(c, out (int First, int Second) parts))
            {
                codePoints[i] = parts.First;
                codePoints.Insert(i + 1, parts.Second);
            }
            else
            {
                i++;
            }
        }
    }

    // A stable sort of each run of marks by their class.
    private static void Sort(List<int> codePoints)
    {
        for (int start = 0; start < codePoints.Count; start++)
        {
            int end = start;
            while (end < codePoints.Count && IdnaTables.CombiningClass(codePoints[end]) != 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                int[] run = [.. codePoints[start..end].OrderBy(IdnaTables.CombiningClass)];
                run.CopyTo(CollectionsMarshal.AsSpan(codePoints)[start..]);
            }

            start = end;
        }
    }

    private static void Compose(List<int> codePoints)
    {
        // A mark of at least its class between a code point and the starter keeps them apart; -1 is nothing between.
        int starter = -1, lastClass = -1, write = 0;
        for (int read = 0; read < codePoints.Count; read++)
        {
            int c = codePoints[read], combiningClass = IdnaTables.CombiningClass(c);
            int composite = starter < 0 || lastClass >= combiningClass ? -1 : Pair(codePoints[starter], c);
            if (composite >= 0)
            {
                codePoints[starter] = composite;
                continue;
            }

            if (combiningClass == 0)
            {
                starter = write;
                lastClass = -1;
            }
            else
            {
                lastClass = combiningClass;
            }

            codePoints[write++] = c;
        }

        codePoints.RemoveRange(write, codePoints.Count - write);
    }

    private static int Pair(int first, int second)
    {
        int leading = first - FirstLeading, vowel = second - FirstVowel;
        if ((uint)leading < Leadings && (uint)vowel < Vowels)
        {
            return FirstSyllable + (leading * Vowels + vowel) * Trailings;
        }

        int syllable = first - FirstSyllable, trailing = second - BeforeTrailing;
        return (uint)syllable < Syllables && syllable % Trailings == 0 && trailing is > 0 and < Trailings
            ? first + trailing
            : IdnaTables.Compose(first, second);
    }
}
