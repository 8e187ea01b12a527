using System.Buffers;
using System.Text;
using Portolan.Text.Unicode;

namespace Portolan.Text.Normalization;

/// <summary>The normalisers as plain steps over code points, one step after the other as CCNet does them: the reference that the fast ones are compared with.</summary>
internal static class ScalarNormalizer
{
    public static byte[] ForDeduplication(ReadOnlySpan<byte> utf8)
    {
        List<int> line = Lower(Strip(Decode(utf8)));
        ReplaceDigits(line);
        line.RemoveAll(c => CcnetPunctuation.Contains(c) || RewriteTable.IsControl(c));
        return Encode(line);
    }

    public static byte[] ForLanguageModel(ReadOnlySpan<byte> utf8)
    {
        List<int> line = Decompose(Lower(Strip(Decode(utf8))));
        line.RemoveAll(UnicodeCharacter.IsNonspacingMark);
        ReplaceDigits(line);
        List<int> mapped = [];
        foreach (int c in line)
        {
            ReadOnlySpan<byte> ascii = CcnetPunctuation.ToAscii(c);
            if (ascii.IsEmpty)
            {
                mapped.Add(c);
            }

            foreach (byte b in ascii)
            {
                mapped.Add(b);
            }
        }

        mapped.RemoveAll(RewriteTable.IsControl);
        return Encode(mapped);
    }

    private static List<int> Decode(ReadOnlySpan<byte> utf8)
    {
        List<int> line = [];
        while (!utf8.IsEmpty)
        {
            // For an invalid part this gives U+FFFD and the length of the maximal part.
            Rune.DecodeFromUtf8(utf8, out Rune rune, out int length);
            line.Add(rune.Value);
            utf8 = utf8[length..];
        }

        return line;
    }

    private static List<int> Strip(List<int> line)
    {
        int first = line.FindIndex(c => !UnicodeCharacter.IsWhiteSpace(c));
        int last = line.FindLastIndex(c => !UnicodeCharacter.IsWhiteSpace(c));
        return first < 0 ? [] : line.GetRange(first, last - first + 1);
    }

    private static List<int> Lower(List<int> line)
    {
        List<int> lower = new(line.Count);
        for (int i = 0; i < line.Count; i++)
        {
            if (line[i] == 0x3A3)
            {
                lower.Add(IsFinalSigma(line, i) ? 0x3C2 : 0x3C3);
                continue;
            }

            lower.Add(UnicodeCharacter.ToLower(line[i]));
            if (line[i] == 0x130)
            {
                lower.Add(0x307);
            }
        }

        return lower;
    }

    private static bool IsFinalSigma(List<int> line, int position)
    {
        int before = position == 0 ? -1 : line.FindLastIndex(position - 1, c => !Has(c, UnicodeTables.CaseIgnorable));
        int after = line.FindIndex(position + 1, c => !Has(c, UnicodeTables.CaseIgnorable));
        return before >= 0 && Has(line[before], UnicodeTables.Cased) && (after < 0 || !Has(line[after], UnicodeTables.Cased));
    }

    private static bool Has(int codePoint, int flag) => (UnicodeTables.Flags(codePoint) & flag) != 0;

    private static List<int> Decompose(List<int> line)
    {
        List<int> decomposed = new(line.Count);
        Span<int> parts = stackalloc int[UnicodeCharacter.MaxDecompositionLength];
        foreach (int c in line)
        {
            int count = UnicodeCharacter.Decompose(c, parts);
            decomposed.AddRange(parts[..count]);
        }

        for (int start = 0; start < decomposed.Count;)
        {
            int end = start + 1;
            while (end < decomposed.Count && UnicodeCharacter.CombiningClass(decomposed[end]) != 0)
            {
                end++;
            }

            // OrderBy is stable. A starter has class 0, so it stays first.
            int[] ordered = [.. decomposed.GetRange(start, end - start).OrderBy(UnicodeCharacter.CombiningClass)];
            for (int i = start; i < end; i++)
            {
                decomposed[i] = ordered[i - start];
            }

            start = end;
        }

        return decomposed;
    }

    private static void ReplaceDigits(List<int> line)
    {
        for (int i = 0; i < line.Count; i++)
        {
            line[i] = UnicodeCharacter.IsDecimalDigit(line[i]) ? '0' : line[i];
        }
    }

    private static byte[] Encode(List<int> line)
    {
        ArrayBufferWriter<byte> bytes = new();
        foreach (int c in line)
        {
            bytes.Advance(new Rune(c).EncodeToUtf8(bytes.GetSpan(4)));
        }

        return bytes.WrittenSpan.ToArray();
    }
}
