using System.Text;
using System.Text.RegularExpressions;
using Portolan.Extraction.Html;

namespace Portolan.Extraction.Tests.Html;

/// <summary>The standard's tests of tree construction: every page of every <c>.dat</c> file, except fragments and pages with scripting.</summary>
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

        File.WriteAllText("/tmp/h5/tree-fail.txt", wrong.ToString());
        Console.WriteLine($"{right} of {run}");
        wrong.ToString().ShouldBe("", $"{right} of {run}");
    }

    private static IEnumerable<(string Html, string Tree)> Read(string file)
    {
        foreach (string test in ("\n" + File.ReadAllText(file)).Split("\n#data\n").Skip(1))
        {
            int errors = test.IndexOf("#errors", StringComparison.Ordinal);
            int tree = test.IndexOf("#document\n", StringComparison.Ordinal);
            if (tree < 0 || test.Contains("#document-fragment", StringComparison.Ordinal) || test.Contains("#script-on", StringComparison.Ordinal))
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
                rest = Attribute().IsMatch(rest) ? rest[..rest.IndexOf('=', StringComparison.Ordinal)].ToLowerInvariant() + rest[rest.IndexOf('=', StringComparison.Ordinal)..] : rest;
                line = "| " + new string(' ', indent - (2 * templates.Count)) + rest;
                inText = rest.StartsWith('"') && (rest.Length == 1 || !rest.EndsWith('"'));
            }
            else if (inText)
            {
                inText = !line.EndsWith('"');
            }

            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    [GeneratedRegex("^<(svg|math) [^>]*>$")]
    private static partial Regex Foreign();

    [GeneratedRegex("^(xlink|xml|xmlns) ([a-zA-Z]+=)")]
    private static partial Regex ForeignAttribute();

    [GeneratedRegex("^[^<\"=]+=\"")]
    private static partial Regex Attribute();
}
