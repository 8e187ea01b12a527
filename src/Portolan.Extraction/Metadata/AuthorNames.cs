namespace Portolan.Extraction.Metadata;

/// <summary>Cleans what pages write where their author belongs.</summary>
internal static class AuthorNames
{
    // Longer texts are sentences about the author.
    private const int Longest = 120;
    private const int MostWords = 6;

    // Words before a name, each followed by white space or a colon; the longest first.
    private static readonly string[] Prefixes =
    [
        "written by", "posted by", "published by", "reported by", "words by", "text by", "story by", "article by", "edited by", "geschrieben von",
        "veröffentlicht von", "publié par", "escrito por", "publicado por", "scritto da", "pubblicato da", "a cura di", "geschreven door", "autor", "autorin",
        "author", "auteur", "autore", "автор", "作者", "文", "記者", "记者", "by", "von", "par", "por", "di", "da", "door", "af", "av", "napsal", "text", "texte", "texto", "foto",
    ];

    /// <summary>The name, or null when the text is none: an address, an e-mail address, a number, a sentence.</summary>
    public static string? Clean(ReadOnlySpan<char> text)
    {
        string collapsed = InnerText.Collapse(text);
        ReadOnlySpan<char> name = TrimMarks(collapsed);
        bool stripped = true;
        while (stripped)
        {
            stripped = false;
            foreach (string prefix in Prefixes)
            {
                if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && name.Length > prefix.Length && name[prefix.Length] is ' ' or ':' or '：')
                {
                    name = TrimMarks(name[(prefix.Length + 1)..]);
                    stripped = true;
                    break;
                }
            }
        }

        foreach (string end in (ReadOnlySpan<string>)[" | ", " • ", " · ", " – ", " — ", " on ", " am "])
        {
            int at = name.IndexOf(end, StringComparison.Ordinal);
            if (at > 0)
            {
                name = name[..at];
            }
        }

        name = WithoutMail(name);
        name = TrimMarks(WithoutDate(name));
        return name.Length is < 2 or > Longest || name.Count(' ') >= MostWords * (name.Count(',') + 1) || !HasLetter(name) || IsAddress(name) ? null : name.ToString();
    }

    /// <summary>Whether one of the names in the list is this one.</summary>
    public static bool Includes(ReadOnlySpan<char> list, ReadOnlySpan<char> name)
    {
        foreach (Range part in list.Split(';'))
        {
            if (list[part].Trim().Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> TrimMarks(ReadOnlySpan<char> text) => text.Trim(" ,;:|/•·–—-\"“”'*()[]<>：@#");

    /// <summary>Cuts off an e-mail address and what follows it.</summary>
    private static ReadOnlySpan<char> WithoutMail(ReadOnlySpan<char> name)
    {
        int at = name.IndexOf('@');
        if (at < 0)
        {
            return name;
        }

        int space = name[..at].LastIndexOf(' ');
        return space < 0 ? default : name[..space];
    }

    /// <summary>Cuts off a date after a name; figures that belong to the name of a user stay.</summary>
    private static ReadOnlySpan<char> WithoutDate(ReadOnlySpan<char> name)
    {
        int at = name.IndexOfAnyInRange('0', '9');
        if (at <= 0)
        {
            return name;
        }

        ReadOnlySpan<char> after = name[at..].TrimStart("0123456789").TrimStart(" .");
        int word = after.IndexOfAny(" .,");
        bool isDate = DateFinder.TryFind(name, null, out _)
            || MonthNames.Find(word < 0 ? after : after[..word]) > 0
            || (name[at - 1] is ' ' or ',' && name.Length - at > 3);
        return isDate ? name[..StartOfDate(name, at)] : name;
    }

    private static int StartOfDate(ReadOnlySpan<char> name, int number)
    {
        ReadOnlySpan<char> before = name[..number].TrimEnd(" .,");
        int word = before.LastIndexOf(' ') + 1;
        return MonthNames.Find(before[word..]) > 0 ? word : number;
    }

    private static bool HasLetter(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (char.IsLetter(c))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAddress(ReadOnlySpan<char> text) =>
        text.Contains("://", StringComparison.Ordinal) || text.StartsWith("www.", StringComparison.OrdinalIgnoreCase) || text.Contains(".com/", StringComparison.OrdinalIgnoreCase);
}
