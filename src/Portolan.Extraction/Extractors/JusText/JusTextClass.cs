namespace Portolan.Extraction.Extractors.JusText;

/// <summary>What a paragraph is taken for.</summary>
internal enum JusTextClass : byte
{
    Bad,
    Short,
    NearGood,
    Good,
}
