namespace Portolan.Text.Normalization;

/// <summary>Text as CCNet's tokeniser and n-gram models see it: <c>normalize</c> with its defaults, character for character.</summary>
/// <remarks>
/// In order: strip white space at both ends; full lower case; canonical decomposition (NFD) without the characters of
/// category Mn, not recomposed, so Hangul comes out as Jamo; every decimal digit to 0; the 34 punctuation characters of
/// CCNet's list to ASCII ("—" to " - ", "…" to "..."); delete the controls U+0000..U+001F and U+007F..U+009F. A line feed is
/// a control: CCNet normalises whole documents, whose lines are thereby joined without a space. Unicode 14, as in Python
/// 3.11. Source: cc_net bda555b, text_normalizer.py. Stateless and thread-safe.
/// </remarks>
public static class LanguageModelNormalizer
{
    /// <summary>Appends the normalised text to <paramref name="destination"/>, as valid UTF-8.</summary>
    /// <param name="utf8">A document, a line, or any text. Each maximal invalid part counts as U+FFFD, which stays in the text.</param>
    /// <param name="destination">Gets at most 3 times as many bytes as the repaired text has.</param>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    public static void Normalize(ReadOnlySpan<byte> utf8, PooledBuffer<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        Normalizer.Append(utf8, RewriteTable.LanguageModel, destination);
    }

    /// <summary>The normalised text as a string. A lone surrogate counts as U+FFFD.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static string Normalize(string text) => Normalizer.Normalize(text, RewriteTable.LanguageModel);
}
