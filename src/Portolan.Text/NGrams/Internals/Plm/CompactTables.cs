using Portolan.Text.NGrams.Internals.Trie;

namespace Portolan.Text.NGrams.Internals.Plm;

/// <summary>Where the parts of a compact <c>.plm</c> are.</summary>
internal static unsafe class CompactTables
{
    public static float* Log10Codes(ModelImage image, PlmLayout layout, int length) =>
        (float*)(image.Start + layout[PlmSectionKind.Codes, length].Offset);

    public static float* BackOffCodes(ModelImage image, PlmLayout layout, int length) =>
        Log10Codes(image, layout, length) + PlmLayout.Codes;

    public static ulong* Marks(ModelImage image, PlmLayout layout, int length) =>
        (ulong*)(image.Start + layout[PlmSectionKind.RangeMarks, length].Offset);

    public static ulong* Samples(ModelImage image, PlmLayout layout, int length) =>
        (ulong*)(image.Start + layout[PlmSectionKind.RangeSamples, length].Offset);

    public static TrieTables Read(ModelImage image, PlmLayout layout)
    {
        int order = layout.Counts.Count;
        var levels = new TrieLevel[Math.Max(0, order - 1)];
        for (int length = 2; length <= order; length++)
        {
            bool isLongest = length == order;
            byte* records = image.Start + layout[PlmSectionKind.Records, length].Offset;
            TrieValues values = TrieValues.Quantised(
                Log10Codes(image, layout, length), PlmLayout.CodeBits, isLongest ? null : BackOffCodes(image, layout, length), PlmLayout.CodeBits);
            TriePointers? pointers = isLongest ? null : new MarkPointers(
                Marks(image, layout, length),
                layout[PlmSectionKind.RangeMarks, length].Length / 8,
                Samples(image, layout, length),
                PlmLayout.RecordsASample);
            levels[length - 2] = new TrieLevel(
                records, (ulong)layout.Counts[length - 1], PlmLayout.WordWidth(layout.Counts[0]), PlmLayout.RecordWidth(layout.Counts[0], isLongest), values, pointers);
        }

        return new TrieTables(order, (UnigramRecord*)(image.Start + layout[PlmSectionKind.Unigrams, 1].Offset), levels);
    }
}
