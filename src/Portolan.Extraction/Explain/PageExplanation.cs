using System.Globalization;
using Portolan.Extraction.Blocks;
using Portolan.Extraction.Extractors;
using Portolan.Extraction.Html;
using Portolan.Extraction.Pages;

namespace Portolan.Extraction.Explain;

/// <summary>Shows what an extractor did to a page: a self-contained HTML file with every block in order, kept or dropped, and why.</summary>
/// <remarks>The file has no script and loads nothing; whatever the page holds is shown as text.</remarks>
public static class PageExplanation
{
    // A block longer than this is shown in part: nobody reads more of it to see why it was kept.
    private const int MaxShown = 4000;

    /// <summary>Writes the view of the page that was extracted last.</summary>
    /// <param name="output">Receives the HTML.</param>
    /// <param name="source">What the page is called, such as its path.</param>
    /// <param name="extractorName">The extractor's name.</param>
    /// <param name="extractor">What extracted it.</param>
    /// <param name="page">What it returned.</param>
    public static void Write(TextWriter output, string source, string extractorName, PageExtractor extractor, ExtractedPage page)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(extractor);
        ArgumentNullException.ThrowIfNull(page);
        var html = new ExplanationWriter(output);
        html.Raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>");
        html.Text(source);
        html.Raw(" – what was kept</title>\n<style>");
        html.Raw(ExplanationStyle.Sheet);
        html.Raw("</style>\n</head>\n<body>\n");
        WriteHeader(html, source, extractorName, page);
        WriteBlocks(html, extractor.Blocks, extractor.Verdicts, page.Metadata.Language);
        html.Raw("</body>\n</html>\n");
    }

    private static void WriteHeader(ExplanationWriter html, string source, string extractorName, ExtractedPage page)
    {
        PageMetadata metadata = page.Metadata;
        html.Raw("<header>\n<h1 dir=\"auto\">");
        html.Text(metadata.Title ?? source);
        html.Raw("</h1>\n<dl>\n");
        ReadOnlySpan<(string Name, string? Value)> rows =
        [
            ("page", source), ("extractor", extractorName), ("rejected", page.Rejection), ("character set", page.Charset), ("author", metadata.Author), ("date", metadata.Date),
            ("language", metadata.Language), ("site", metadata.SiteName), ("canonical address", metadata.CanonicalUrl), ("description", metadata.Description),
        ];
        foreach ((string name, string? value) in rows)
        {
            if (!string.IsNullOrEmpty(value))
            {
                html.Raw($"<div><dt>{name}</dt><dd dir=\"auto\">");
                html.Text(value);
                html.Raw("</dd></div>\n");
            }
        }

        html.Raw("</dl>\n</header>\n");
    }

    private static void WriteBlocks(ExplanationWriter html, BlockList blocks, ReadOnlySpan<BlockVerdict> verdicts, string? language)
    {
        Span<int> counts = stackalloc int[3];
        Span<long> lengths = stackalloc long[3];
        for (int i = 0; i < blocks.Count; i++)
        {
            counts[(int)verdicts[i].Decision]++;
            lengths[(int)verdicts[i].Decision] += blocks[i].TextLength;
        }

        html.Raw("<main>\n<fieldset class=\"filter\"><legend>Show</legend>\n");
        foreach (BlockDecision decision in (ReadOnlySpan<BlockDecision>)[BlockDecision.Keep, BlockDecision.Drop, BlockDecision.Comment])
        {
            (string style, string label) = NameOf(decision);
            string plural = decision == BlockDecision.Comment ? "comments" : label;
            html.Raw(string.Create(CultureInfo.InvariantCulture, $"<label class=\"{style}\"><input type=\"checkbox\" id=\"show-{style}\" checked> {plural}: {counts[(int)decision]} blocks, {lengths[(int)decision]} characters</label>\n"));
        }

        html.Raw("</fieldset>\n<ol");
        if (language is not null && language.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            html.Raw($" lang=\"{language}\"");
        }

        html.Raw(">\n");
        for (int i = 0; i < blocks.Count; i++)
        {
            WriteBlock(html, blocks, i, verdicts[i]);
        }

        html.Raw("</ol>\n</main>\n");
    }

    private static void WriteBlock(ExplanationWriter html, BlockList blocks, int index, BlockVerdict verdict)
    {
        TextBlock block = blocks[index];
        (string style, string label) = NameOf(verdict.Decision);
        float score = float.IsFinite(verdict.Score) ? Math.Clamp(verdict.Score, 0, 1) : 0;
        html.Raw($"<li class=\"{style}\"><p class=\"why\" lang=\"en\"><b>{label}</b> <span class=\"reason\">");
        html.Text(verdict.Reason);
        html.Raw(string.Create(
            CultureInfo.InvariantCulture,
            $"</span> <span class=\"score\" title=\"score\"><i style=\"width:{score * 100:0}%\"></i></span><span>score {score:0.00}</span> <span>{block.LinkLength * 100L / Math.Max(1, block.TextLength)}% in links</span> <span>{Describe(block)}</span> <span>{block.TextLength} characters</span> <code>"));
        TagPath.Write(blocks.Document, block.Container, html);
        html.Raw("</code></p><div class=\"text\" dir=\"auto\">");
        ReadOnlySpan<char> text = blocks.Text(index);
        int shown = Math.Min(text.Length, MaxShown);
        html.Text(text[..shown]);
        html.Raw(shown < text.Length ? string.Create(CultureInfo.InvariantCulture, $" <i class=\"more\" lang=\"en\">… {text.Length - shown} more characters</i></div></li>\n") : "</div></li>\n");
    }

    private static (string Style, string Label) NameOf(BlockDecision decision) => decision switch
    {
        BlockDecision.Keep => ("keep", "kept"),
        BlockDecision.Comment => ("comment", "comment"),
        _ => ("drop", "dropped"),
    };

    private static string Describe(TextBlock block) => block.Kind switch
    {
        BlockKind.Heading => string.Create(CultureInfo.InvariantCulture, $"heading {block.Level}"),
        BlockKind.ListItem => "list item",
        BlockKind.Quote => "quotation",
        BlockKind.Code => "code",
        BlockKind.TableCell => "table cell",
        BlockKind.Caption => "caption",
        _ => "paragraph",
    };
}
