namespace Portolan.Corpus.Reports.Html;

/// <summary>Document lengths as read and as written, as inline SVG with a logarithmic axis.</summary>
internal static class LengthChart
{
    private const double Width = 400, Height = 170, Bottom = 140, Top = 14, Left = 18;

    public static string Render(LengthHistogram lengths)
    {
        // Bin 0 is the empty texts; they would stretch the axis, and the flow counts them.
        int first = Array.FindIndex(lengths.Read, 1, n => n > 0), last = Array.FindLastIndex(lengths.Read, n => n > 0);
        if (first < 0)
        {
            return "";
        }

        double step = (Width - 2 * Left) / (last - first + 1);
        double scale = (Bottom - Top) / Math.Max(1, lengths.Read.Concat(lengths.Written).Max());
        var html = new HtmlWriter();
        html.Add($"""<svg class="chart" viewBox="0 0 {Width} {Height}" role="img" aria-label="Document lengths in code points"><title>Document lengths in code points</title>""");
        for (int bin = first; bin <= last; bin++)
        {
            double x = Left + (bin - first) * step;
            long low = bin == 0 ? 0 : 1L << (bin - 1), high = (1L << bin) - 1;
            Bar(html, "read", x + step * 0.08, step * 0.4, lengths.Read[bin] * scale, $"{Numbers.Count(low)}–{Numbers.Count(high)} code points: {Numbers.Count(lengths.Read[bin])} read");
            Bar(html, "written", x + step * 0.52, step * 0.4, lengths.Written[bin] * scale, $"{Numbers.Count(low)}–{Numbers.Count(high)} code points: {Numbers.Count(lengths.Written[bin])} written");
            html.Add($"""<text class="tick" x="{x}" y="{Bottom + 14}" text-anchor="middle">{Short(low)}</text>""");
        }

        html.Add($"""<text class="tick" x="{Width - Left}" y="{Bottom + 14}" text-anchor="middle">{Short(1L << last)}</text>""");
        html.Add($"""<line class="axis" x1="{Left}" x2="{Width - Left}" y1="{Bottom}" y2="{Bottom}"/></svg>""");
        return html.ToString();
    }

    private static void Bar(HtmlWriter html, string kind, double x, double width, double height, string title) =>
        html.Add($"""<rect class="{kind}" x="{x}" y="{Bottom - height}" width="{width}" height="{height}"><title>{title}</title></rect>""");

    private static string Short(long value) => value switch
    {
        < 1024 => Numbers.Count(value),
        < 1 << 20 => Numbers.Count(value >> 10) + "k",
        _ => Numbers.Count(value >> 20) + "M",
    };
}
