using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Settings;
using Portolan.Corpus.CommonCrawl;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan crawl lookup</c>: captures of a page or site in a snapshot's index.</summary>
internal sealed class CrawlLookupCommand : Verb
{
    private readonly Argument<string> address = new("address") { Description = "A page, with or without https://, or a host." };
    private readonly CaptureQuerySettings query = new();
    private readonly Setting<bool> size = Setting.Flag("--size", "Only say how large the answer would be.");
    private readonly CrawlSettings settings = new();

    public CrawlLookupCommand()
        : base("lookup", "Looks up captures of a page, a host or a domain in a snapshot's index.")
    {
        Add(address);
        query.AddTo(this);
        Add(size);
        settings.AddTo(this);
    }

    public override string Details =>
        "Prints a line for each capture: when, status, media type, size of the compressed record, address. The index is asked page by page; "
        + "it is a small server for everybody, so for more than a few thousand captures use the columnar index instead. "
        + "Exits with 1 when there are none.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Every capture of a page", "portolan crawl lookup example.org/about"),
        new("How much is there of a domain?", "portolan crawl lookup example.org --match domain --size"),
        new("Its pages that were found, for crawl fetch", "portolan crawl lookup example.org --match domain --filter =status:200 --json > captures.jsonl"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("capture", CaptureRendering.Fields, "for each capture, in the order of the index; `filename`, `offset` and `length` say where its record is"),
        new("summary", ["snapshot", "captures"], "at the end"),
        new("summary", ["snapshot", "pages", "blocks"], "with `--size`, in place of all others; a block of the index has up to 3,000 lines"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        CommonCrawlClient client = settings.Client(context);
        CaptureQuery asked = query.Query(context, context.Value(address));
        CrawlSnapshot snapshot = await settings.SnapshotAsync(client, context).ConfigureAwait(false);
        if (context.Value(size))
        {
            return await SizeAsync(client, snapshot, asked, context).ConfigureAwait(false);
        }

        long count = 0;
        await foreach (Capture capture in client.LookUpAsync(snapshot, asked, context.Cancellation).ConfigureAwait(false))
        {
            count++;
            if (context.Output.IsJson)
            {
                CaptureRendering.WriteJson(capture, context.Output);
            }
            else
            {
                CaptureRendering.WriteText(capture, context.Output.Text);
            }
        }

        if (context.Output.IsJson)
        {
            Utf8JsonWriter line = context.Output.Json.BeginSummary();
            line.WriteString("snapshot"u8, snapshot.Id);
            line.WriteNumber("captures"u8, count);
            context.Output.Json.End();
        }

        if (count == 0)
        {
            context.Output.Note($"{snapshot.Id} has no such capture");
        }

        return count > 0 ? ExitCode.Done : ExitCode.No;
    }

    private static async Task<ExitCode> SizeAsync(CommonCrawlClient client, CrawlSnapshot snapshot, CaptureQuery asked, CommandContext context)
    {
        CapturePages pages = await client.MeasureAsync(snapshot, asked, context.Cancellation).ConfigureAwait(false);
        if (context.Output.IsJson)
        {
            Utf8JsonWriter line = context.Output.Json.BeginSummary();
            line.WriteString("snapshot"u8, snapshot.Id);
            line.WriteNumber("pages"u8, pages.Pages);
            line.WriteNumber("blocks"u8, pages.Blocks);
            context.Output.Json.End();
        }
        else
        {
            context.Output.Text.Write($"{snapshot.Id}: {Quantity.Count(pages.Pages)} pages from {Quantity.Count(pages.Blocks)} blocks of the index\n");
        }

        return pages.Pages > 0 ? ExitCode.Done : ExitCode.No;
    }
}
