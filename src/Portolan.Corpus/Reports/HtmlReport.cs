using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports.Html;
using Portolan.Corpus.Stages;
using Portolan.Storage;

namespace Portolan.Corpus.Reports;

/// <summary>The report of a build for people: one self-contained HTML file without scripts, made from the manifest alone.</summary>
public static class HtmlReport
{
    /// <summary>Its name in the output directory.</summary>
    public const string FileName = "report.html";

    // What a table shows before the rest is folded away.
    private const int ShownRows = 16;

    // A crawl may have 90,000 input files; the manifest has them all.
    private const int ListedRows = 200;

    /// <summary>Renders and writes the report, complete or not at all.</summary>
    /// <param name="directory">The output directory.</param>
    /// <param name="manifest">What to show.</param>
    /// <returns>The path.</returns>
    public static string Write(string directory, Manifest manifest)
    {
        string path = Path.Combine(directory, FileName);
        AtomicFile.WriteAllText(path, Render(manifest));
        return path;
    }

    /// <summary>Renders the report.</summary>
    /// <param name="manifest">What to show.</param>
    /// <returns>A complete HTML document.</returns>
    public static string Render(Manifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var html = new HtmlWriter();
        html.Add($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Corpus report: {manifest.Recipe}</title>
            <style>

            """);
        html.AddMarkup(ReportStyle.Css);
        html.Add($"\n</style>\n</head>\n<body>\n<main>\n");
        Head(html, manifest);
        Flow(html, manifest);
        Languages(html, manifest);
        PerplexitySection.Add(html, manifest);
        Lengths(html, manifest);
        Dropped(html, manifest);
        RemovedLines(html, manifest);
        Rejected(html, manifest);
        Files(html, manifest);
        html.Add($"</main>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void Head(HtmlWriter html, Manifest manifest)
    {
        StageCounts first = manifest.Stages[0], last = manifest.Stages[^1];
        RunSummary run = manifest.Run;
        html.Add($"""
            <header>
            <h1>What became of {Numbers.Count(first.DocumentsIn)} documents</h1>
            <p class="soft">Recipe <b>{manifest.Recipe}</b> · {manifest.Inputs.Count} input files · {run.StartedUtc} · Portolan {run.Version}</p>
            </header>
            <div class="figures">

            """);
        Figure(html, Numbers.Count(last.DocumentsOut), $"documents kept ({Numbers.Share(last.DocumentsOut, first.DocumentsIn)})");
        Figure(html, ByteSize.Format(last.BytesOut), $"of text, of {ByteSize.Format(first.BytesIn)} read ({Numbers.Share(last.BytesOut, first.BytesIn)})");
        Figure(html, Numbers.Count(manifest.Languages.Select(l => l.Language).Distinct(StringComparer.Ordinal).Count()), "languages");
        Figure(html, Numbers.Seconds(run.Seconds), $"with {run.Workers} {(run.Workers == 1 ? "worker" : "workers")}, {Numbers.Rate(first.BytesIn, run.Seconds)}");
        Figure(html, ByteSize.Format(run.PeakMemoryBytes), "of memory at most");
        html.Add($"</div>\n");
    }

    private static void Figure(HtmlWriter html, string value, string caption) =>
        html.Add($"<div class=\"card figure\"><b>{value}</b><span class=\"soft\">{caption}</span></div>\n");

    private static void Flow(HtmlWriter html, Manifest manifest)
    {
        html.Add($"""
            <section id="flow">
            <h2>The flow</h2>
            <p class="soft">What stays falls straight down; what goes bends to the right, with its reason. What enters a stage equals what leaves it plus what it drops.</p>
            <div class="grid two">
            <div class="card"><h3>Documents</h3>
            """);
        html.AddMarkup(SankeyDiagram.Documents(manifest.Stages));
        html.Add($"</div>\n<div class=\"card\"><h3>{SankeyDiagram.BytesOfWhat(manifest.Stages)}</h3>");
        html.AddMarkup(SankeyDiagram.Bytes(manifest.Stages));
        html.Add($"""
            </div>
            </div>
            <div class="card scroll" style="margin-top:16px">
            <table>
            <thead><tr><th>Stage</th><th>Documents in</th><th>dropped</th><th>out</th><th>Text in</th><th>out</th><th>Lines removed</th><th>Work</th><th>Rate</th></tr></thead>
            <tbody>

            """);
        foreach (StageCounts stage in manifest.Stages)
        {
            html.Add($"<tr><td>{stage.Stage}</td><td>{stage.DocumentsIn}</td><td>{stage.DocumentsIn - stage.DocumentsOut}</td><td>{stage.DocumentsOut}</td><td>{ByteSize.Format(stage.BytesIn)}</td><td>{ByteSize.Format(stage.BytesOut)}</td><td>{stage.LinesRemoved}</td><td>{Numbers.Seconds(stage.Seconds)}</td><td>{Numbers.Rate(stage.BytesIn, stage.Seconds)}</td></tr>\n");
        }

        html.Add($"""
            </tbody>
            </table>
            </div>
            <p class="note">Work is the time spent in a stage, summed over workers; the rate is text entering it per second of work, on one core. {(long)manifest.Run.AllocatedBytesPerDocument} bytes of managed memory were allocated for each document read.</p>
            </section>

            """);
    }

    private static void Languages(HtmlWriter html, Manifest manifest)
    {
        if (manifest.Languages.Count == 0)
        {
            html.Add($"<section id=\"languages\"><h2>Languages</h2><p>No document was kept.</p></section>\n");
            return;
        }

        long largest = manifest.Languages.Max(l => l.Bytes), all = manifest.Languages.Sum(l => l.Bytes);
        html.Add($"<section id=\"languages\">\n<h2>Languages</h2>\n<div class=\"card scroll\">\n");
        LanguageTable(html, manifest.Languages.Take(ShownRows), largest, all);
        if (manifest.Languages.Count > ShownRows)
        {
            html.Add($"<details><summary>{manifest.Languages.Count - ShownRows} more</summary>\n");
            LanguageTable(html, manifest.Languages.Skip(ShownRows), largest, all);
            html.Add($"</details>\n");
        }

        html.Add($"</div>\n");
        if (manifest.Perplexity is null && manifest.Languages.All(l => l.Bucket == "all"))
        {
            html.Add($"<p class=\"note\">No language models were given, so that no perplexity was scored: every document is in the bucket all.</p>\n");
        }

        html.Add($"</section>\n");
    }

    private static void LanguageTable(HtmlWriter html, IEnumerable<LanguageSummary> languages, long largest, long all)
    {
        html.Add($"<table>\n<thead><tr><th>Language</th><th style=\"width:45%\"></th><th>Documents</th><th>Text</th><th>Share</th></tr></thead>\n<tbody>\n");
        foreach (LanguageSummary language in languages)
        {
            string name = language.Bucket == Internals.Buckets.All ? language.Language : $"{language.Language} {language.Bucket}";
            html.Add($"<tr><td>{name}</td><td><div class=\"meter\"><i style=\"width:{100.0 * language.Bytes / Math.Max(1, largest)}%\"></i></div></td><td>{language.Documents}</td><td>{ByteSize.Format(language.Bytes)}</td><td>{Numbers.Share(language.Bytes, all)}</td></tr>\n");
        }

        html.Add($"</tbody>\n</table>\n");
    }

    private static void Lengths(HtmlWriter html, Manifest manifest)
    {
        html.Add($"""
            <section id="lengths">
            <h2>Document lengths</h2>
            <div class="card">
            <p class="soft"><span class="key" style="background:var(--drop)"></span>read <span class="key" style="background:var(--sea);margin-left:1em"></span>written, in code points; each pair of bars spans a factor of two, from the length below its left edge.</p>
            """);
        html.AddMarkup(LengthChart.Render(manifest.Lengths));
        html.Add($"</div>\n</section>\n");
    }

    private static void Dropped(HtmlWriter html, Manifest manifest)
    {
        if (manifest.Samples.Count == 0)
        {
            return;
        }

        html.Add($"<section id=\"dropped\">\n<h2>What was dropped</h2>\n<p class=\"soft\">A few documents for each reason, chosen by the hash of their address.</p>\n");
        string open = " open=\"\"";
        foreach (StageCounts stage in manifest.Stages)
        {
            foreach ((string reason, DropCount count) in stage.Dropped)
            {
                // The first stands open, so that nobody has to find out that there is something inside.
                html.Add($"<details class=\"card\"");
                html.AddMarkup(open);
                open = "";
                html.Add($"><summary><b>{stage.Stage}</b>: {reason} <span class=\"soft\">{count.Documents} documents, {ByteSize.Format(count.Bytes)}</span></summary>\n");
                foreach (Sample sample in manifest.Samples.Where(s => s.Stage == stage.Stage && s.Reason == reason))
                {
                    html.Add($"<blockquote><p dir=\"auto\">{sample.Excerpt}</p><cite>{sample.Url}</cite></blockquote>\n");
                }

                html.Add($"</details>\n");
            }
        }

        html.Add($"</section>\n");
    }

    private static void RemovedLines(HtmlWriter html, Manifest manifest)
    {
        if (manifest.RemovedLines.Count == 0)
        {
            return;
        }

        html.Add($"<section id=\"lines\">\n<h2>Lines removed most often</h2>\n<p class=\"soft\">Navigation, notices and footers that many documents share. Counts are lower bounds.</p>\n<div class=\"card scroll\"><table>\n<thead><tr><th>Line</th><th>Times</th></tr></thead>\n<tbody>\n");
        foreach (RemovedLine line in manifest.RemovedLines)
        {
            html.Add($"<tr><td class=\"text\" dir=\"auto\">{line.Text}</td><td>{line.Count}</td></tr>\n");
        }

        html.Add($"</tbody>\n</table></div>\n</section>\n");
    }

    private static void Rejected(HtmlWriter html, Manifest manifest)
    {
        if (manifest.Rejected.Count == 0)
        {
            return;
        }

        html.Add($"<section id=\"rejected\">\n<h2>What could not be read</h2>\n<div class=\"card scroll\"><table>\n<thead><tr><th>File</th><th>Byte</th><th style=\"text-align:left\">Reason</th></tr></thead>\n<tbody>\n");
        foreach (Rejection rejection in manifest.Rejected.Take(ListedRows))
        {
            html.Add($"<tr><td class=\"text\">{rejection.File}</td><td>{rejection.Offset}</td><td class=\"text\">{rejection.Reason}</td></tr>\n");
        }

        html.Add($"</tbody>\n</table></div>\n");
        Rest(html, manifest.Rejected.Count);
        html.Add($"</section>\n");
    }

    private static void Files(HtmlWriter html, Manifest manifest)
    {
        html.Add($"<section id=\"files\">\n<h2>Files and recipe</h2>\n<details class=\"card scroll\"><summary>{manifest.Outputs.Count} output files</summary><table>\n<thead><tr><th>File</th><th>Documents</th><th>Size</th></tr></thead>\n<tbody>\n");
        foreach (OutputSummary output in manifest.Outputs.Take(ListedRows))
        {
            html.Add($"<tr><td>{output.Name}</td><td>{output.Documents}</td><td>{ByteSize.Format(output.Bytes)}</td></tr>\n");
        }

        html.Add($"</tbody>\n</table></details>\n");
        Rest(html, manifest.Outputs.Count);
        html.Add($"<details class=\"card scroll\"><summary>{manifest.Inputs.Count} input files</summary><table>\n<thead><tr><th>File</th><th>Records</th><th>Size</th><th>SHA-256</th></tr></thead>\n<tbody>\n");
        foreach (InputSummary input in manifest.Inputs.Take(ListedRows))
        {
            html.Add($"<tr><td class=\"text\">{input.Name}</td><td>{input.Records}</td><td>{ByteSize.Format(input.Bytes)}</td><td>{input.Sha256[..Math.Min(12, input.Sha256.Length)]}…</td></tr>\n");
        }

        html.Add($"</tbody>\n</table></details>\n");
        Rest(html, manifest.Inputs.Count);
        html.Add($"<details><summary>The recipe as run</summary><pre>{manifest.RecipeText}</pre></details>\n<p class=\"note\">The same numbers are in {ManifestFile.FileName}.</p>\n</section>\n");
    }

    private static void Rest(HtmlWriter html, int count)
    {
        if (count > ListedRows)
        {
            html.Add($"<p class=\"note\">{count - ListedRows} more are in {ManifestFile.FileName}.</p>\n");
        }
    }
}
