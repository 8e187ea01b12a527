using Portolan.Text.NGrams.Internals.Trie;

namespace Portolan.Text.NGrams.Internals.Plm;

/// <summary>Which parts a <c>.plm</c> file has, where, and how long: a function of its form, its counts and the bytes of its words.</summary>
/// <remarks>Writer and reader both compute it; a file that says otherwise is refused, so that nothing is ever read out of bounds.</remarks>
internal sealed class PlmLayout
{
    public const int Alignment = 64;

    /// <summary>Entries of a bucket that fills a cache line: of n-grams that can be contexts, and of those of the model's order.</summary>
    public const int MiddleEntries = 4;
    public const int LongestEntries = 5;

    /// <summary>Bits of a quantised probability and of a quantised back-off.</summary>
    public const int CodeBits = 8;
    public const int Codes = 1 << CodeBits;

    /// <summary>A sample of where range marks are stands for this many records.</summary>
    public const int RecordsASample = 128;

    // Buckets are filled to this part on average. Emptier tables answer little faster: a bucket that ran over says so, so that only the
    // look-ups which it concerns go on to the next.
    private const int MiddleFillPercent = 80;
    private const int LongestFillPercent = 85;

    private readonly List<PlmSection> sections = [];

    public PlmLayout(PlmForm form, IReadOnlyList<long> counts, long wordTextLength)
    {
        Form = form;
        Counts = counts;
        int order = counts.Count;
        long words = counts[0];
        Length = PlmHeader.LengthFor(form, order);
        Add(PlmSectionKind.WordText, 0, wordTextLength);
        Add(PlmSectionKind.WordOffsets, 0, 4 * (words + 1));
        Add(PlmSectionKind.WordSlots, 0, 8 * WordSlots(words));
        Add(PlmSectionKind.Unigrams, 1, form == PlmForm.Lossless ? 8 * words : 16 * (words + 1));
        for (int length = 2; length <= order; length++)
        {
            bool isLongest = length == order;
            if (form == PlmForm.Lossless)
            {
                Add(PlmSectionKind.HashTable, length, Alignment * Buckets(counts[length - 1], isLongest));
                continue;
            }

            Add(PlmSectionKind.Codes, length, 4 * Codes * (isLongest ? 1 : 2));
            Add(PlmSectionKind.Records, length, checked((long)TrieLevel.Length((ulong)counts[length - 1], RecordWidth(words, isLongest))));
            if (!isLongest)
            {
                Add(PlmSectionKind.RangeMarks, length, 8 * RangeMarkBlocks(counts[length - 1], counts[length]));
                Add(PlmSectionKind.RangeSamples, length, 8 * ((counts[length - 1] / RecordsASample) + 1));
            }
        }
    }

    public PlmForm Form { get; }

    public IReadOnlyList<long> Counts { get; }

    public IReadOnlyList<PlmSection> Sections => sections;

    /// <summary>Bytes of the file.</summary>
    public long Length { get; private set; }

    /// <summary>The part of a kind for n-grams of a length.</summary>
    public PlmSection this[PlmSectionKind kind, int ngramLength = 0]
    {
        get
        {
            foreach (PlmSection section in sections)
            {
                if (section.Kind == kind && section.NGramLength == ngramLength)
                {
                    return section;
                }
            }

            throw new ArgumentOutOfRangeException(nameof(kind), kind, "this form has no such section");
        }
    }

    public static long WordSlots(long words) => words + (words / 2) + 1;

    public static long Buckets(long count, bool isLongest)
    {
        long perHundred = isLongest ? LongestEntries * LongestFillPercent : MiddleEntries * MiddleFillPercent;
        return (long)(((Int128)count * 100 / perHundred) + 1);
    }

    public static int WordWidth(long words) => BitField.Width((ulong)words - 1);

    public static int RecordWidth(long words, bool isLongest) => WordWidth(words) + (isLongest ? CodeBits : 2 * CodeBits);

    /// <summary>64-bit blocks that hold a mark for each record and one more, and a zero for each record of the next level.</summary>
    public static long RangeMarkBlocks(long count, long nextCount) => ((count + 1 + nextCount) / 64) + 1;

    private void Add(PlmSectionKind kind, int ngramLength, long length)
    {
        long offset = (Length + Alignment - 1) / Alignment * Alignment;
        sections.Add(new PlmSection(kind, ngramLength, offset, length));
        Length = checked(offset + length);
    }
}
