using System.Diagnostics;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Corpus.Links;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Sources;
using Portolan.Storage;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan corpus links</c>: the links of a crawl's pages as a list of edges.</summary>
internal sealed class CorpusLinksCommand : Verb
{
    private const int ShownRejections = 10;

    private readonly Setting<string[]> input = Setting.Texts("--input", "path|address", "What to read: files, directories, patterns in quotes, *.paths lists, http(s) addresses.");
    private readonly Setting<string?> output = Setting.Text("--output", "file", "The list: .tsv or .jsonl, with .gz behind it compressed.", required: true);
    private readonly Setting<string?> kind = Setting.Text("--kind", "wat|warc", "wat: links as the crawler listed them; warc: links of the pages themselves.", "wat");
    private readonly Setting<bool> all = Setting.Flag("--all", "Images, scripts, style sheets, frames and forms too, not only what a reader can follow.");
    private readonly Setting<int> workers = Setting.Integer("--workers", "count", "Files worked on at once; the list is the same for any number.", Environment.ProcessorCount, 1, 1024, "one a processor");

    public CorpusLinksCommand()
        : base("links", "Lists the links between pages, from WAT or WARC files.")
    {
        Add(input);
        Add(output);
        Add(kind);
        Add(all);
        Add(workers);
    }

    public override string Details =>
        "Writes one line for each link: the page's address, the address it leads to, resolved and without its fragment, the element, the rel "
        + "attribute and the anchor's text. Links to the page itself and to other schemes than http and https are counted and left out. "
        + "Damaged records are listed and passed over; the exit code is then 1.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("The links of a crawl's WAT files", "portolan corpus links --input 'crawl/**/*.wat.gz' --output edges.tsv.gz"),
        new("The same from the pages of the sample crawl", "portolan corpus links --kind warc --input samples/crawl --output edges.tsv"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("rejected", ["file", "offset", "reason"], "for each place in the input that could not be read"),
        new("summary", ["records", "pages", "pages_without_links", "links", "left_out", "bytes", "seconds", "output"], "at the end; `left_out` counts links by reason"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        string[] specifications = context.Value(input);
        if (specifications.Length == 0)
        {
            throw new UsageException("give --input", "WAT or WARC files, directories, patterns in quotes, addresses");
        }

        (DocumentKind documents, InputKind files) = context.Value(kind) switch
        {
            "wat" => (DocumentKind.Wat, InputKind.Wat),
            "warc" => (DocumentKind.Warc, InputKind.Warc),
            string word => throw new UsageException($"--kind: '{word}' is not one of its values", "write wat or warc"),
            null => (DocumentKind.Wat, InputKind.Wat),
        };
        IReadOnlyList<InputFile> inputs = await new InputResolver(new InputResolverOptions
        {
            PreferredKind = files,
            Kind = files,
            Http = new HttpSourceOptions { TimeProvider = context.Time },
        }).ResolveAsync(specifications, context.Cancellation).ConfigureAwait(false);
        var list = new LinkList(new LinkListOptions
        {
            Inputs = inputs,
            Output = context.Value(output)!,
            Kind = documents,
            AllKinds = context.Value(all),
            Workers = context.Value(workers),
        });
        long started = Stopwatch.GetTimestamp();
        LinkListSummary summary = await Task.Run(() => list.Run(cancellationToken: context.Cancellation), context.Cancellation).ConfigureAwait(false);
        Render(summary, Stopwatch.GetElapsedTime(started).TotalSeconds, context.Value(output)!, context.Output);
        return summary.Rejected.Count > 0 || summary.Pages == 0 ? ExitCode.No : ExitCode.Done;
    }

    private static void Render(LinkListSummary summary, double seconds, string path, CommandOutput output)
    {
        if (output.IsJson)
        {
            WriteJson(summary, seconds, path, output.Json);
            return;
        }

        foreach (Rejection rejection in summary.Rejected.Take(ShownRejections))
        {
            output.Warn(Failure.At(rejection.Reason, rejection.File, rejection.Offset, null).Line);
        }

        if (summary.Rejected.Count > ShownRejections)
        {
            output.Warn($"{summary.Rejected.Count - ShownRejections} more places could not be read; --json lists them");
        }

        if (summary.Pages == 0)
        {
            output.Warn($"none of the {Quantity.Count(summary.Records)} records is about a page", "WAT files list links, WARC files (--kind warc) have the pages; WET files have neither");
        }

        output.Text.Write($"{Quantity.Count(summary.Links)} links of {Quantity.Count(summary.Pages)} pages ({Quantity.Count(summary.PagesWithoutLinks)} without any)\n");
        foreach ((string reason, long count) in summary.LeftOut)
        {
            output.Text.Write($"  {reason,-26}{Quantity.Count(count),12} left out\n");
        }

        output.Text.Write($"list      {path} ({ByteSize.Format(summary.Bytes)})\n");
    }

    private static void WriteJson(LinkListSummary summary, double seconds, string path, JsonLinesWriter json)
    {
        foreach (Rejection rejection in summary.Rejected)
        {
            Utf8JsonWriter line = json.Begin("rejected");
            line.WriteString("file"u8, rejection.File);
            line.WriteNumber("offset"u8, rejection.Offset);
            line.WriteString("reason"u8, rejection.Reason);
            json.End();
        }

        Utf8JsonWriter last = json.BeginSummary();
        last.WriteNumber("records"u8, summary.Records);
        last.WriteNumber("pages"u8, summary.Pages);
        last.WriteNumber("pages_without_links"u8, summary.PagesWithoutLinks);
        last.WriteNumber("links"u8, summary.Links);
        last.WriteStartObject("left_out"u8);
        foreach ((string reason, long count) in summary.LeftOut)
        {
            last.WriteNumber(reason, count);
        }

        last.WriteEndObject();
        last.WriteNumber("bytes"u8, summary.Bytes);
        last.WriteNumber("seconds"u8, Math.Round(seconds, 6));
        last.WriteString("output"u8, path);
        json.End();
    }
}
