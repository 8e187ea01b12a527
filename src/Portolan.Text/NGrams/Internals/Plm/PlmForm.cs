namespace Portolan.Text.NGrams.Internals.Plm;

/// <summary>The two forms of a <c>.plm</c> file, by their number in it.</summary>
internal enum PlmForm
{
    /// <summary>Hash tables of whole numbers: fast.</summary>
    Lossless = 1,

    /// <summary>A trie of quantised numbers: small.</summary>
    Compact = 2,
}
