using Portolan.Graph.Drawing.Layout;
using Portolan.Graph.Reports.Html;

namespace Portolan.Graph.Drawing.Writers;

/// <summary>A sheet as one SVG with a style sheet inside, for light and dark.</summary>
internal static class SvgWriter
{
    private const double FontSize = 13, DetailSize = 11, LineHeight = 17, PadX = 12, PadY = 9, MostText = 19;
    private const double TitleHeight = 34, LegendRow = 22, SheetGap = 20;

    // What a wide screen shows side by side without shrinking the text.
    private const double WidestRow = 1400;

    private const string Ink = "--paper:#fbfaf6;--ink:#1d2733;--soft:#5b6876;--edge:#8a97a3;--rule:#dcdad2;";
    private const string DarkInk = "--paper:#10171e;--ink:#e4e9ee;--soft:#9aa8b5;--edge:#7b8a98;--rule:#2b3946;";

    private static readonly string Css =
        $".plan{{{Ink}{Palette.Css(dark: false)}font-family:system-ui,sans-serif}}"
        + $"@media (prefers-color-scheme:dark){{.plan{{{DarkInk}{Palette.Css(dark: true)}}}}}"
        + ".plan .paper{fill:var(--paper)}.plan text{fill:var(--ink);font-size:13px}.plan .title{font-size:15px;font-weight:600}"
        + ".plan .detail,.plan .soft{fill:var(--soft);font-size:11px}"
        + ".plan .edge{fill:none;stroke:var(--edge);stroke-width:1.2}.plan .many{stroke-width:2.4}.plan .head{fill:var(--edge)}"
        + ".plan .frame{fill:none;stroke:var(--soft);stroke-dasharray:5 4}"
        + ".plan .rule{stroke:var(--rule)}.plan .none{fill:none;stroke:var(--ink)}.plan .node{stroke-width:1.2}.plan .output{stroke-width:3}"
        + string.Concat(Enumerable.Range(0, 8).Select(i => $".plan .r{i}{{fill:var(--f{i});stroke:var(--s{i})}}"));

    public static string Write(GraphSheet sheet)
    {
        Palette palette = Palette.Of(sheet);
        (GraphDrawing Drawing, LayeredLayout Layout)[] parts = [.. sheet.Drawings.Select(drawing => (drawing, LayeredLayout.Of(drawing.Picture, SizeOf)))];
        bool isRow = parts.Sum(part => WidthOf(part.Drawing, part.Layout)) + (SheetGap * (parts.Length - 1)) <= WidestRow;
        double width = isRow
            ? parts.Sum(part => WidthOf(part.Drawing, part.Layout)) + (SheetGap * (parts.Length - 1))
            : parts.Max(part => WidthOf(part.Drawing, part.Layout));
        double height = isRow
            ? parts.Max(part => part.Layout.Height + TitleHeight)
            : parts.Sum(part => part.Layout.Height + TitleHeight) + (SheetGap * (parts.Length - 1));
        var body = new HtmlWriter();
        double x = 0, y = 0;
        foreach ((GraphDrawing drawing, LayeredLayout layout) in parts)
        {
            if (x + y > 0)
            {
                Rule(body, isRow, isRow ? x - (SheetGap / 2) : y - (SheetGap / 2), isRow ? height : width);
            }

            body.Add($"""<g transform="translate({x} {y})">""");
            Draw(body, drawing, layout, palette);
            body.Add($"</g>\n");
            x += isRow ? WidthOf(drawing, layout) + SheetGap : 0;
            y += isRow ? 0 : layout.Height + TitleHeight + SheetGap;
        }

        height = Legend(body, sheet, palette, width, height);
        string about = string.Join("; ", sheet.Drawings.Select(Summary));
        var svg = new HtmlWriter();
        svg.Add($"""<svg xmlns="http://www.w3.org/2000/svg" class="plan" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-label="{about}">""");
        svg.Add($"\n<title>{about}</title>\n<style>");
        svg.AddMarkup(Css);
        svg.Add($"</style>\n");
        svg.Add($"""<rect class="paper" width="{width}" height="{height}"/>""");
        svg.Add($"\n");
        svg.AddMarkup(body.ToString());
        svg.Add($"</svg>\n");
        return svg.ToString();
    }

    private static string Summary(GraphDrawing drawing)
    {
        string title = drawing.Title.Length == 0 ? "" : drawing.Title + ": ";
        string folded = drawing.DrawnNodeCount == drawing.NodeCount ? "" : $", drawn as {Numbers.Count(drawing.DrawnNodeCount)}";
        return $"{title}{Counted(drawing.NodeCount, "node")}, {Counted(drawing.EdgeCount, "edge")}{folded}";
    }

    private static string Counted(long count, string what) => $"{Numbers.Count(count)} {what}{(count == 1 ? "" : "s")}";

    private static double WidthOf(GraphDrawing drawing, LayeredLayout layout) =>
        Math.Max(layout.Width, Math.Ceiling((TextSize.Of(Summary(drawing)) * 15) + (2 * LayeredLayout.Margin)));

    private static Box SizeOf(DrawnNode node)
    {
        double text = Math.Max(TextSize.Of(Line(node.Label, FontSize)) * FontSize, TextSize.Of(Line(node.Detail, DetailSize)) * DetailSize);
        return new Box(0, 0, Math.Ceiling(Math.Max(72, text + (2 * PadX))) + (node.Count > 1 ? 6 : 0), (node.Detail.Length > 0 ? 2 * LineHeight : LineHeight) + (2 * PadY) + (node.Count > 1 ? 6 : 0));
    }

