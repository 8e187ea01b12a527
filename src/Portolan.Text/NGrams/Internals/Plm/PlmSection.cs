namespace Portolan.Text.NGrams.Internals.Plm;

/// <summary>Where a part of a <c>.plm</c> file is.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="NGramLength">The n-grams it is about, 0 if it is about words.</param>
/// <param name="Offset">First byte in the file, a multiple of 64.</param>
/// <param name="Length">Bytes.</param>
internal sealed record PlmSection(PlmSectionKind Kind, int NGramLength, long Offset, long Length)
{
    /// <summary>CRC-32 of its bytes.</summary>
    public uint Checksum { get; set; }

    /// <summary>Of hash tables: how many buckets a look-up may pass over.</summary>
    public uint Parameter { get; set; }
}
