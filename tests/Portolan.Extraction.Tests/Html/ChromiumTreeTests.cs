using System.Text.Json;
using Portolan.Extraction.Html;
using Portolan.Testing;

namespace Portolan.Extraction.Tests.Html;

/// <summary>Our trees beside those that Chromium's DOMParser (scripting off, the rules of today for lists of options) gave for broken pages.</summary>
public sealed class ChromiumTreeTests
{
    [Fact]
    public void Broken_pages_have_the_tree_that_a_browser_has()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests/Portolan.Extraction.Tests/Golden/ChromiumTrees.json")));
        var parser = new HtmlParser();
        var wrong = new List<string>();
        int run = 0;
        foreach (JsonElement test in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            run++;
            string html = test.GetProperty("html").GetString()!;
            string tree = string.Concat(test.GetProperty("tree").EnumerateArray().Select(line => line.GetString() + "\n"));
            string got = TreeText.Of(parser.Parse(html));
            if (got != tree)
            {
                wrong.Add($"{html}\n--- Chromium\n{tree}--- ours\n{got}");
            }
        }

        run.ShouldBeGreaterThan(100);
        string.Join('\n', wrong).ShouldBe("", $"{wrong.Count} of {run} differ");
    }
}
