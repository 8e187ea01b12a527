using System.Text;
using Portolan.Extraction.Html;

namespace Portolan.Extraction.Tests.Html;

/// <summary>A tree as the files of html5lib-tests write it: a line a node, two spaces a level, attributes in the order of their names.</summary>
internal static class TreeText
{
    public static string Of(HtmlDocument document)
    {
        var text = new StringBuilder();
        for (int node = 1; node < document.Count; node++)
        {
            string indent = "| " + new string(' ', 2 * (document.Depth(node) - 1));
            switch (document.Kind(node))
            {
                case HtmlNodeKind.Text:
                    text.Append(indent).Append('"').Append(document.Text(node)).Append("\"\n");
                    break;
                case HtmlNodeKind.Comment:
                    text.Append(indent).Append("<!-- ").Append(document.Text(node)).Append(" -->\n");
                    break;
                default:
                    string space = document[node].Namespace switch { HtmlNamespace.Svg => "svg ", HtmlNamespace.MathMl => "math ", _ => "" };
                    text.Append(indent).Append('<').Append(space).Append(document.Name(node)).Append(">\n");
                    foreach (string attribute in Attributes(document, node).Order(StringComparer.Ordinal))
                    {
                        text.Append(indent).Append("  ").Append(attribute).Append('\n');
                    }

                    break;
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Attributes(HtmlDocument document, int node)
    {
        for (int i = 0; i < document.AttributeCount(node); i++)
        {
            yield return $"{document.AttributeName(node, i)}=\"{document.AttributeValue(node, i)}\"";
        }
    }
}
