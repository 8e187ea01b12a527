namespace Portolan.Text.Normalization;

/// <summary>Text as CCNet compares it for duplicates: <c>normalize_for_dedup</c>, character for character.</summary>
/// <remarks>
/// In order: strip white space at both ends; full lower case (final sigma, U+0130 to two code points); every decimal digit
/// (category Nd) to 0, one for one; delete the 34 punctuation characters of CCNet's list and the controls U+0000..U+001F and
/// U+007F..U+009F. Accents, inner spaces and ASCII punctuation stay. Unicode 14, as in Python 3.11. Source: cc_net bda555b,
/// text_normalizer.py. Stateless and thread-safe.
/// </remarks>
public static class DedupNormalizer
{
    /// <summary>Appends the normalised text to <paramref name="destination"/>, as valid UTF-8.</summary>
    /// <param name="utf8">One line, or any text. Each maximal invalid part counts as U+FFFD, which stays in the text.</param>
    /// <param name="destination">Gets at most 1.5 times as many bytes as the repaired text has.</param>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    public static void Normalize(ReadOnlySpan<byte> utf8, PooledBuffer<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        Normalizer.Append(utf8, RewriteTable.Deduplication, destination);
    }

    /// <summary>The normalised text as a string. A lone surrogate counts as U+FFFD.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static string Normalize(string text) => Normalizer.Normalize(text, RewriteTable.Deduplication);
}
