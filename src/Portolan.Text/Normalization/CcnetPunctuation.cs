namespace Portolan.Text.Normalization;

/// <summary>The 34 punctuation characters of CCNet's normalisers and the ASCII they stand for.</summary>
/// <remarks>Source: <c>UNICODE_PUNCT</c> in cc_net/text_normalizer.py (cc_net bda555b); deduplication deletes them, the language model's text maps them.</remarks>
internal static class CcnetPunctuation
{
    public static bool Contains(int codePoint) => !ToAscii(codePoint).IsEmpty;

    /// <summary>The replacement; empty for any other character.</summary>
    public static ReadOnlySpan<byte> ToAscii(int codePoint) => codePoint switch
    {
        0xFF0C or 0x3001 => ","u8,
        0x3002 => "."u8,
        0xFF0E => ". "u8,
        // Full-width one is in the list by mistake; digits are replaced earlier, so it is never reached.
        0x201E or 0x201D or 0x201C or 0xAB or 0xBB or 0xFF11 or 0x300D or 0x300C or 0x300A or 0x300B => "\""u8,
        0xB4 or 0x2019 => "'"u8,
        0x2236 or 0xFF1A => ":"u8,
        0xFF1F => "?"u8,
        0xFF01 => "!"u8,
        0xFF08 => "("u8,
        0xFF09 => ")"u8,
        0xFF1B => ";"u8,
        0x2013 or 0x2501 or 0x25BA => "-"u8,
        0x2014 => " - "u8,
        0xFF5E => "~"u8,
        0x2026 => "..."u8,
        0x3008 => "<"u8,
        0x3009 => ">"u8,
        0x3010 => "["u8,
        0x3011 => "]"u8,
        0xFF05 => "%"u8,
        _ => [],
    };
}
