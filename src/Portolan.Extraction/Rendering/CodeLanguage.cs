using Portolan.Extraction.Html;

namespace Portolan.Extraction.Rendering;

/// <summary>Finds which language a block of code says it is in.</summary>
internal static class CodeLanguage
{
    private const int MaxLength = 20;

    /// <summary>Looks at the element, its parent (the wrapper of many highlighters) and its first child.</summary>
    /// <param name="document">The page.</param>
    /// <param name="element">The preformatted element.</param>
    /// <returns>Such as <c>csharp</c>, in letters, digits and <c>+ # - _ .</c> only; empty when nothing says so.</returns>
    public static ReadOnlySpan<char> Find(HtmlDocument document, int element)
    {
        ReadOnlySpan<char> language = Of(document, element);
        for (int child = element + 1; language.IsEmpty && child < document.End(element); child = document.End(child))
        {
            if (document.Tag(child) == HtmlTag.Code)
            {
                language = Of(document, child);
                break;
            }
        }

        return language.IsEmpty && document.Parent(element) > 0 ? Of(document, document.Parent(element)) : language;
    }

    private static ReadOnlySpan<char> Of(HtmlDocument document, int node)
    {
        if (document.TryGetAttribute(node, "data-lang", out ReadOnlySpan<char> data) && IsName(data))
        {
            return data;
        }

        ReadOnlySpan<char> classes = document.Attribute(node, "class");
        bool brush = false;
        foreach (Range range in classes.Split(' '))
        {
            ReadOnlySpan<char> name = classes[range].Trim(';');
            if (brush && IsName(name))
            {
                return name;
            }

            // SyntaxHighlighter writes "brush: csharp"; the others a prefix.
            brush = name is "brush:";
            foreach (string prefix in (ReadOnlySpan<string>)["language-", "lang-", "highlight-source-", "brush:", "sourceCode-"])
            {
                if (name.StartsWith(prefix, StringComparison.Ordinal) && IsName(name[prefix.Length..]))
                {
                    return name[prefix.Length..];
                }
            }
        }

        return default;
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '#' or '-' or '_' or '.'))
            {
                return false;
            }
        }

        return name.Length is > 0 and <= MaxLength;
    }
}
