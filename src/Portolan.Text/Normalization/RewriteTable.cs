using System.Buffers.Binary;
using System.Diagnostics;
using Portolan.Text.Unicode;

namespace Portolan.Text.Normalization;

/// <summary>Everything a normaliser does to one code point, composed and stored as ready UTF-8: a look-up and an 8-byte store per character.</summary>
/// <remarks>
/// An entry holds up to 7 bytes of output in its low bytes and their number in the top byte; <see cref="Special"/> marks
/// the characters whose output depends on their neighbours or is longer. Leaves (64 code points, the reach of the last
/// byte of a sequence) that change nothing share leaf number 0 and are copied without a look-up; that is nearly all of CJK.
/// Leaves that change something have an entry for each of their 64 code points; a table is built once, at first use.
/// </remarks>
internal sealed class RewriteTable
{
    public const byte Special = 0xFF;
    public const int LeafCount = 0x110000 / 64;
    private const int TwoByteLeaves = 0x800 / 64;

    private RewriteTable(Func<int, ulong> entryOf, bool decomposesHangul)
    {
        // Leaf numbers 0..31 are the one- and two-byte code points in order, so that those need no leaf look-up.
        // The kernel handles ASCII itself: number 0 is free to mean "unchanged".
        List<ulong> entries = new(64 * 512);
        Leaves = new ushort[LeafCount];
        int hangulLeaf = 0;
        for (int leaf = 0; leaf < LeafCount; leaf++)
        {
            bool twoBytes = leaf < TwoByteLeaves;
            bool hangul = decomposesHangul && HangulSyllable.Contains(leaf * 64);
            if (!twoBytes && (IsUnchanged(leaf, hangul) || (hangul && hangulLeaf != 0)))
            {
                Leaves[leaf] = (ushort)(hangul ? hangulLeaf : 0);
                continue;
            }

            Leaves[leaf] = (ushort)(entries.Count / 64);
            hangulLeaf = hangul ? Leaves[leaf] : hangulLeaf;
            for (int codePoint = leaf * 64; codePoint < (leaf * 64) + 64; codePoint++)
            {
                entries.Add(hangul || codePoint is >= 0xD800 and < 0xE000 ? SpecialEntry : entryOf(codePoint));
            }
        }

        Entries = [.. entries];
        DecomposesHangul = decomposesHangul;
    }

    /// <summary>CCNet's <c>normalize_for_dedup</c>: lower case, digits to 0, no punctuation of the 34, no control characters.</summary>
    public static RewriteTable Deduplication { get; } = new(DeduplicationEntry, decomposesHangul: false);

    /// <summary>CCNet's <c>normalize</c>: lower case, accents off, digits to 0, punctuation to ASCII, no control characters.</summary>
    public static RewriteTable LanguageModel { get; } = new(LanguageModelEntry, decomposesHangul: true);

    public ushort[] Leaves { get; }

    public ulong[] Entries { get; }

    public bool DecomposesHangul { get; }

    private static ulong SpecialEntry => (ulong)Special << 56;

    public static bool IsControl(int codePoint) => codePoint is < 0x20 or (>= 0x7F and < 0xA0);

    /// <summary>The last steps of the language model's text for one decomposed code point: up to 4 bytes; 0 for a dropped one.</summary>
    public static int LastSteps(int codePoint, Span<byte> destination)
    {
        int flags = UnicodeTables.Flags(codePoint);
        if ((flags & UnicodeTables.Nonspacing) != 0 || IsControl(codePoint))
        {
            return 0;
        }

        if ((flags & UnicodeTables.DecimalDigit) != 0)
        {
            destination[0] = (byte)'0';
            return 1;
        }

        ReadOnlySpan<byte> ascii = CcnetPunctuation.ToAscii(codePoint);
        if (ascii.IsEmpty)
        {
            return ValidUtf8.Encode(codePoint, destination);
        }

        ascii.CopyTo(destination);
        return ascii.Length;
    }

    private static bool IsUnchanged(int leaf, bool hangul)
    {
        if (hangul || !UnicodeTables.IsPlainLeaf(leaf))
        {
            return false;
        }

        for (int codePoint = leaf * 64; codePoint < (leaf * 64) + 64; codePoint++)
        {
            if (CcnetPunctuation.Contains(codePoint))
            {
                return false;
            }
        }

        // Hangul syllables end inside a leaf (U+D7A3); that leaf is found by its first code point.
        return true;
    }

    private static ulong DeduplicationEntry(int codePoint)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (codePoint == 0x3A3)
        {
            return SpecialEntry;
        }

        if (codePoint == 0x130)
        {
            "i\u0307"u8.CopyTo(bytes);
            return Entry(bytes, 3);
        }

        if ((UnicodeTables.Flags(codePoint) & UnicodeTables.DecimalDigit) != 0)
        {
            bytes[0] = (byte)'0';
            return Entry(bytes, 1);
        }

        return CcnetPunctuation.Contains(codePoint) || IsControl(codePoint)
            ? Entry(bytes, 0)
            : Entry(bytes, ValidUtf8.Encode(UnicodeTables.ToLower(codePoint), bytes));
    }

    private static ulong LanguageModelEntry(int codePoint)
    {
        if (codePoint == 0x3A3)
        {
            return SpecialEntry;
        }

        Span<int> decomposed = stackalloc int[UnicodeCharacter.MaxDecompositionLength];
        Span<byte> bytes = stackalloc byte[4 * UnicodeCharacter.MaxDecompositionLength];
        int count = UnicodeCharacter.Decompose(UnicodeTables.ToLower(codePoint), decomposed);
        int length = 0;
        foreach (int part in decomposed[..count])
        {
            bool isMark = (UnicodeTables.Flags(part) & UnicodeTables.Nonspacing) != 0;
            if (!isMark && UnicodeTables.CombiningClass(part) != 0)
            {
                // Stays in the text and may have to change places with a neighbour.
                return SpecialEntry;
            }

            length += LastSteps(part, bytes[length..]);
        }

        return length > 7 ? SpecialEntry : Entry(bytes, length);
    }

    private static ulong Entry(ReadOnlySpan<byte> bytes, int length)
    {
        Debug.Assert(length <= 7);
        ulong low = BinaryPrimitives.ReadUInt64LittleEndian(bytes) & ((1UL << (8 * length)) - 1);
        return low | ((ulong)length << 56);
    }
}