    private static string Line(string text, double size) => TextSize.Fit(text, MostText * FontSize / size);

    private static void Rule(HtmlWriter svg, bool isRow, double at, double length)
    {
        if (isRow)
        {
            svg.Add($"""<path class="rule" d="M{at} 0V{length}"/>""");
        }
        else
        {
            svg.Add($"""<path class="rule" d="M0 {at}H{length}"/>""");
        }
    }

    private static void Draw(HtmlWriter svg, GraphDrawing drawing, LayeredLayout layout, Palette palette)
    {
        svg.Add($"""<text class="title" x="{LayeredLayout.Margin}" y="24">{Summary(drawing)}</text><g transform="translate({(WidthOf(drawing, layout) - layout.Width) / 2} {TitleHeight})">""");
        foreach ((_, Box box) in layout.Frames)
        {
            svg.Add($"""<rect class="frame" x="{box.X}" y="{box.Y}" width="{box.Width}" height="{box.Height}" rx="8"/>""");
        }

        for (int i = 0; i < layout.Edges.Length; i++)
        {
            Edge(svg, drawing.Picture.Edges[i], layout.Edges[i]);
        }

        foreach ((int frame, Box box) in layout.Frames)
        {
            // On a ground of its own, because edges that enter the frame run behind it.
            string label = TextSize.Fit(drawing.Picture.Frames[frame].Label, (box.Width - 16) / DetailSize);
            svg.Add($"""<rect class="paper" x="{box.X + 5}" y="{box.Y + 4}" width="{(TextSize.Of(label) * DetailSize) + 4}" height="16"/><text class="soft" x="{box.X + 8}" y="{box.Y + 16}">{label}</text>""");
        }

        foreach (DrawnNode node in drawing.Picture.Nodes)
        {
            Node(svg, node, layout.Nodes[node.Index], palette);
        }

        svg.Add($"</g>");
    }

    private static void Edge(HtmlWriter svg, DrawnEdge edge, (double X, double Y)[] points)
    {
        const double head = 7;
        svg.Add($"""<path class="edge{(edge.Count > 1 ? " many" : "")}" d="M{points[0].X} {points[0].Y}""");
        for (int at = 1; at < points.Length; at++)
        {
            (double fromX, double fromY) = points[at - 1];
            (double toX, double toY) = points[at];
            toY -= at == points.Length - 1 ? head : 0;
            double bend = (toY - fromY) / 2;

            // Across a row straight down, so that no node of it is touched; between rows a curve that begins and ends vertically.
            if (at % 2 == 0 || fromX == toX)
            {
                svg.Add($"L{toX} {toY}");
            }
            else
            {
                svg.Add($"C{fromX} {fromY + bend} {toX} {toY - bend} {toX} {toY}");
            }
        }

        (double x, double y) = points[^1];
        svg.AddMarkup("\"/>");
        svg.Add($"""<path class="head" d="M{x - 4} {y - head}H{x + 4}L{x} {y}Z"/>""");
        svg.Add($"\n");
    }

    private static void Node(HtmlWriter svg, DrawnNode node, Box box, Palette palette)
    {
        string name = $"node r{palette.NumberOf(node.Resource)}{(node.IsOutput ? " output" : "")}";
        svg.Add($"<g><title>{node.About}</title>");
        if (node.Count > 1)
        {
            // A sheaf: two sheets look out behind the first.
            box = box with { Width = box.Width - 6, Height = box.Height - 6 };
            for (int behind = 2; behind >= 1; behind--)
            {
                svg.Add($"""<rect class="node r{palette.NumberOf(node.Resource)}" x="{box.X + (3 * behind)}" y="{box.Y + (3 * behind)}" width="{box.Width}" height="{box.Height}" rx="6"/>""");
            }
        }

        svg.Add($"""<rect class="{name}" x="{box.X}" y="{box.Y}" width="{box.Width}" height="{box.Height}" rx="6"/>""");
        double y = box.Y + PadY + 13;
        svg.Add($"""<text x="{box.CentreX}" y="{y}" text-anchor="middle">{Line(node.Label, FontSize)}</text>""");
        if (node.Detail.Length > 0)
        {
            svg.Add($"""<text class="detail" x="{box.CentreX}" y="{y + LineHeight - 1}" text-anchor="middle">{Line(node.Detail, DetailSize)}</text>""");
        }

        svg.Add($"</g>\n");
    }

    private static double Legend(HtmlWriter svg, GraphSheet sheet, Palette palette, double width, double height)
    {
        double x = LayeredLayout.Margin, y = height + 4;
        void Add(string shape, string text)
        {
            double wide = 24 + (TextSize.Of(text) * DetailSize) + 14;
            if (x + wide > width && x > LayeredLayout.Margin)
            {
                (x, y) = (LayeredLayout.Margin, y + LegendRow);
            }

            svg.Add($"""<rect class="node {shape}" x="{x}" y="{y}" width="18" height="12" rx="3"/><text class="soft" x="{x + 24}" y="{y + 10}">{text}</text>""");
            x += wide;
        }

        foreach (Resource resource in palette.Resources)
        {
            Add($"r{palette.NumberOf(resource)}", TextSize.Fit(resource.Name, MostText));
        }

        if (sheet.Drawings.Any(drawing => drawing.Picture.Nodes.Any(node => node.IsOutput)))
        {
            Add("output none", "requested");
        }

        if (sheet.Drawings.Any(drawing => drawing.Picture.Frames.Length > 0))
        {
            Add("frame", "planned batch");
        }

        return y + LegendRow;
    }
}
