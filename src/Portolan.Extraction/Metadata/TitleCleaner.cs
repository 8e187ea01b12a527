namespace Portolan.Extraction.Metadata;

/// <summary>Takes the site's name off a page's title.</summary>
internal static class TitleCleaner
{
    private static readonly string[] Separators = [" | ", " – ", " — ", " - ", " :: ", " » ", " « ", " · ", " • ", " / ", " ‹ ", " › ", "｜", "_", " > ", " -- "];

    /// <summary>The title without the site's name, told by the name itself, by the main heading, or by which side of a mark is the shorter.</summary>
    /// <param name="title">The <c>title</c> element's text.</param>
    /// <param name="siteName">The site's name, or null.</param>
    /// <param name="heading">The page's first <c>h1</c>, or null.</param>
    /// <param name="host">The host of the page's address; empty when there is none.</param>
    public static string Clean(string title, string? siteName, string? heading, ReadOnlySpan<char> host)
    {
        string cut = WithoutSite(title, siteName, host);
        if (cut.Length < title.Length)
        {
            return cut;
        }

        if (heading is { Length: > 3 } && title.Length > heading.Length && IsPart(title, heading))
        {
            return heading;
        }

        (int at, string separator) = Last(title);
        if (at <= 0)
        {
            return title;
        }

        ReadOnlySpan<char> before = title.AsSpan(0, at).Trim(), after = title.AsSpan(at + separator.Length).Trim();
        if (separator == "_")
        {
            // Chinese portals write title_section_site; in other titles an underscore is a letter.
            int first = title.IndexOf('_', StringComparison.Ordinal);
            return title.AsSpan().ContainsAnyInRange('\u2E80', '\u9FFF') ? title[..first] : title;
        }

        return CountWords(after) <= 4 && (CountWords(before) >= 3 || before.Length > 2 * after.Length) ? before.ToString() : title;
    }

    /// <summary>The title without the site's name at its end or start, where the name is known.</summary>
    /// <param name="title">Any title.</param>
    /// <param name="siteName">The site's name, or null.</param>
    /// <param name="host">The host of the page's address; empty when there is none.</param>
    public static string WithoutSite(string title, string? siteName, ReadOnlySpan<char> host)
    {
        (int last, string lastSeparator) = Last(title);
        if (last > 0 && IsSite(title.AsSpan(last + lastSeparator.Length).Trim(), siteName, host))
        {
            return title[..last].TrimEnd();
        }

        (int first, string firstSeparator) = First(title);
        return first > 0 && IsSite(title.AsSpan(0, first).Trim(), siteName, host) ? title[(first + firstSeparator.Length)..].TrimStart() : title;
    }

    private static bool IsSite(ReadOnlySpan<char> part, string? siteName, ReadOnlySpan<char> host) =>
        part.Length > 0 && (part.Equals(siteName, StringComparison.OrdinalIgnoreCase) || IsHost(part, host));

    /// <summary>Whether the letters of the part are a label of the host's name, as in "The Example Times" and www.theexampletimes.com.</summary>
    private static bool IsHost(ReadOnlySpan<char> part, ReadOnlySpan<char> host)
    {
        Span<char> letters = stackalloc char[64];
        int count = 0;
        foreach (char c in part)
        {
            if (char.IsAsciiLetterOrDigit(c) && count < letters.Length)
            {
                letters[count++] = char.ToLowerInvariant(c);
            }
            else if (c is not (' ' or '\'' or '’' or '-' or '.' or '&'))
            {
                return false;
            }
        }

        if (count < 3 || count == letters.Length)
        {
            return false;
        }

        ReadOnlySpan<char> name = letters[..count];
        foreach (Range label in host.Split('.'))
        {
            if (host[label].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        // "Example.com" as the host's end.
        return part.Contains('.') && host.EndsWith(part, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsPart(string title, string heading)
    {
        int at = title.IndexOf(heading, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return false;
        }

        ReadOnlySpan<char> before = title.AsSpan(0, at), after = title.AsSpan(at + heading.Length);
        return (before.IsEmpty || EndsWithSeparator(before)) && (after.IsEmpty || StartsWithSeparator(after));
    }

    private static bool EndsWithSeparator(ReadOnlySpan<char> text) => text.TrimEnd().Length > 0 && text.TrimEnd()[^1] is '|' or '-' or '–' or '—' or ':' or '»' or '·' or '•' or '/' or '›' or '>' or '_';

    private static bool StartsWithSeparator(ReadOnlySpan<char> text) => text.TrimStart().Length > 0 && text.TrimStart()[0] is '|' or '-' or '–' or '—' or ':' or '«' or '»' or '·' or '•' or '/' or '‹' or '>' or '_' or '｜';

    private static (int At, string Separator) Last(string title)
    {
        (int At, string Separator) found = (-1, "");
        foreach (string separator in Separators)
        {
            int at = title.LastIndexOf(separator, StringComparison.Ordinal);
            found = at > found.At ? (at, separator) : found;
        }

        return found;
    }

    private static (int At, string Separator) First(string title)
    {
        (int At, string Separator) found = (-1, "");
        foreach (string separator in Separators)
        {
            int at = title.IndexOf(separator, StringComparison.Ordinal);
            found = at >= 0 && (found.At < 0 || at < found.At) ? (at, separator) : found;
        }

        return found;
    }

    /// <summary>Words between spaces; where none are written, two characters count as one.</summary>
    private static int CountWords(ReadOnlySpan<char> text)
    {
        int words = 0, ideographs = 0;
        foreach (Range word in text.Split(' '))
        {
            words += text[word].IsEmpty ? 0 : 1;
        }

        foreach (char c in text)
        {
            ideographs += c is >= '\u2E80' and <= '\uD7FF' ? 1 : 0;
        }

        return words + (ideographs / 2);
    }
}
