using System.Text;

namespace Portolan.Extraction.Pages.Charsets;

/// <summary>The East Asian decoders of the WHATWG Encoding standard, sections 10 to 13.</summary>
/// <remarks>
/// An error is one U+FFFD, and a byte below 0x80 after a lead byte is never swallowed with it: a broken pair before <c>&lt;</c>
/// costs a character, not a tag. Each byte gives at most one character.
/// </remarks>
internal static class MultiByteDecoder
{
    private const char Replacement = '�';

    /// <summary>Decodes all of the bytes.</summary>
    /// <param name="charset">One of the encodings of <see cref="Handles"/>.</param>
    /// <param name="bytes">The text, without a byte order mark.</param>
    /// <param name="characters">At least as long as <paramref name="bytes"/>.</param>
    /// <param name="errors">Number of errors met.</param>
    /// <returns>Characters written.</returns>
    public static int Decode(Charset charset, ReadOnlySpan<byte> bytes, Span<char> characters, out int errors) => charset switch
    {
        Charset.Iso2022Jp => Iso2022JpDecoder.Decode(bytes, characters, out errors),
        _ => DecodePairs(charset, CharsetIndexes.Instance, bytes, characters, out errors),
    };

    public static bool Handles(Charset charset) => charset is >= Charset.Gbk and <= Charset.EucKr;

    private static int DecodePairs(Charset charset, CharsetIndexes indexes, ReadOnlySpan<byte> bytes, Span<char> characters, out int errors)
    {
        int at = 0, written = 0;
        errors = 0;
        while (at < bytes.Length)
        {
            if (bytes[at] < 0x80)
            {
                // Stops at the first byte that is not ASCII, having written what came before.
                Ascii.ToUtf16(bytes[at..], characters[written..], out int run);
                at += run;
                written += run;
                continue;
            }

            ReadOnlySpan<byte> rest = bytes[at..];
            int length;
            int codePoint = charset switch
            {
                Charset.Gbk or Charset.Gb18030 => Gb18030(indexes, rest, out length),
                Charset.Big5 => Big5(indexes, rest, out length),
                Charset.EucJp => EucJp(indexes, rest, out length),
                Charset.ShiftJis => ShiftJis(indexes, rest, out length),
                _ => EucKr(indexes, rest, out length),
            };
            at += length;
            if (codePoint == 0)
            {
                errors++;
                characters[written++] = Replacement;
            }
            else if (codePoint < 0)
            {
                // Big5's two letters with two marks each: the mark is in the low half.
                characters[written++] = (char)(-codePoint >> 16);
                characters[written++] = (char)-codePoint;
            }
            else
            {
                written += codePoint < 0x10000 ? Write(characters, written, (char)codePoint) : new Rune(codePoint).EncodeToUtf16(characters[written..]);
            }
        }

        return written;
    }

    private static int Write(Span<char> characters, int at, char value)
    {
        characters[at] = value;
        return 1;
    }

    /// <summary>Ends a pair that means nothing: a second byte in ASCII is read again.</summary>
    private static int Fail(ReadOnlySpan<byte> rest, out int length)
    {
        length = rest.Length > 1 && rest[1] >= 0x80 ? 2 : 1;
        return 0;
    }

    private static int Gb18030(CharsetIndexes indexes, ReadOnlySpan<byte> rest, out int length)
    {
        byte lead = rest[0];
        length = 1;
        if (lead is 0x80 or 0xFF)
        {
            return lead == 0x80 ? 0x20AC : 0;
        }

        byte second = rest.Length > 1 ? rest[1] : (byte)0;
        if (second is >= 0x30 and <= 0x39)
        {
            if (rest.Length < 4 || rest[2] is < 0x81 or > 0xFE || rest[3] is < 0x30 or > 0x39)
            {
                // An unfinished sequence at the end is one error; elsewhere only its first byte is.
                length = rest.Length < 4 && (rest.Length < 3 || rest[2] is >= 0x81 and <= 0xFE) ? rest.Length : 1;
                return 0;
            }

            length = 4;
            return FromRanges(indexes, ((((lead - 0x81) * 10) + second - 0x30) * 1260) + ((rest[2] - 0x81) * 10) + rest[3] - 0x30);
        }

        if (second is >= 0x40 and not 0x7F and not 0xFF)
        {
            int codePoint = indexes.Gb18030[((lead - 0x81) * 190) + second - (second < 0x7F ? 0x40 : 0x41)];
            length = 2;
            return codePoint != 0 ? codePoint : Fail(rest, out length);
        }

        return Fail(rest, out length);
    }

