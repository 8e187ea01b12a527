namespace Portolan.Graph.Reports.Html;

/// <summary>How many batches had which size, as inline SVG.</summary>
internal static class BatchSizeChart
{
    private const double Width = 400, Height = 120, Bottom = 96, Top = 18, Left = 8;

    // So many numbers have room below the bars.
    private const int Labels = 9;

    public static string Render(BatchReport batches)
    {
        int count = batches.Sizes.Count;
        double step = (Width - (2 * Left)) / Math.Max(count, 4), most = batches.Sizes.Max(size => size.Batches);
        var html = new HtmlWriter();
        html.Add($"""<svg class="sizes" viewBox="0 0 {Width} {Height}" role="img" aria-label="Batches by size"><title>Batches by size</title>""");
        for (int i = 0; i < count; i++)
        {
            BatchSizeCount size = batches.Sizes[i];
            string sizes = size.From == size.To ? Numbers.Count(size.From) : $"{Numbers.Count(size.From)}–{Numbers.Count(size.To)}";
            double height = Math.Max(1, (Bottom - Top) * size.Batches / most), x = Left + (i * step);
            html.Add($"""<rect x="{x + (step * 0.1)}" y="{Bottom - height}" width="{step * 0.8}" height="{height}"><title>{size.Batches} batches of {sizes}</title></rect>""");
            if (count <= Labels || i == 0 || i == count - 1 || i % ((count / Labels) + 1) == 0 && i < count - 2)
            {
                html.Add($"""<text x="{x + (step / 2)}" y="{Bottom + 14}" text-anchor="middle">{sizes}</text>""");
            }

            if (count <= Labels)
            {
                html.Add($"""<text x="{x + (step / 2)}" y="{Bottom - height - 4}" text-anchor="middle">{size.Batches}</text>""");
            }
        }

        html.Add($"</svg>\n");
        return html.ToString();
    }
}
