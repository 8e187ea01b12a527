using System.Globalization;

namespace Portolan.Extraction.Metadata;

/// <summary>Finds the first date in a text: ISO 8601, figures in the order of the language, or a month's name.</summary>
internal static class DateFinder
{
    // Before the web there are no dates of publication on it; later ones are mistakes.
    private const int FirstYear = 1990;
    private const int LastYear = 2099;

    // Thai pages count from the Buddha's death.
    private const int BuddhistEra = 543;

    // What may stand between the parts of one date.
    private const int MostSpaces = 3;

    /// <summary>Finds the first date.</summary>
    /// <param name="text">Any text; the time taken is linear in its length.</param>
    /// <param name="language">Tells whether 3/4/2019 is in March, as only American English has it; null for not.</param>
    /// <param name="date">The date.</param>
    public static bool TryFind(ReadOnlySpan<char> text, string? language, out DateOnly date)
    {
        for (int at = 0; at < text.Length;)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                int length = DigitsAt(text, at);
                if (TryReadFigures(text, at, length, language, out date))
                {
                    return true;
                }

                at += length;
            }
            else if (IsWordPart(text[at]))
            {
                int length = WordAt(text, at);
                if (TryReadMonthFirst(text, at, length, out date))
                {
                    return true;
                }

                at += length;
            }
            else
            {
                at++;
            }
        }

        date = default;
        return false;
    }

    /// <summary>Finds a date that a path spells: <c>/2019/11/20/</c>, <c>/2019-11-20-</c> or <c>/20191120/</c>.</summary>
    public static bool TryFindInUrl(ReadOnlySpan<char> url, out DateOnly date)
    {
        int scheme = url.IndexOf("://");
        url = scheme < 0 ? url : url[(scheme + 3)..];
        int query = url.IndexOfAny('?', '#');
        url = query < 0 ? url : url[..query];
        for (int at = url.IndexOf('/'); at >= 0 && at < url.Length; at++)
        {
            if (!char.IsAsciiDigit(url[at]))
            {
                continue;
            }

            int length = DigitsAt(url, at);
            bool alone = url[at - 1] is '/' or '-' or '_';
            if (alone && length == 4 && at + 4 < url.Length && url[at + 4] is '/' or '-' or '_' && TryReadYearFirst(url, at, out date, out int end)
                && url[at + 4] == url[end - DigitsBefore(url, end) - 1] && (end == url.Length || !char.IsAsciiDigit(url[end])))
            {
                return true;
            }

            if (alone && length == 8 && TryReadEight(url.Slice(at, 8), out date))
            {
                return true;
            }

            at += length - 1;
        }

        date = default;
        return false;
    }

    public static string Format(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static bool TryReadFigures(ReadOnlySpan<char> text, int at, int length, string? language, out DateOnly date)
    {
        switch (length)
        {
            case 4:
                return TryReadYearFirst(text, at, out date, out _);
            case 8 or 14:
                return TryReadEight(text.Slice(at, 8), out date);
            case 1 or 2:
                return TryReadDayFirst(text, at, length, language, out date);
            default:
                date = default;
                return false;
        }
    }

    private static bool TryReadEight(ReadOnlySpan<char> digits, out DateOnly date) =>
        TryMake(Number(digits[..4]), Number(digits[4..6]), Number(digits[6..8]), out date);

    private static bool TryReadYearFirst(ReadOnlySpan<char> text, int at, out DateOnly date, out int end)
    {
        date = default;
        end = at + 4;
        int year = Number(text.Slice(at, 4));
        if (!TrySkipSeparator(text, ref end, "-/._年년") || !TryReadNumber(text, ref end, out int month)
            || !TrySkipSeparator(text, ref end, "-/._月월") || !TryReadNumber(text, ref end, out int day))
        {
            return false;
        }

        return TryMake(year, month, day, out date);
    }

    private static bool TryReadDayFirst(ReadOnlySpan<char> text, int at, int length, string? language, out DateOnly date)
    {
        date = default;
        int first = Number(text.Slice(at, length));
        int next = at + length;
        int end = next;
        if (TrySkipSeparator(text, ref end, "./-"))
        {
            char separator = text[next];
            if (TryReadNumber(text, ref end, out int second))
            {
                int other = end;
                return TrySkipSeparator(text, ref other, "./-") && text[end] == separator && TryReadYear(text, ref other, out int year)
                    && (separator == '/' && (second > 12 || (first <= 12 && IsAmerican(language))) ? TryMake(year, first, second, out date) : TryMake(year, second, first, out date));
            }
        }

        // "20. November 2019", "20th of November, 2019", "20 de noviembre de 2019", "20-Nov-2019", "le 1er mai 2019".
        end = next;
        SkipOrdinal(text, ref end);
        SkipMarks(text, ref end);
        SkipWord(text, ref end, "de", "of");
        int word = WordAt(text, end);
        int named = MonthNames.Find(text.Slice(end, word));
        if (named == 0)
        {
            return false;
        }

        end += word;
        SkipMarks(text, ref end);
        SkipWord(text, ref end, "de", "del");
        return TryReadYear(text, ref end, out int namedYear) && TryMake(namedYear, named, first, out date);
    }

    private static bool TryReadMonthFirst(ReadOnlySpan<char> text, int at, int length, out DateOnly date)
    {
        date = default;
        int month = MonthNames.Find(text.Slice(at, length));
        if (month == 0)
        {
            return false;
        }

        int end = at + length;
        SkipMarks(text, ref end);
        if (!TryReadNumber(text, ref end, out int day))
        {
            return false;
        }

        SkipOrdinal(text, ref end);
        SkipMarks(text, ref end);
        return TryReadYear(text, ref end, out int year) && TryMake(year, month, day, out date);
    }

    private static bool IsAmerican(string? language) => language is "en" or "en-US";

    private static bool TryMake(int year, int month, int day, out DateOnly date)
    {
        year = year is >= FirstYear + BuddhistEra and <= LastYear + BuddhistEra ? year - BuddhistEra : year;
        bool valid = year is >= FirstYear and <= LastYear && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = valid ? new DateOnly(year, month, day) : default;
        return valid;
    }

    private static int Number(ReadOnlySpan<char> digits)
    {
        int value = 0;
        foreach (char c in digits)
        {
            value = (value * 10) + c - '0';
        }

        return value;
    }

    private static int DigitsAt(ReadOnlySpan<char> text, int at)
    {
        int end = text[at..].IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length - at : end;
    }

    private static int DigitsBefore(ReadOnlySpan<char> text, int end) => end - 1 - text[..end].LastIndexOfAnyExceptInRange('0', '9');

    private static bool TryReadNumber(ReadOnlySpan<char> text, ref int at, out int value)
    {
        int length = at < text.Length ? DigitsAt(text, at) : 0;
        value = length is 1 or 2 ? Number(text.Slice(at, length)) : 0;
        at += value > 0 ? length : 0;
        return value > 0;
    }

    private static bool TryReadYear(ReadOnlySpan<char> text, ref int at, out int value)
    {
        int length = at < text.Length ? DigitsAt(text, at) : 0;
        value = length == 4 ? Number(text.Slice(at, 4)) : 0;
        at += value > 0 ? 4 : 0;
        return value > 0;
    }

    /// <summary>One of the separators, with spaces after it.</summary>
    private static bool TrySkipSeparator(ReadOnlySpan<char> text, ref int at, string separators)
    {
        if (at >= text.Length || !separators.Contains(text[at], StringComparison.Ordinal))
        {
            return false;
        }

        at++;
        SkipSpaces(text, ref at);
        return true;
    }

    private static void SkipSpaces(ReadOnlySpan<char> text, ref int at)
    {
        for (int i = 0; i < MostSpaces && at < text.Length && char.IsWhiteSpace(text[at]); i++)
        {
            at++;
        }
    }

    private static void SkipMarks(ReadOnlySpan<char> text, ref int at)
    {
        for (int i = 0; i < 2 && at < text.Length && text[at] is '.' or ',' or '-' or '/' or '،'; i++)
        {
            at++;
            SkipSpaces(text, ref at);
        }

        SkipSpaces(text, ref at);
    }

    private static void SkipOrdinal(ReadOnlySpan<char> text, ref int at)
    {
        int length = WordAt(text, at);
        at += text.Slice(at, length) is "st" or "nd" or "rd" or "th" or "er" or "e" or "º" or "ª" or "ο" or "η" ? length : 0;
        at += at < text.Length && text[at] == '°' ? 1 : 0;
    }

    private static void SkipWord(ReadOnlySpan<char> text, ref int at, string one, string other)
    {
        int length = WordAt(text, at);
        ReadOnlySpan<char> word = text.Slice(at, length);
        if (word.Equals(one, StringComparison.OrdinalIgnoreCase) || word.Equals(other, StringComparison.OrdinalIgnoreCase))
        {
            at += length;
            SkipSpaces(text, ref at);
        }
    }

    /// <summary>Length of the word here; as long as no word of ours is, when it is longer.</summary>
    private static int WordAt(ReadOnlySpan<char> text, int at)
    {
        int length = 0;
        while (at + length < text.Length && IsWordPart(text[at + length]))
        {
            length++;
        }

        return length;
    }

    private static bool IsWordPart(char c) => char.IsLetter(c) || (c >= '\u0300' && char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);
}