    private static int FromRanges(CharsetIndexes indexes, int pointer)
    {
        if (pointer is >= 189000 and <= 1237575)
        {
            return 0x10000 + pointer - 189000;
        }

        if (pointer > 39419)
        {
            return 0;
        }

        int found = Array.BinarySearch(indexes.Gb18030Ranges, (pointer, int.MaxValue));
        (int start, int codePoint) = indexes.Gb18030Ranges[~found - 1];
        return codePoint + pointer - start;
    }

    private static int Big5(CharsetIndexes indexes, ReadOnlySpan<byte> rest, out int length)
    {
        byte lead = rest[0], trail = rest.Length > 1 ? rest[1] : (byte)0;
        if (lead is >= 0x81 and <= 0xFE && trail is (>= 0x40 and <= 0x7E) or (>= 0xA1 and <= 0xFE))
        {
            int pointer = ((lead - 0x81) * 157) + trail - (trail < 0x7F ? 0x40 : 0x62);
            length = 2;
            switch (pointer)
            {
                case 1133:
                    return -0x00CA_0304;
                case 1135:
                    return -0x00CA_030C;
                case 1164:
                    return -0x00EA_0304;
                case 1166:
                    return -0x00EA_030C;
            }

            if (indexes.Big5[pointer] != 0)
            {
                return indexes.Big5[pointer];
            }
        }

        return FailAfterLead(rest, lead is >= 0x81 and <= 0xFE, out length);
    }

    private static int EucJp(CharsetIndexes indexes, ReadOnlySpan<byte> rest, out int length)
    {
        byte lead = rest[0], trail = rest.Length > 1 ? rest[1] : (byte)0;
        length = 2;
        if (lead == 0x8E && trail is >= 0xA1 and <= 0xDF)
        {
            return 0xFF61 - 0xA1 + trail;
        }

        if (lead == 0x8F && trail is >= 0xA1 and <= 0xFE)
        {
            byte third = rest.Length > 2 ? rest[2] : (byte)0;
            length = third >= 0x80 || rest.Length == 2 ? Math.Min(3, rest.Length) : 2;
            return third is >= 0xA1 and <= 0xFE ? indexes.Jis0212[((trail - 0xA1) * 94) + third - 0xA1] : 0;
        }

        if (lead is >= 0xA1 and <= 0xFE && trail is >= 0xA1 and <= 0xFE)
        {
            return indexes.Jis0208[((lead - 0xA1) * 94) + trail - 0xA1];
        }

        return FailAfterLead(rest, lead is 0x8E or 0x8F or (>= 0xA1 and <= 0xFE), out length);
    }

    private static int ShiftJis(CharsetIndexes indexes, ReadOnlySpan<byte> rest, out int length)
    {
        byte lead = rest[0], trail = rest.Length > 1 ? rest[1] : (byte)0;
        length = 1;
        if (lead == 0x80)
        {
            return 0x80;
        }

        if (lead is >= 0xA1 and <= 0xDF)
        {
            return 0xFF61 - 0xA1 + lead;
        }

        bool isLead = lead is (>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC);
        if (isLead && trail is (>= 0x40 and <= 0x7E) or (>= 0x80 and <= 0xFC))
        {
            int pointer = ((lead - (lead < 0xA0 ? 0x81 : 0xC1)) * 188) + trail - (trail < 0x7F ? 0x40 : 0x41);
            int codePoint = pointer is >= 8836 and <= 10715 ? 0xE000 - 8836 + pointer : indexes.Jis0208[pointer];
            length = 2;
            return codePoint != 0 ? codePoint : Fail(rest, out length);
        }

        return FailAfterLead(rest, isLead, out length);
    }

    private static int EucKr(CharsetIndexes indexes, ReadOnlySpan<byte> rest, out int length)
    {
        byte lead = rest[0], trail = rest.Length > 1 ? rest[1] : (byte)0;
        bool isLead = lead is >= 0x81 and <= 0xFE;
        if (isLead && trail is >= 0x41 and <= 0xFE)
        {
            int codePoint = indexes.EucKr[((lead - 0x81) * 190) + trail - 0x41];
            length = 2;
            return codePoint != 0 ? codePoint : Fail(rest, out length);
        }

        return FailAfterLead(rest, isLead, out length);
    }

    private static int FailAfterLead(ReadOnlySpan<byte> rest, bool isLead, out int length)
    {
        length = 1;
        return isLead ? Fail(rest, out length) : 0;
    }
}
