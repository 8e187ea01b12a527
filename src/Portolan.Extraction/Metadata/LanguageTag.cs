namespace Portolan.Extraction.Metadata;

/// <summary>Language tags as pages write them.</summary>
internal static class LanguageTag
{
    private const int Longest = 35;

    /// <summary>A BCP 47 tag in its usual case (RFC 5646, section 2.1.1), or null when the text is none. The first one of a list counts.</summary>
    public static string? Normalize(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        int end = text.IndexOfAny(",; ");
        text = (end < 0 ? text : text[..end]).TrimEnd("-_");
        if (text.Length is < 2 or > Longest)
        {
            return null;
        }

        Span<char> tag = stackalloc char[text.Length];
        int start = 0, part = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] is not ('-' or '_' or '.' or '@'))
            {
                if (!char.IsAsciiLetterOrDigit(text[i]))
                {
                    return null;
                }

                tag[i] = char.ToLowerInvariant(text[i]);
                continue;
            }

            Span<char> subtag = tag[start..i];
            if (part == 0 ? subtag.Length is < 2 or > 3 || subtag.ContainsAnyInRange('0', '9') : subtag.Length is < 1 or > 8)
            {
                return null;
            }

            if (part > 0 && subtag.Length == 2)
            {
                subtag[0] = char.ToUpperInvariant(subtag[0]);
                subtag[1] = char.ToUpperInvariant(subtag[1]);
            }
            else if (part > 0 && subtag.Length == 4)
            {
                subtag[0] = char.ToUpperInvariant(subtag[0]);
            }

            if (i == text.Length || text[i] is '.' or '@')
            {
                // POSIX names go on with a character set: de_DE.UTF-8.
                tag = tag[..i];
                break;
            }

            tag[i] = '-';
            start = i + 1;
            part++;
        }

        return tag is "und" or "mul" or "zxx" || tag.StartsWith("und-") ? null : tag.ToString();
    }
}
