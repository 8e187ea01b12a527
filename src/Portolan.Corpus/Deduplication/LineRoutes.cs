namespace Portolan.Corpus.Deduplication;

/// <summary>Where the verdict on a line is found: one little-endian 16-bit number a line, in document order.</summary>
/// <remarks>Numbers below <see cref="MaxPartitions"/> name the partition of the line's hash; its verdict is the next unread bit of that partition.</remarks>
internal static class LineRoutes
{
    /// <summary>The line occurred earlier in the same document: it goes, and no partition knows of it.</summary>
    public const ushort Repeat = 0xFFFF;

    /// <summary>Its hash is zero, which CCNet's table cannot hold: it goes (dedup.py, finalize_doc).</summary>
    public const ushort Zero = 0xFFFE;

    /// <summary>Nothing is like it: it stays, and no partition knows of it (a document without an address).</summary>
    public const ushort Kept = 0xFFFD;

    public const int MaxPartitions = 1 << 12;
}
