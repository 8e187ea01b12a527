using System.Buffers;
using System.Text;

namespace Portolan.Extraction.Pages.Charsets;

/// <summary>Chooses the character set of a page from what is declared and from what its bytes can be.</summary>
/// <remarks>
/// A byte order mark decides, then the header, then the page, as browsers have it; but a declaration that the bytes contradict
/// loses: UTF-8 is too regular to be met by chance, and a multi-byte encoding that its bytes break again and again is not theirs.
/// </remarks>
internal static class CharsetChooser
{
    // Enough to judge by; a page does not change its encoding later on.
    private const int SampleLength = 1 << 16;

    /// <summary>Chooses.</summary>
    /// <param name="body">The bytes, not empty.</param>
    /// <param name="header">What the Content-Type header declares.</param>
    /// <param name="markup">Whether the page may declare an encoding itself.</param>
    public static CharsetChoice Choose(ReadOnlySpan<byte> body, Charset? header, bool markup)
    {
        if (body.StartsWith("\uFEFF"u8))
        {
            return new CharsetChoice(Charset.Utf8, CharsetSource.ByteOrderMark, 3);
        }

        if (Utf16Detector.Find(body) is { } utf16)
        {
            bool marked = body[0] + body[1] == 0xFE + 0xFF && body[0] >= 0xFE;
            return marked ? new CharsetChoice(utf16, CharsetSource.ByteOrderMark, 2)
                : new CharsetChoice(utf16, header == utf16 ? CharsetSource.Header : CharsetSource.Content);
        }

        Charset? inPage = markup ? CharsetPrescan.Find(body) : null;
        CharsetChoice? declared = header is { } fromHeader ? new CharsetChoice(fromHeader, CharsetSource.Header)
            : inPage is { } fromPage ? new CharsetChoice(fromPage, CharsetSource.Page)
            : null;
        if (Ascii.IsValid(body))
        {
            return ChooseForAscii(body, declared);
        }

        if (Utf8Check.IsValid(body))
        {
            return ChooseForUtf8(body, declared);
        }

        ReadOnlySpan<byte> sample = body[body.IndexOfAnyInRange((byte)0x80, (byte)0xFF)..];
        sample = sample[..Math.Min(sample.Length, SampleLength)];
        return ChooseForLegacy(body, sample, declared, inPage);
    }

    private static CharsetChoice ChooseForAscii(ReadOnlySpan<byte> body, CharsetChoice? declared)
    {
        if (declared?.Charset is null or not (Charset.Iso2022Jp or Charset.Replacement) && IsIso2022Jp(body))
        {
            return new CharsetChoice(Charset.Iso2022Jp, declared is null ? CharsetSource.Content : CharsetSource.Correction);
        }

        // UTF-16 and the replacement encoding are the only ones in which plain ASCII is something else.
        bool lost = declared?.Charset is Charset.Utf16BigEndian or Charset.Utf16LittleEndian
            || (declared?.Charset == Charset.Replacement && !body.Contains((byte)0x1B) && !body.ContainsAny("~{"u8));
        return lost ? new CharsetChoice(Charset.Utf8, CharsetSource.Correction) : declared ?? new CharsetChoice(Charset.Utf8, CharsetSource.Content);
    }

    private static bool IsIso2022Jp(ReadOnlySpan<byte> body)
    {
        int at = body.IndexOf((byte)0x1B);
        return at >= 0 && (body[at..].StartsWith("\x1B$B"u8) || body[at..].StartsWith("\x1B$@"u8));
    }

    private static CharsetChoice ChooseForUtf8(ReadOnlySpan<byte> body, CharsetChoice? declared)
    {
        var utf8 = new CharsetChoice(Charset.Utf8, declared is null ? CharsetSource.Content : CharsetSource.Correction);
        if (declared is not { } choice || choice.Charset == Charset.Utf8)
        {
            return declared ?? utf8;
        }

        // One or two characters of a multi-byte encoding can be UTF-8 by chance, as a famous bug of Notepad had it.
        return MultiByteDecoder.Handles(choice.Charset) && Utf8Check.Count(body).Sequences < 3 && IsFreeOfErrors(choice.Charset, body) ? choice : utf8;
    }

    private static CharsetChoice ChooseForLegacy(ReadOnlySpan<byte> body, ReadOnlySpan<byte> sample, CharsetChoice? declared, Charset? inPage)
    {
        Utf8Check utf8 = Utf8Check.Count(sample);
        CharsetSource guessed = declared is null ? CharsetSource.Content : CharsetSource.Correction;
        switch (declared?.Charset)
        {
            case Charset.Utf8 when utf8.Sequences >= utf8.Errors:
                return declared.Value;
            case not Charset.Utf8 when utf8.Sequences >= 10 && utf8.Sequences >= 4 * utf8.Errors:
                return new CharsetChoice(Charset.Utf8, guessed);
            case Charset.Utf8:
                // What is declared UTF-8 and is not is windows-1252 unless its bytes say otherwise clearly.
                CharsetGuess instead = CharsetDetector.Detect(body);
                return new CharsetChoice(instead.IsSure ? instead.Charset : Charset.Windows1252, guessed);
            case null or Charset.Utf16BigEndian or Charset.Utf16LittleEndian or Charset.Replacement:
                return new CharsetChoice(CharsetDetector.Detect(body).Charset, guessed);
        }

        Charset charset = declared.Value.Charset;
        if (MultiByteDecoder.Handles(charset))
        {
            return HasFewErrors(charset, sample) ? declared.Value : new CharsetChoice(CharsetDetector.Detect(body).Charset, CharsetSource.Correction);
        }

        if (charset != Charset.Windows1252)
        {
            return declared.Value;
        }

        // ISO-8859-1 is what servers declare when nobody told them; it gives way to the page's own word, or to bytes that speak clearly.
        CharsetGuess guess = CharsetDetector.Detect(body);
        bool overruled = guess.Charset != charset && (guess.Charset == inPage || guess.IsSure);
        return overruled ? new CharsetChoice(guess.Charset, CharsetSource.Correction) : declared.Value;
    }

    private static bool IsFreeOfErrors(Charset charset, ReadOnlySpan<byte> bytes) => CountErrors(charset, bytes, out _, out _) == 0;

    private static bool HasFewErrors(Charset charset, ReadOnlySpan<byte> bytes)
    {
        // EUC-JP is free of errors as Shift_JIS, but spells halfwidth katakana throughout, which no text does.
        int errors = CountErrors(charset, bytes, out int characters, out int halfwidth);
        return errors * 20 <= characters && halfwidth * 3 <= characters;
    }

    /// <summary>Decodes the bytes to see how many places have no meaning in the encoding.</summary>
    private static int CountErrors(Charset charset, ReadOnlySpan<byte> bytes, out int characters, out int halfwidth)
    {
        bytes = bytes[..Math.Min(bytes.Length, SampleLength)];
        char[] scratch = ArrayPool<char>.Shared.Rent(bytes.Length + 1);
        try
        {
            int length = MultiByteDecoder.Decode(charset, bytes, scratch, out int errors);
            characters = halfwidth = 0;
            foreach (char c in scratch.AsSpan(0, length))
            {
                characters += c >= 0x80 ? 1 : 0;
                halfwidth += c is >= '\uFF61' and <= '\uFF9F' ? 1 : 0;
            }

            return errors;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(scratch);
        }
    }
}
