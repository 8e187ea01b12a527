using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Stages;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Reports;

public sealed partial class HtmlReportTests
{
    [Fact]
    public void Looks_as_it_did() => Golden.Equal("Reports/report.html", HtmlReport.Render(ManifestSample.Create("plain & simple")));

    [Fact]
    public void Strings_from_elsewhere_are_text_and_never_markup()
    {
        string html = HtmlReport.Render(ManifestSample.Create());
        html.ShouldNotContain("<script");
        html.ShouldNotContain("alert(1)</");
        html.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
        html.ShouldNotContain("\"quoted\"");

        // Every attribute that could carry a string is still closed where it should be: the document parses, and the strings are whole.
        XmlDocument document = Parse(html);
        document.SelectNodes("//*[local-name()='script']")!.Count.ShouldBe(0);
        document.SelectNodes("//@*[starts-with(name(),'on') or contains(.,'script')]")!.Count.ShouldBe(0);
        document.SelectSingleNode("//header//b")!.InnerText.ShouldBe(ManifestSample.Hostile);
        document.SelectNodes("//section[@id='dropped']//blockquote/cite")!.Cast<XmlNode>().Select(n => n.InnerText).ShouldBe([ManifestSample.Hostile, "http://a/?" + ManifestSample.Hostile, ""]);
        document.SelectSingleNode("//section[@id='lines']//td")!.Attributes!["dir"]!.Value.ShouldBe("auto");
        document.SelectNodes("//section[@id='dropped']//p[@dir='auto']")!.Cast<XmlNode>().Select(n => n.InnerText).ShouldBe(["x\ny", ManifestSample.Hostile, ""]);
    }

    [Fact]
    public void Characters_that_no_document_can_hold_leave_it_well_formed()
    {
        string html = HtmlReport.Render(ManifestSample.Create("form\u000Cfeed \u0001 half \uD800 pair"));
        Parse(html).SelectSingleNode("//header//b")!.InnerText.ShouldStartWith("form feed");
    }

    [Fact]
    public void Is_well_formed_and_self_contained_also_when_empty()
    {
        Manifest full = ManifestSample.Create();
        Manifest empty = full with
        {
            Inputs = [], Outputs = [], Languages = [], Samples = [], RemovedLines = [], Rejected = [], Lengths = new LengthHistogram(),
            Stages = [new StageCounts { Stage = "read" }, new StageCounts { Stage = "write" }],
        };
        Manifest many = full with
        {
            Inputs = [.. Enumerable.Repeat(full.Inputs[0], 1000)],
            Rejected = [.. Enumerable.Repeat(full.Rejected[0], 1000)],
            Languages = [.. Enumerable.Range(0, 176).Select(i => new LanguageSummary("l" + i, "all", i, i * 100L))],
        };
        foreach (Manifest manifest in (Manifest[])[full, empty, many])
        {
            string html = HtmlReport.Render(manifest);
            XmlDocument document = Parse(html);
            document.SelectNodes("//@src | //@href | //*[local-name()='link']")!.Count.ShouldBe(0);
            html.ShouldNotContain("url(");
            html.Length.ShouldBeLessThan(300_000);
        }

        HtmlReport.Render(many).ShouldContain("800 more are in manifest.json");
    }

    [Fact]
    public void The_numbers_of_the_flow_balance()
    {
        Manifest manifest = ManifestSample.Create("x");
        XmlDocument document = Parse(HtmlReport.Render(manifest));
        foreach (XmlNode diagram in document.SelectNodes("//*[local-name()='svg' and @class='sankey']")!)
        {
            bool isBytes = diagram.Attributes!["aria-label"]!.Value.StartsWith("Bytes", StringComparison.Ordinal);

            // Without the least width nothing would be seen of a small drop; it is all that the widths may differ by.
            double[] bars = Numbers(diagram, "*[local-name()='rect' and @class='bar']/@width", Whole());
            double[] kept = [.. Numbers(diagram, "*[local-name()='path' and @class='kept']/@d", KeptEdge()).Select(x => x - 4)];
            int drops = diagram.SelectNodes("*[local-name()='path' and @class='drop']")!.Count;
            bars.Length.ShouldBe(4);
            kept.Length.ShouldBe(3);
            drops.ShouldBe(isBytes ? 4 : 3);
            double largest = isBytes ? 90_000 : 18;
            for (int i = 0; i < 4; i++)
            {
                long amount = isBytes ? manifest.Stages[i].BytesIn : manifest.Stages[i].DocumentsIn;
                bars[i].ShouldBe(210 * amount / largest, 0.01);
                if (i > 0)
                {
                    kept[i - 1].ShouldBe(bars[i], 0.011);
                }
            }
        }

        string[][] rows = [.. document.SelectNodes("//section[@id='flow']//tbody/tr")!.Cast<XmlNode>().Select(row => row.ChildNodes.Cast<XmlNode>().Select(cell => cell.InnerText).ToArray())];
        for (int i = 0; i < rows.Length; i++)
        {
            (Count(rows[i][2]) + Count(rows[i][3])).ShouldBe(Count(rows[i][1]));
            if (i > 0)
            {
                rows[i][1].ShouldBe(rows[i - 1][3]);
            }
        }
    }

    private static long Count(string text) => long.Parse(text.Replace("\u202F", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private static double[] Numbers(XmlNode node, string path, Regex part) =>
        [.. node.SelectNodes(path)!.Cast<XmlNode>().Select(n => double.Parse(part.Match(n.Value!).Groups[1].Value, CultureInfo.InvariantCulture))];

    // The report keeps to the part of HTML that is XML too, but for the doctype, void elements and the style sheet.
    private static XmlDocument Parse(string html)
    {
        html.ShouldStartWith("<!DOCTYPE html>\n");
        string xml = Void().Replace(html["<!DOCTYPE html>\n".Length..], "$0</meta>");
        var document = new XmlDocument { XmlResolver = null };
        document.LoadXml(xml);
        return document;
    }

    [GeneratedRegex("<meta [^>]*>")]
    private static partial Regex Void();

    [GeneratedRegex("^(.*)$")]
    private static partial Regex Whole();

    [GeneratedRegex("H([0-9.]+)V")]
    private static partial Regex KeptEdge();
}
