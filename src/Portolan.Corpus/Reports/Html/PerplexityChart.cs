using System.Globalization;

namespace Portolan.Corpus.Reports.Html;

/// <summary>One language's perplexities as inline SVG: documents by perplexity on a logarithmic axis, coloured by bucket, with the cut-offs as lines.</summary>
internal static class PerplexityChart
{
    private const double Width = 400, Height = 150, Bottom = 124, Top = 10, Left = 18;

    // Ten decades; what lies beyond is drawn in the last bar.
    private const int MaxBars = 10 * LanguagePerplexity.BinsPerDecade;

    // Room for a label of five digits at the report's smallest size on a phone.
    private const double LabelSpace = 44;

    public static string Render(LanguagePerplexity language)
    {
        long[] bars = [.. language.Bins.Take(MaxBars)];
        if (bars.Length == 0)
        {
            return "";
        }

        bars[^1] += language.Bins.Skip(MaxBars).Sum();

        // An empty bar on each side: a single bar would fill the picture.
        int first = language.FirstBin - 1, last = language.FirstBin + bars.Length;
        var axis = new Axis(first, (Width - 2 * Left) / (last - first + 1));
        double scale = (Bottom - Top) / Math.Max(1, bars.Max());
        var html = new HtmlWriter();
        html.Add($"""<svg class="chart" viewBox="0 0 {Width} {Height}" role="img" aria-label="Documents by perplexity"><title>Documents by perplexity</title>""");
        for (int i = 0; i < bars.Length; i++)
        {
            if (bars[i] > 0)
            {
                Bar(html, language, axis, language.FirstBin + i, bars[i], bars[i] * scale);
            }
        }

        foreach (double cutoff in new[] { language.Head, language.Tail }.OfType<double>().Distinct())
        {
            double x = axis.X(cutoff);
            if (x is >= Left and <= Width - Left)
            {
                html.Add($"""<line class="cut" x1="{x}" x2="{x}" y1="{Top - 6}" y2="{Bottom}"/>""");
            }
        }

        html.Add($"""<line class="axis" x1="{Left}" x2="{Width - Left}" y1="{Bottom}" y2="{Bottom}"/>""");
        Ticks(html, axis);
        html.Add($"</svg>");
        return html.ToString();
    }

    // A bar through which a cut-off goes has a part on each side.
    private static void Bar(HtmlWriter html, LanguagePerplexity language, Axis axis, int bin, long count, double height)
    {
        double left = axis.XOfBin(bin), right = axis.XOfBin(bin + 1);
        string title = string.Create(CultureInfo.InvariantCulture, $"{Axis.PerplexityOf(bin):0.#} to {Axis.PerplexityOf(bin + 1):0.#}: {Numbers.Count(count)} documents");
        double head = language.Head is { } h ? Math.Clamp(axis.X(h), left, right) : left;
        double tail = language.Tail is { } t ? Math.Clamp(axis.X(t), head, right) : left;
        Part("head", left, head);
        Part("middle", head, tail);
        Part(language.Tail is null ? "unsorted" : "tail", tail, right);

        void Part(string kind, double from, double to)
        {
            if (to > from)
            {
                html.Add($"""<rect class="{kind}" x="{from}" y="{Bottom - height}" width="{to - from}" height="{height}"><title>{title}</title></rect>""");
            }
        }
    }

    private static void Ticks(HtmlWriter html, Axis axis)
    {
        double free = 0;
        for (int decade = 0; decade < 309; decade++)
        {
            foreach (int digit in (ReadOnlySpan<int>)[1, 2, 5])
            {
                double value = digit * Math.Pow(10, decade), x = axis.X(value);
                if (x > Width - Left)
                {
                    return;
                }

                if (x >= Left && x >= free)
                {
                    html.Add($"""<text class="tick" x="{x}" y="{Bottom + 16}" text-anchor="middle">{Short(value)}</text>""");
                    free = x + LabelSpace;
                }
            }
        }
    }

    private static string Short(double value) => value switch
    {
        < 10_000 => Numbers.Count((long)value),
        < 1e6 => Numbers.Count((long)(value / 1e3)) + "k",
        < 1e9 => Numbers.Count((long)(value / 1e6)) + "M",
        _ => value.ToString("0e+0", CultureInfo.InvariantCulture),
    };

    private readonly record struct Axis(int FirstBin, double Step)
    {
        public static double PerplexityOf(int bin) => Math.Pow(10, (double)bin / LanguagePerplexity.BinsPerDecade);

        public double XOfBin(int bin) => Left + (bin - FirstBin) * Step;

        public double X(double perplexity) => Left + (LanguagePerplexity.BinsPerDecade * Math.Log10(Math.Max(perplexity, 1)) - FirstBin) * Step;
    }
}
