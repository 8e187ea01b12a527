namespace Portolan.Extraction.Pages.Charsets;

/// <summary>The ISO-2022-JP decoder of the WHATWG Encoding standard, section 12.2.</summary>
internal static class Iso2022JpDecoder
{
    private const byte Escape = 0x1B;
    private const char Replacement = '�';

    private enum Mode
    {
        Ascii,
        Roman,
        Katakana,
        Kanji,
    }

    public static int Decode(ReadOnlySpan<byte> bytes, Span<char> characters, out int errors)
    {
        int[] index = CharsetIndexes.Instance.Jis0208;
        var mode = Mode.Ascii;
        bool escaped = false;
        int written = 0;
        errors = 0;
        for (int at = 0; at < bytes.Length; at++)
        {
            byte value = bytes[at];
            if (value == Escape)
            {
                if (ModeAfterEscape(bytes[(at + 1)..]) is { } next)
                {
                    // Two escapes with nothing between them are an error, so that nothing can hide in them.
                    if (escaped)
                    {
                        written += Error(characters, written, ref errors);
                    }

                    escaped = true;
                    mode = next;
                    at += 2;
                    continue;
                }

                escaped = false;
                written += Error(characters, written, ref errors);
                continue;
            }

            escaped = false;
            switch (mode)
            {
                case Mode.Ascii or Mode.Roman when value is < 0x80 and not 0x0E and not 0x0F:
                    characters[written++] = mode == Mode.Ascii ? (char)value : value switch { 0x5C => '\u00A5', 0x7E => '\u203E', _ => (char)value };
                    break;
                case Mode.Katakana when value is >= 0x21 and <= 0x5F:
                    characters[written++] = (char)(0xFF61 - 0x21 + value);
                    break;
                case Mode.Kanji when value is >= 0x21 and <= 0x7E && at + 1 < bytes.Length && bytes[at + 1] is >= 0x21 and <= 0x7E:
                    int codePoint = index[((value - 0x21) * 94) + bytes[++at] - 0x21];
                    written += codePoint == 0 ? Error(characters, written, ref errors) : Write(characters, written, (char)codePoint);
                    break;
                default:
                    at += mode == Mode.Kanji && value is >= 0x21 and <= 0x7E && at + 1 < bytes.Length && bytes[at + 1] != Escape ? 1 : 0;
                    written += Error(characters, written, ref errors);
                    break;
            }
        }

        return written;
    }

    private static Mode? ModeAfterEscape(ReadOnlySpan<byte> rest) => rest switch
    {
        [(byte)'(', (byte)'B', ..] => Mode.Ascii,
        [(byte)'(', (byte)'J', ..] => Mode.Roman,
        [(byte)'(', (byte)'I', ..] => Mode.Katakana,
        [(byte)'$', (byte)'@' or (byte)'B', ..] => Mode.Kanji,
        _ => null,
    };

    private static int Error(Span<char> characters, int at, ref int errors)
    {
        errors++;
        return Write(characters, at, Replacement);
    }

    private static int Write(Span<char> characters, int at, char value)
    {
        characters[at] = value;
        return 1;
    }
}
