using System.Text;
using Portolan.Extraction.Html.Tokens;

namespace Portolan.Extraction.Html.Construction;

/// <summary>Which document types put a page in quirks mode (HTML standard, section 13.2.6.4.1).</summary>
internal static class Quirks
{
    private static readonly string[] PublicPrefixes =
    [
        "+//silmaril//dtd html pro v0r11 19970101//", "-//as//dtd html 3.0 aswedit + extensions//", "-//advasoft ltd//dtd html 3.0 aswedit + extensions//",
        "-//ietf//dtd html 2.0 level 1//", "-//ietf//dtd html 2.0 level 2//", "-//ietf//dtd html 2.0 strict level 1//", "-//ietf//dtd html 2.0 strict level 2//",
        "-//ietf//dtd html 2.0 strict//", "-//ietf//dtd html 2.0//", "-//ietf//dtd html 2.1e//", "-//ietf//dtd html 3.0//", "-//ietf//dtd html 3.2 final//",
        "-//ietf//dtd html 3.2//", "-//ietf//dtd html 3//", "-//ietf//dtd html level 0//", "-//ietf//dtd html level 1//", "-//ietf//dtd html level 2//",
        "-//ietf//dtd html level 3//", "-//ietf//dtd html strict level 0//", "-//ietf//dtd html strict level 1//", "-//ietf//dtd html strict level 2//",
        "-//ietf//dtd html strict level 3//", "-//ietf//dtd html strict//", "-//ietf//dtd html//", "-//metrius//dtd metrius presentational//",
        "-//microsoft//dtd internet explorer 2.0 html strict//", "-//microsoft//dtd internet explorer 2.0 html//", "-//microsoft//dtd internet explorer 2.0 tables//",
        "-//microsoft//dtd internet explorer 3.0 html strict//", "-//microsoft//dtd internet explorer 3.0 html//", "-//microsoft//dtd internet explorer 3.0 tables//",
        "-//netscape comm. corp.//dtd html//", "-//netscape comm. corp.//dtd strict html//", "-//o'reilly and associates//dtd html 2.0//",
        "-//o'reilly and associates//dtd html extended 1.0//", "-//o'reilly and associates//dtd html extended relaxed 1.0//",
        "-//sq//dtd html 2.0 hotmetal + extensions//", "-//softquad software//dtd hotmetal pro 6.0::19990601::extensions to html 4.0//",
        "-//softquad//dtd hotmetal pro 4.0::19971010::extensions to html 4.0//", "-//spyglass//dtd html 2.0 extended//", "-//sun microsystems corp.//dtd hotjava html//",
        "-//sun microsystems corp.//dtd hotjava strict html//", "-//w3c//dtd html 3 1995-03-24//", "-//w3c//dtd html 3.2 draft//", "-//w3c//dtd html 3.2 final//",
        "-//w3c//dtd html 3.2//", "-//w3c//dtd html 3.2s draft//", "-//w3c//dtd html 4.0 frameset//", "-//w3c//dtd html 4.0 transitional//",
        "-//w3c//dtd html experimental 19960712//", "-//w3c//dtd html experimental 970421//", "-//w3c//dtd w3 html//", "-//w3o//dtd w3 html 3.0//",
        "-//webtechs//dtd mozilla html 2.0//", "-//webtechs//dtd mozilla html//",
    ];

    private static readonly string[] PublicIdentifiers = ["-//w3o//dtd w3 html strict 3.0//en//", "-/w3c/dtd html 4.0 transitional/en", "html"];

    private static readonly string[] PrefixesWithoutSystem = ["-//w3c//dtd html 4.01 frameset//", "-//w3c//dtd html 4.01 transitional//"];

    public static bool IsQuirky(HtmlTokenizer doctype, HtmlDocument document)
    {
        if (doctype.ForcesQuirks || !document.Slice(doctype.NameStart, doctype.NameLength).SequenceEqual("html"))
        {
            return true;
        }

        bool hasSystem = doctype.SystemStart >= 0;
        ReadOnlySpan<char> system = hasSystem ? document.Slice(doctype.SystemStart, doctype.SystemLength) : default;
        if (Ascii.EqualsIgnoreCase(system, "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd"))
        {
            return true;
        }

        if (doctype.PublicStart < 0)
        {
            return false;
        }

        ReadOnlySpan<char> identifier = document.Slice(doctype.PublicStart, doctype.PublicLength);
        return Any(PublicIdentifiers, identifier, whole: true) || Any(PublicPrefixes, identifier, whole: false)
            || (!hasSystem && Any(PrefixesWithoutSystem, identifier, whole: false));
    }

    private static bool Any(string[] known, ReadOnlySpan<char> identifier, bool whole)
    {
        foreach (string one in known)
        {
            if (identifier.Length >= one.Length && (!whole || identifier.Length == one.Length) && Ascii.EqualsIgnoreCase(identifier[..one.Length], one))
            {
                return true;
            }
        }

        return false;
    }
}
