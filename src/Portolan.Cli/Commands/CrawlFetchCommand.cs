using Portolan.Cli.Settings;
using Portolan.Corpus.CommonCrawl;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan crawl fetch</c>: whole files of a snapshot, or single records that a lookup found.</summary>
internal sealed class CrawlFetchCommand : Verb
{
    private readonly Setting<string?> kind = Setting.Text("--kind", "kind", "Fetch whole files: warc, wat, wet, robotstxt, non200responses, cc-index or cc-index-table.");
    private readonly Setting<int> first = Setting.Integer("--first", "count", "With --kind: the first files of the list.", 0, 1, int.MaxValue, "none");
    private readonly Setting<int> sample = Setting.Integer("--sample", "count", "With --kind: files chosen at random, the same ones for the same --seed.", 0, 1, int.MaxValue, "none");
    private readonly Setting<bool> all = Setting.Flag("--all", "With --kind: every file; a snapshot has about 80 TB of WARC.");
    private readonly Setting<int> seed = Setting.Integer("--seed", "number", "Another number gives another --sample.", 0, 0, int.MaxValue);
    private readonly Setting<bool> verify = Setting.Flag("--verify", "With --kind: read every record and compare its digests.");
    private readonly Setting<string?> url = Setting.Text("--url", "address", "Fetch the records of a lookup: a page or a host, see --match.");
    private readonly Setting<string?> captures = Setting.Text("--captures", "file", "Fetch the records in this output of `portolan crawl lookup --json`; - for standard input.");
    private readonly Setting<string?> output = Setting.Text("--output", "path", "The directory for files; the .warc.gz file for records, or - for standard output.", required: true);
    private readonly Setting<int> parallel = Setting.Integer("--parallel", "count", "Files or records fetched at once.", 4, 1, 64);
    private readonly CaptureQuerySettings query = new();
    private readonly CrawlSettings settings = new();

    public CrawlFetchCommand()
        : base("fetch", "Fetches whole files of a snapshot, or single records that a lookup found.")
    {
        Add(kind);
        Add(first);
        Add(sample);
        Add(all);
        Add(seed);
        Add(verify);
        Add(url);
        Add(captures);
        Add(output);
        Add(parallel);
        query.AddTo(this);
        settings.AddTo(this);
    }

