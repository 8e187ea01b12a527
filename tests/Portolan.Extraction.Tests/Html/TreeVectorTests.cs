using System.Text;
using System.Text.RegularExpressions;
using Portolan.Extraction.Html;

namespace Portolan.Extraction.Tests.Html;

/// <summary>The standard's tests of tree construction: every page of every <c>.dat</c> file.</summary>
/// <remarks>
/// Not run: fragments and pages marked for scripting, and, since the packaged set is of 2013, pages with elements whose rules have changed
/// (<c>isindex</c> and <c>command</c> have none any more; <c>select</c> lets in what it dropped; that set expects <c>noscript</c> as with
/// scripting). AngleSharp, whose rules are today's, is asked about those.
/// </remarks>
public sealed partial class TreeVectorTests
{
    [VectorsFact]
    public void Every_tree_is_the_one_that_the_test_vectors_have()
    {
        var parser = new HtmlParser();
        var wrong = new StringBuilder();
        int run = 0, right = 0;
        foreach (string file in Directory.EnumerateFiles(VectorsFactAttribute.Root, "*.dat", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach ((string html, string tree) in Read(file))
            {
                run++;
                string got = TreeText.Of(parser.Parse(html));
                if (got == tree)
                {
                    right++;
                }
                else
                {
                    wrong.Append($"=== {Path.GetFileName(file)}\n{html}\n--- expected\n{tree}--- got\n{got}");
                }
            }
        }

        run.ShouldBeGreaterThan(1000);
        wrong.ToString().ShouldBe("", $"{right} of {run} pages are right");
    }

    private static IEnumerable<(string Html, string Tree)> Read(string file)
    {
        foreach (string test in ("\n" + File.ReadAllText(file).Replace("\r\n", "\n", StringComparison.Ordinal)).Split("\n#data\n").Skip(1))
        {
            int errors = test.IndexOf("#errors", StringComparison.Ordinal);
            int tree = test.IndexOf("#document\n", StringComparison.Ordinal);
            if (tree < 0 || test.Contains("#document-fragment", StringComparison.Ordinal) || test.Contains("#script-on", StringComparison.Ordinal))
            {
                continue;
            }

            if (Changed().IsMatch(test))
            {
                continue;
            }

            yield return (errors > 0 ? test[..(errors - 1)] : "", Normalize(test[(tree + 10)..]));
        }
    }

    /// <summary>Brings an expected tree to what a document holds: no doctype, names of SVG in lower case, a template's content as its children.</summary>
    private static string Normalize(string tree)
    {
        var text = new StringBuilder();
        var templates = new Stack<int>();
        var attributes = new List<string>();
        bool inText = false;
        foreach (string whole in tree.TrimEnd('\n').Split('\n'))
        {
            string line = whole;
            if (!inText && line.StartsWith("| ", StringComparison.Ordinal))
            {
                int indent = line.AsSpan(2).IndexOfAnyExcept(' ');
                while (templates.Count > 0 && indent <= templates.Peek())
                {
                    templates.Pop();
                }

                string rest = line[(2 + indent)..];
                if (rest.StartsWith("<!DOCTYPE", StringComparison.Ordinal))
                {
                    continue;
                }

                if (rest == "content")
                {
                    templates.Push(indent);
                    continue;
                }

                rest = Foreign().Replace(rest, match => match.Value.ToLowerInvariant());
                rest = ForeignAttribute().Replace(rest, "$1:$2");
                string margin = "| " + new string(' ', indent - (2 * templates.Count));
                if (Attribute().IsMatch(rest))
                {
                    int equals = rest.IndexOf('=', StringComparison.Ordinal);
                    attributes.Add(margin + rest[..equals].ToLowerInvariant() + rest[equals..]);
                    continue;
                }

                line = margin + rest;
                Flush(text, attributes);
                inText = rest.StartsWith('"') && (rest.Length == 1 || !rest.EndsWith('"'));
            }
            else if (inText)
            {
                inText = !line.EndsWith('"');
            }

            text.Append(line).Append('\n');
        }

        Flush(text, attributes);
        return text.ToString();
    }

    private static void Flush(StringBuilder text, List<string> attributes)
    {
        foreach (string line in attributes.Order(StringComparer.Ordinal))
        {
            text.Append(line).Append('\n');
        }

        attributes.Clear();
    }

    [GeneratedRegex("<(isindex|command|noscript|select)", RegexOptions.IgnoreCase)]
    private static partial Regex Changed();

    [GeneratedRegex("^<(svg|math) [^>]*>$")]
    private static partial Regex Foreign();

    [GeneratedRegex("^(xlink|xml|xmlns) ([a-zA-Z]+=)")]
    private static partial Regex ForeignAttribute();

    [GeneratedRegex("^[^<\"=]+=\"")]
    private static partial Regex Attribute();
}
