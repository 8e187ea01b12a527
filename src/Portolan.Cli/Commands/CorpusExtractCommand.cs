using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Extraction;
using Portolan.Storage;
using Portolan.Storage.Compression;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan corpus extract</c>: pages to their main text and metadata.</summary>
internal sealed class CorpusExtractCommand : Verb
{
    // A page lies in one window of its source, and one byte more.
    private const int MaxPage = ByteSource.MaxWindow - 1;

    private readonly Argument<string[]> paths = new("path")
    {
        Description = "Pages: files of any name, directories with .html, .htm and .xhtml below them (plain, .gz or .zst), or - for standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Setting<string?> url = Setting.Text("--url", "address", "Where the page came from: makes its links absolute and helps to date it. For a single page.");
    private readonly Setting<string> extractor = Setting.Choice(
        "--extractor", "How the main text is found: precise is Portolan's own, justext the published algorithm that The Pile used, everything keeps all visible text as WET files do.", ["precise", "justext", "everything"], "precise");

    private readonly Setting<string> format = Setting.Choice("--format", "Plain text, a line a paragraph; or Markdown with headings, lists, tables, links and code.", ["text", "markdown"], "text");
    private readonly Setting<bool> comments = Setting.Flag("--comments", "Give readers' comments too, apart from the text.");
    private readonly Setting<string?> charset = Setting.Text("--charset", "name", "The pages' character set, such as windows-1252, whatever they say; found out when left out.");
    private readonly Setting<string?> explain = Setting.Text(
        "--explain", "path", "Write a view of each page's blocks, kept and dropped, with reasons: an HTML file for one page, a directory of them for several.");

    private readonly Setting<long> maxBytes = Setting.Bytes("--max-bytes", "The largest page that is read; larger ones are rejected.", 32 << 20, 1);
    private readonly Setting<int> workers = Setting.Integer("--workers", "count", "Pages worked on at once; the result is the same for any number.", Environment.ProcessorCount, 1, 1024, "one a processor");

    public CorpusExtractCommand()
        : base("extract", "Extracts the main text of web pages.")
    {
        Add(paths);
        Add(url);
        Add(extractor);
        Add(format);
        Add(comments);
        Add(charset);
        Add(explain);
        Add(maxBytes);
        Add(workers);
    }

    public override string Details =>
        "One page is printed as it is; of several each has a line '==> path <==' above it. With --json there is a line a page, with what the page "
        + "says of itself: title, author, date and so on. A page without text is listed with its reason, and the exit code is then 1. "
        + "Archives of pages (WARC) are read by 'corpus build'.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("The article of a page, as Markdown with absolute links", "portolan corpus extract article.html --url https://example.org/a/article.html --format markdown"),
        new("Every page below a directory, as JSON Lines", "portolan corpus extract pages/ --json > pages.jsonl"),
        new("What was dropped from a page, and why?", "portolan corpus extract article.html --explain article.explain.html"),
        new("A page from the network", "curl -s https://example.org/ | portolan corpus extract - --url https://example.org/"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("document", ["path", "url", "title", "author", "date", "description", "language", "site_name", "canonical_url", "charset", "text", "comments"], "for each page with text; what the page does not say is null, `comments` is there with `--comments`"),
        new("rejected", ["path", "reason"], "for each page without text"),
        new("summary", ["pages", "documents", "rejected", "bytes", "characters", "seconds"], "at the end; `bytes` of pages, `characters` of text"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context) => Task.FromResult(Run(context));

    private ExitCode Run(CommandContext context)
    {
        List<string> pages = PageFiles.Of(context.Value(paths));
        if (context.Value(url) is not null && pages.Count > 1)
        {
            throw new UsageException($"--url is the address of one page, but there are {pages.Count}", "leave it out, or extract one page at a time");
        }

        List<string?> explanations = PageExplanationPaths.Of(context.Value(explain), pages);
        PageReading reading = Prepare(context);
        var totals = new Totals();
        long started = context.Time.GetTimestamp();
        using (ProgressBar progress = context.Output.StartProgress("extracting", pages.Count, ProgressUnit.Items))
        {
            // A window of pages is read at once and printed in order, so memory does not grow with their number.
            var window = new Queue<Task<PageOutcome>>();
            int next = 0;
            while (next < pages.Count || window.Count > 0)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                while (next < pages.Count && window.Count < context.Value(workers))
                {
                    (string page, string? explanation) = (pages[next], explanations[next]);
                    window.Enqueue(Task.Run(() => reading.Read(page, explanation)));
                    next++;
                }

                Write(context, window.Dequeue().GetAwaiter().GetResult(), pages.Count > 1, ref totals);
                progress.Report(totals.Pages);
            }
        }

        if (context.Output.IsJson)
        {
            Utf8JsonWriter summary = context.Output.Json.BeginSummary();
            summary.WriteNumber("pages"u8, totals.Pages);
            summary.WriteNumber("documents"u8, totals.Pages - totals.Rejected);
            summary.WriteNumber("rejected"u8, totals.Rejected);
            summary.WriteNumber("bytes"u8, totals.Bytes);
            summary.WriteNumber("characters"u8, totals.Characters);
            summary.WriteNumber("seconds"u8, Math.Round(context.Time.GetElapsedTime(started).TotalSeconds, 6));
            context.Output.Json.End();
        }

        return totals.Rejected == 0 ? ExitCode.Done : ExitCode.No;
    }

    private PageReading Prepare(CommandContext context)
    {
        if (context.Value(maxBytes) > MaxPage)
        {
            throw new UsageException($"--max-bytes {ByteSize.Format(context.Value(maxBytes))} is more than a page may have", $"give at most {ByteSize.Format(MaxPage)}");
        }

        try
        {
            return new PageReading(
                new ExtractionOptions
                {
                    Extractor = context.Value(extractor),
                    Format = context.Value(format) == "markdown" ? TextFormat.Markdown : TextFormat.Text,
                    Comments = context.Value(comments),
                    Charset = context.Value(charset),
                    MaxBytes = (int)context.Value(maxBytes),
                },
                context.Value(url),
                context.Input);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(exception.Message.Split(" (Parameter", 2)[0], "portolan corpus extract --help lists what there is");
        }
    }

    private void Write(CommandContext context, PageOutcome outcome, bool several, ref Totals totals)
    {
        totals = totals with { Pages = totals.Pages + 1, Bytes = totals.Bytes + outcome.Bytes };
        if (outcome.Reason is { } reason)
        {
            totals = totals with { Rejected = totals.Rejected + 1 };
            WriteRejected(context.Output, outcome.Path, reason);
            return;
        }

        ExtractedPage page = outcome.Page!;
        totals = totals with { Characters = totals.Characters + page.Text.Length };
        if (context.Output.IsJson)
        {
            WriteJson(context.Output, outcome.Path, context.Value(url), page, context.Value(comments));
            return;
        }

        TextWriter text = context.Output.Text;
        if (several)
        {
            text.Write(totals.Pages - totals.Rejected > 1 ? $"\n==> {outcome.Path} <==\n" : $"==> {outcome.Path} <==\n");
        }

        text.Write(page.Text);
        text.Write('\n');
        if (page.Comments is not null)
        {
            text.Write("\n==> comments <==\n");
            text.Write(page.Comments);
            text.Write('\n');
        }
    }

    private static void WriteRejected(CommandOutput output, string path, string reason)
    {
        if (output.IsJson)
        {
            Utf8JsonWriter line = output.Json.Begin("rejected");
            line.WriteString("path"u8, path);
            line.WriteString("reason"u8, reason);
            output.Json.End();
        }

        output.Warn($"no text in {path}: {reason}");
    }

    private static void WriteJson(CommandOutput output, string path, string? url, ExtractedPage page, bool comments)
    {
        Utf8JsonWriter line = output.Json.Begin("document");
        line.WriteString("path"u8, path);
        line.WriteString("url"u8, url);
        line.WriteString("title"u8, page.Metadata.Title);
        line.WriteString("author"u8, page.Metadata.Author);
        line.WriteString("date"u8, page.Metadata.Date);
        line.WriteString("description"u8, page.Metadata.Description);
        line.WriteString("language"u8, page.Metadata.Language);
        line.WriteString("site_name"u8, page.Metadata.SiteName);
        line.WriteString("canonical_url"u8, page.Metadata.CanonicalUrl);
        line.WriteString("charset"u8, page.Charset);
        line.WriteString("text"u8, page.Text);
        if (comments)
        {
            line.WriteString("comments"u8, page.Comments);
        }

        output.Json.End();
    }

    private readonly record struct Totals(int Pages, int Rejected, long Bytes, long Characters);
}
