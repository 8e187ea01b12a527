using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Portolan.Text.Unicode;

namespace Portolan.Corpus.Urls.Idna;

/// <summary>The ASCII form of a host name with other letters: mapped, composed, each label in Punycode.</summary>
/// <remarks>
/// UTS #46, non-transitional (as browsers do), without the checks of validity that no look-up needs (joiners, direction, hyphens).
/// The framework's IdnMapping neither maps nor composes where globalisation is invariant.
/// </remarks>
internal static class InternationalHost
{
    // A host has at most 253 bytes in ASCII, and no label in Punycode is shorter than its number of code points.
    private const int MaxCodePoints = 512;

    /// <summary>Maps a host name.</summary>
    /// <param name="utf8">The name, UTF-8.</param>
    /// <param name="ascii">Receives its ASCII form.</param>
    /// <returns>False when it is not UTF-8, has a character that no name may have, or is too long.</returns>
    public static bool TryToAscii(ReadOnlySpan<byte> utf8, List<byte> ascii)
    {
        List<int> codePoints = new(utf8.Length);
        bool isPlain = true;
        while (!utf8.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(utf8, out Rune rune, out int length) != OperationStatus.Done || codePoints.Count > MaxCodePoints)
            {
                return false;
            }

            utf8 = utf8[length..];
            int value = IdnaTables.Map(rune.Value, out ReadOnlySpan<ushort> mapped);
            switch (value)
            {
                case IdnaTables.Disallowed:
                    return false;
                case IdnaTables.Ignored:
                    continue;
                case IdnaTables.Valid:
                    codePoints.Add(rune.Value);
                    isPlain &= IsPlain(rune.Value);
                    break;
                default:
                    isPlain &= Add(mapped, codePoints);
                    break;
            }
        }

        if (!isPlain)
        {
            Compose(codePoints);
        }

        return codePoints.Count <= MaxCodePoints && Encode(CollectionsMarshal.AsSpan(codePoints), ascii);
    }

    private static void Compose(List<int> codePoints)
    {
        string text = string.Concat(codePoints.Select(char.ConvertFromUtf32));
        codePoints.Clear();
        codePoints.AddRange(UnicodeNormalization.ToFormC(text).EnumerateRunes().Select(rune => rune.Value));
    }

    private static bool Add(ReadOnlySpan<ushort> mapped, List<int> codePoints)
    {
        bool isPlain = true;
        ReadOnlySpan<char> units = MemoryMarshal.Cast<ushort, char>(mapped);
        foreach (Rune part in units.EnumerateRunes())
        {
            codePoints.Add(part.Value);
            isPlain &= IsPlain(part.Value);
        }

        return isPlain;
    }

    // Nothing below the combining marks composes with what is before it; syllables and ideographs behind the vowels of Hangul are the rule.
    private static bool IsPlain(int codePoint) => codePoint is < 0x300 or (>= 0x3030 and < 0x3099) or (>= 0x3400 and < 0xA000) or (>= 0xAC00 and < 0xD7A4);

    private static bool Encode(ReadOnlySpan<int> codePoints, List<byte> ascii)
    {
        while (true)
        {
            int end = codePoints.IndexOf('.');
            ReadOnlySpan<int> label = end < 0 ? codePoints : codePoints[..end];
            if (label.ContainsAnyExceptInRange(0, 0x7F))
            {
                ascii.AddRange("xn--"u8);
                Punycode.Append(label, ascii);
            }
            else
            {
                foreach (int c in label)
                {
                    ascii.Add((byte)c);
                }
            }

            if (end < 0)
            {
                return true;
            }

            ascii.Add((byte)'.');
            codePoints = codePoints[(end + 1)..];
        }
    }
}