    public override string Details =>
        "Files keep their paths below the output directory, which `portolan corpus build --input` reads. Records are written to one WARC file, "
        + "each as its own gzip member, after checking address and digest. A run that was interrupted, even by a kill, goes on where it stopped "
        + "when the same command is run again. A server that asks to slow down is obeyed by all connections together. "
        + "Files or records that the server does not have, or that are damaged, are listed and passed over; the exit code is then 1.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Two WET files", "portolan crawl fetch --snapshot CC-MAIN-2024-22 --kind wet --first 2 --output crawl"),
        new("Ten WARC files from all over a snapshot, checked to the record", "portolan crawl fetch --snapshot CC-MAIN-2024-22 --kind warc --sample 10 --seed 1 --verify --output crawl"),
        new("The pages of a site as one WARC file", "portolan crawl fetch --url example.org --match domain --filter =status:200 --output example.warc.gz"),
        new("The records that an earlier lookup found", "portolan crawl fetch --captures captures.jsonl --output example.warc.gz"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("file", ["path", "local", "status", "bytes", "sha256", "records", "reason"], "with `--kind`, for each file as it ends; `status` is fetched, present or failed, `records` those checked by `--verify`"),
        new("record", ["url", "filename", "offset", "length", "status", "reason"], "with `--url` and `--captures`, for each capture; `status` is fetched, present or failed"),
        new("summary", ["fetched", "present", "failed", "bytes", "seconds", "output"], "at the end; `bytes` are those of the files or records that are there now"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        int modes = (context.Value(kind) is null ? 0 : 1) + (context.Value(url) is null ? 0 : 1) + (context.Value(captures) is null ? 0 : 1);
        if (modes != 1)
        {
            throw new UsageException("give one of --kind, --url and --captures", "--kind fetches whole files, --url the records of a lookup, --captures those of an earlier one");
        }

        bool wantsFiles = context.Value(kind) is not null;
        bool hasFileSettings = context.IsGiven(first) || context.IsGiven(sample) || context.IsGiven(seed) || context.Value(all) || context.Value(verify);
        if (wantsFiles ? query.IsGiven(context) : hasFileSettings)
        {
            throw new UsageException(
                wantsFiles ? "--match, --from, --to, --filter and --limit go with --url" : "--first, --sample, --seed, --all and --verify go with --kind",
                "--kind fetches whole files, --url the records of a lookup");
        }

        if (context.Value(captures) is not null && query.IsGiven(context))
        {
            throw new UsageException("--match, --from, --to, --filter and --limit go with --url", "give them to the lookup that makes the file of captures");
        }

        CommonCrawlClient client = settings.Client(context, context.Value(parallel));
        return wantsFiles ? FetchFilesAsync(client, context) : FetchRecordsAsync(client, context);
    }

    /// <summary>The kind that a word names.</summary>
    public static CrawlFileKind Kind(string option, string word) => CrawlFileKinds.Find(word)
        ?? throw new UsageException($"{option}: '{word}' is not a kind of files", $"write one of {string.Join(", ", CrawlFileKinds.All.Select(CrawlFileKinds.NameOf))}");

    private async Task<ExitCode> FetchFilesAsync(CommonCrawlClient client, CommandContext context)
    {
        CrawlFileKind wanted = Kind("--kind", context.Value(kind)!);
        if (wanted == CrawlFileKind.Segment)
        {
            throw new UsageException("--kind: segments are folders, not files", "`portolan crawl list --paths segment` prints them");
        }

        if (context.Value(verify) && wanted is CrawlFileKind.CdxIndex or CrawlFileKind.ColumnarIndex)
        {
            throw new UsageException("--verify goes with archives", "the files of an index have no records with digests");
        }

        if ((context.IsGiven(first) ? 1 : 0) + (context.IsGiven(sample) ? 1 : 0) + (context.Value(all) ? 1 : 0) != 1)
        {
            throw new UsageException("say how many files: --first, --sample or --all", "a WARC file has about 1 GB, and a snapshot about 90,000 of them");
        }

        IReadOnlyList<string> paths = await client.ListFilesAsync(
            await settings.SnapshotNameAsync(client, context).ConfigureAwait(false), wanted, context.Cancellation).ConfigureAwait(false);
        paths = context.IsGiven(first) ? [.. paths.Take(context.Value(first))]
            : context.IsGiven(sample) ? CommonCrawlClient.Sample(paths, context.Value(sample), (ulong)context.Value(seed))
            : paths;
        return await CrawlFetchRun.FilesAsync(client, paths, context.Value(output)!, context.Value(verify), context).ConfigureAwait(false);
    }

    private async Task<ExitCode> FetchRecordsAsync(CommonCrawlClient client, CommandContext context)
    {
        string path = context.Value(output)!;
        if (path == "-" && context.Output.IsJson)
        {
            throw new UsageException("--output - and --json would both write to standard output", "name a file, or leave --json out");
        }

        if (context.Value(url) is { } address)
        {
            CrawlSnapshot snapshot = await settings.SnapshotAsync(client, context).ConfigureAwait(false);
            IAsyncEnumerable<Capture> found = client.LookUpAsync(snapshot, query.Query(context, address), context.Cancellation);
            return await CrawlFetchRun.RecordsAsync(client, found, path, $"{snapshot.Id}: {query.Describe(context, address)}", context).ConfigureAwait(false);
        }

        string file = context.Value(captures)!;
        Stream lines = file == "-" ? context.Input : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: false);
        await using (lines.ConfigureAwait(false))
        {
            return await CrawlFetchRun.RecordsAsync(
                client, CommonCrawlClient.ReadCapturesAsync(lines, file, context.Cancellation), path, "captures named in a list", context).ConfigureAwait(false);
        }
    }
}
