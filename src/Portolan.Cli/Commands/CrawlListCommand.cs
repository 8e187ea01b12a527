using System.Globalization;
using System.Text.Json;
using Portolan.Cli.Settings;
using Portolan.Corpus;
using Portolan.Corpus.CommonCrawl;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan crawl list</c>: Common Crawl's snapshots, what one of them consists of, and the paths of its files.</summary>
internal sealed class CrawlListCommand : Verb
{
    private readonly CrawlSettings settings = new();
    private readonly Setting<string?> paths = Setting.Text("--paths", "kind", "Print the paths of these files, one a line: warc, wat, wet, robotstxt, non200responses, cc-index, cc-index-table or segment.");

    public CrawlListCommand()
        : base("list", "Lists Common Crawl's snapshots, and what is in one of them.")
    {
        settings.AddTo(this);
        Add(paths);
    }

    public override string Details =>
        "Without options: every snapshot, newest first. With --snapshot: its kinds of files and how many there are. With --paths: the list "
        + "itself, which `portolan corpus build --input` takes when it is saved as a file whose name ends in .paths.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Which snapshots are there?", "portolan crawl list"),
        new("What does one consist of?", "portolan crawl list --snapshot CC-MAIN-2024-22"),
        new("Its WET files", "portolan crawl list --snapshot CC-MAIN-2024-22 --paths wet > wet.paths"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("snapshot", ["id", "name", "cdx_api", "from", "to"], "for each snapshot; times are null where the server does not give them"),
        new("kind", ["kind", "files", "list"], "with `--snapshot`, for each kind of files that it has; `list` is the path of their list"),
        new("path", ["path"], "with `--paths`, for each file"),
        new("summary", ["snapshots"], "at the end; with `--snapshot` `kinds`, with `--paths` `paths` instead"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        CommonCrawlClient client = settings.Client(context);
        string? kind = context.Value(paths);
        (string what, int count) = kind is not null
            ? ("paths", await PathsAsync(client, context, kind).ConfigureAwait(false))
            : settings.NamesSnapshot(context)
                ? ("kinds", await KindsAsync(client, context).ConfigureAwait(false))
                : ("snapshots", await SnapshotsAsync(client, context).ConfigureAwait(false));
        if (context.Output.IsJson)
        {
            context.Output.Json.BeginSummary().WriteNumber(what, count);
            context.Output.Json.End();
        }

        return count > 0 ? ExitCode.Done : ExitCode.No;
    }

    private static async Task<int> SnapshotsAsync(CommonCrawlClient client, CommandContext context)
    {
        IReadOnlyList<CrawlSnapshot> snapshots = await client.ListSnapshotsAsync(context.Cancellation).ConfigureAwait(false);
        foreach (CrawlSnapshot snapshot in snapshots)
        {
            if (!context.Output.IsJson)
            {
                string times = snapshot is { From: { } from, To: { } to } ? $"  {Day(from)} to {Day(to)}" : "";
                context.Output.Text.Write(CaptureRendering.Visible($"{snapshot.Id,-17}  {snapshot.Name}{times}") + "\n");
                continue;
            }

            Utf8JsonWriter line = context.Output.Json.Begin("snapshot");
            line.WriteString("id"u8, snapshot.Id);
            line.WriteString("name"u8, snapshot.Name);
            line.WriteString("cdx_api"u8, snapshot.CdxApi.AbsoluteUri);
            line.WriteString("from"u8, Time(snapshot.From));
            line.WriteString("to"u8, Time(snapshot.To));
            context.Output.Json.End();
        }

        return snapshots.Count;
    }

    private async Task<int> KindsAsync(CommonCrawlClient client, CommandContext context)
    {
        string snapshot = await settings.SnapshotNameAsync(client, context).ConfigureAwait(false);
        int count = 0;
        foreach (CrawlFileKind kind in CrawlFileKinds.All)
        {
            string name = CrawlFileKinds.NameOf(kind);
            if ((await client.FindFilesAsync(snapshot, kind, context.Cancellation).ConfigureAwait(false))?.Count is not { } files)
            {
                context.Output.Detail($"{snapshot} has no list of {name} files");
                continue;
            }

            count++;
            if (!context.Output.IsJson)
            {
                context.Output.Text.Write($"{name,-16}  {Quantity.Count(files),9} {(kind == CrawlFileKind.Segment ? "folders" : "files")}\n");
                continue;
            }

            Utf8JsonWriter line = context.Output.Json.Begin("kind");
            line.WriteString("kind"u8, name);
            line.WriteNumber("files"u8, files);
            line.WriteString("list"u8, $"crawl-data/{snapshot}/{name}.paths.gz");
            context.Output.Json.End();
        }

        if (count == 0)
        {
            throw new CorpusException($"there are no lists of files for {snapshot}", hint: "`portolan crawl list` names the snapshots; those before 2013 have other files");
        }

        return count;
    }

    private async Task<int> PathsAsync(CommonCrawlClient client, CommandContext context, string kindName)
    {
        IReadOnlyList<string> files = await client.ListFilesAsync(
            await settings.SnapshotNameAsync(client, context).ConfigureAwait(false), CrawlFetchCommand.Kind("--paths", kindName), context.Cancellation).ConfigureAwait(false);
        foreach (string file in files)
        {
            if (context.Output.IsJson)
            {
                context.Output.Json.Begin("path").WriteString("path"u8, file);
                context.Output.Json.End();
            }
            else
            {
                context.Output.Text.Write(file + "\n");
            }
        }

        return files.Count;
    }

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Time(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
