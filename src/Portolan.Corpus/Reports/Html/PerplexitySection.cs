using System.Globalization;

namespace Portolan.Corpus.Reports.Html;

/// <summary>The report's part on language models: for each language a chart, and documents of each bucket to read.</summary>
internal static class PerplexitySection
{
    // Charts that are shown; the other languages have a line in a table.
    private const int ShownCharts = 8;

    private static readonly string[] Order = ["head", "middle", "tail", "all"];

    public static void Add(HtmlWriter html, Manifest manifest)
    {
        if (manifest.Perplexity is not { Languages.Count: > 0 } perplexity)
        {
            return;
        }

        string unit = perplexity.Unit == "paragraph" ? "each line is a sentence to the model" : "the whole document is one sentence to the model, as in CCNet";
        string origin = perplexity.Cutoffs == "from-crawl" ? "the cut-offs part the documents of this build" : $"the cut-offs are those of {perplexity.Cutoffs}";
        html.Add($"""
            <section id="perplexity">
            <h2>Perplexity</h2>
            <p class="soft">How much a document surprises its language's model: the lower, the more it reads like the text that the model was trained on. The axis is logarithmic; {unit}; {origin}.</p>
            <div class="grid two">

            """);
        foreach (LanguagePerplexity language in perplexity.Languages.Take(ShownCharts))
        {
            html.Add($"<div class=\"card\"><h3>{language.Language} <span class=\"soft\">{language.Documents} documents, median {language.Median}</span></h3>\n<p class=\"soft\">");
            Legend(html, manifest, language);
            html.Add($"</p>\n");
            html.AddMarkup(PerplexityChart.Render(language));
            html.Add($"</div>\n");
        }

        html.Add($"</div>\n");
        Rest(html, perplexity);
        Samples(html, perplexity);
        html.Add($"</section>\n");
    }

    private static void Legend(HtmlWriter html, Manifest manifest, LanguagePerplexity language)
    {
        if (language is not { Head: { } head, Tail: { } tail })
        {
            html.Add($"no cut-off: all documents are in one bucket");
            return;
        }

        Entry("head", "var(--sea)", "below " + Number(head));
        Entry("middle", "var(--kept)", "");
        Entry("tail", "var(--drop)", "from " + Number(tail));

        void Entry(string bucket, string color, string range)
        {
            long documents = manifest.Languages.Where(l => l.Language == language.Language && l.Bucket == bucket).Sum(l => l.Documents);
            html.Add($"<span class=\"item\"><span class=\"key\" style=\"background:");
            html.AddMarkup(color);
            html.Add($"\"></span>{bucket} {range} ({documents})</span> ");
        }
    }

    private static void Rest(HtmlWriter html, PerplexitySummary perplexity)
    {
        if (perplexity.Languages.Count <= ShownCharts)
        {
            return;
        }

        html.Add($"<details class=\"card scroll\" style=\"margin-top:16px\"><summary>{perplexity.Languages.Count - ShownCharts} more languages</summary><table>\n<thead><tr><th>Language</th><th>Documents</th><th>Median</th><th>head below</th><th>tail from</th></tr></thead>\n<tbody>\n");
        foreach (LanguagePerplexity language in perplexity.Languages.Skip(ShownCharts))
        {
            html.Add($"<tr><td>{language.Language}</td><td>{language.Documents}</td><td>{language.Median}</td><td>{Number(language.Head)}</td><td>{Number(language.Tail)}</td></tr>\n");
        }

        html.Add($"</tbody>\n</table></details>\n");
    }

    private static void Samples(HtmlWriter html, PerplexitySummary perplexity)
    {
        string open = " open=\"\"";
        foreach (string language in perplexity.Languages.Select(l => l.Language).Take(ShownCharts))
        {
            List<BucketSample> samples = [.. perplexity.Samples.Where(s => s.Language == language)];
            if (samples.Count == 0)
            {
                continue;
            }

            html.Add($"<details class=\"card\"");
            html.AddMarkup(open);
            open = "";
            html.Add($"><summary>What the buckets of <b>{language}</b> look like <span class=\"soft\">a few documents of each, chosen by the hash of their address</span></summary>\n");
            foreach (string bucket in Order)
            {
                foreach (BucketSample sample in samples.Where(s => s.Bucket == bucket))
                {
                    html.Add($"<blockquote class=\"{bucket}\"><p dir=\"auto\">{sample.Excerpt}</p><cite><b>{bucket}</b> · perplexity {Number(sample.Perplexity)} · {sample.Url}</cite></blockquote>\n");
                }
            }

            html.Add($"</details>\n");
        }
    }

    private static string Number(double? value) => value is { } number ? number.ToString(number < 1e15 ? "0.0" : "0.0e+0", CultureInfo.InvariantCulture) : "–";
}
