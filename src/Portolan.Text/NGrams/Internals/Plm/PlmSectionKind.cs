namespace Portolan.Text.NGrams.Internals.Plm;

/// <summary>The parts of a <c>.plm</c> file, by their number in it; <c>docs/formats/plm.md</c> gives the layout of each.</summary>
internal enum PlmSectionKind
{
    WordText = 1,
    WordOffsets = 2,
    WordSlots = 3,
    Unigrams = 4,
    HashTable = 5,
    Codes = 6,
    Records = 7,
    RangeMarks = 8,
    RangeSamples = 9,
}
