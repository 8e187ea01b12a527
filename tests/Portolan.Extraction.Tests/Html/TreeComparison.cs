using Portolan.Extraction.Html;

namespace Portolan.Extraction.Tests.Html;

/// <summary>Two parsers' trees of one page, node by node.</summary>
internal static class TreeComparison
{
    /// <summary>The first difference, or null when the trees are the same.</summary>
    public static string? Difference(HtmlDocument ours, HtmlDocument theirs)
    {
        for (int node = 1; node < Math.Min(ours.Count, theirs.Count); node++)
        {
            bool same = ours.Kind(node) == theirs.Kind(node) && ours.Parent(node) == theirs.Parent(node) && ours.Name(node).SequenceEqual(theirs.Name(node))
                && ours.Tag(node) == theirs.Tag(node) && SameText(ours, theirs, node) && ours.Depth(node) == theirs.Depth(node)
                && ours.End(node) == theirs.End(node) && Attributes(ours, node) == Attributes(theirs, node);
            if (!same)
            {
                int at = ours.Text(node).CommonPrefixLength(theirs.Text(node));
                return $"node {node}, character {at} ({Around(ours.Text(node), at)} | {Around(theirs.Text(node), at)}): ours {Describe(ours, node)}, theirs {Describe(theirs, node)}";
            }
        }

        return ours.Count == theirs.Count ? null : $"ours has {ours.Count} nodes, theirs {theirs.Count}";
    }

    private static bool SameText(HtmlDocument ours, HtmlDocument theirs, int node) =>
        ours.Tag(ours.Parent(node)) is HtmlTag.Style or HtmlTag.IFrame
            ? ours.Text(node).Equals(theirs.Text(node), StringComparison.OrdinalIgnoreCase)
            : ours.Text(node).SequenceEqual(theirs.Text(node));

    private static string Around(ReadOnlySpan<char> text, int at) =>
        string.Join(' ', text[Math.Max(0, at - 3)..Math.Min(text.Length, at + 5)].ToArray().Select(c => c is > ' ' and < '\u007f' ? c.ToString() : $"U+{(int)c:X4}"));

    private static string Describe(HtmlDocument document, int node)
    {
        ReadOnlySpan<char> text = document.Text(node);
        return $"{document.Kind(node)} {document.Name(node)}{Attributes(document, node)} below {document.Parent(node)} {document.Name(document.Parent(node))}"
            + $" to {document.End(node)} \"{text[..Math.Min(60, text.Length)]}\" {text.Length}";
    }

    /// <summary>Attributes in the order of their names, which two parsers may keep otherwise; prefixes of SVG's are left out.</summary>
    private static string Attributes(HtmlDocument document, int node)
    {
        var attributes = new List<string>();
        for (int i = 0; i < document.AttributeCount(node); i++)
        {
            ReadOnlySpan<char> name = document.AttributeName(node, i);
            name = name.StartsWith("xlink:") || name.StartsWith("xml:") || name.StartsWith("xmlns:") ? name[(name.IndexOf(':') + 1)..] : name;
            attributes.Add($" {name}={document.AttributeValue(node, i)}");
        }

        return string.Concat(attributes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }
}
