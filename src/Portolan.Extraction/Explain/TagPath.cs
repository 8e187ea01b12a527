using Portolan.Extraction.Html;

namespace Portolan.Extraction.Explain;

/// <summary>Names an element by the elements around it, as a style sheet would: <c>body &gt; div#main &gt; p.lead</c>.</summary>
internal static class TagPath
{
    private const int MaxElements = 6;
    private const int MaxName = 40;

    /// <summary>Writes the path of an element, its innermost six steps.</summary>
    public static void Write(HtmlDocument document, int element, ExplanationWriter html)
    {
        Span<int> path = stackalloc int[MaxElements];
        int count = 0;
        for (; element > 0 && count < MaxElements; element = document.Parent(element))
        {
            path[count++] = element;
        }

        html.Raw(element > 0 ? "… &gt; " : "");
        while (--count >= 0)
        {
            WriteElement(document, path[count], html);
            html.Raw(count > 0 ? " &gt; " : "");
        }
    }

    private static void WriteElement(HtmlDocument document, int node, ExplanationWriter html)
    {
        html.Text(Short(document.Name(node)));
        ReadOnlySpan<char> id = document.Attribute(node, "id").Trim();
        if (id.Length > 0)
        {
            html.Raw("#");
            html.Text(Short(id));
        }

        int classes = 0;
        ReadOnlySpan<char> names = document.Attribute(node, "class");
        foreach (Range range in names.SplitAny(" \t\r\n\f"))
        {
            if (!names[range].IsEmpty && classes++ < 2)
            {
                html.Raw(".");
                html.Text(Short(names[range]));
            }
        }
    }

    private static ReadOnlySpan<char> Short(ReadOnlySpan<char> name) => name.Length > MaxName ? name[..MaxName] : name;
}
