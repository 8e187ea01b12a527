using System.CommandLine;
using Portolan.Cli.Settings;
using Portolan.Corpus.CommonCrawl;
using Portolan.Corpus.Sources;

namespace Portolan.Cli.Commands;

/// <summary>Where Common Crawl is found and how it is asked; the same for every <c>portolan crawl</c> command.</summary>
internal sealed class CrawlSettings
{
    private readonly Setting<string?> snapshot = Setting.Text("--snapshot", "name", "The snapshot, such as CC-MAIN-2024-22; the newest when left out.");
    private readonly Setting<string?> dataUrl = Setting.Text("--data-url", "address", "Where path lists and archives are: a mirror, or s3://commoncrawl/.", InputResolverOptions.CommonCrawlAddress);
    private readonly Setting<string?> indexUrl = Setting.Text("--index-url", "address", "Where snapshots and lookups are.", CommonCrawlOptions.PublicIndexAddress);
    private readonly Setting<string?> cache = Setting.Text("--cache", "directory", "Where path lists are kept.", "~/.cache/portolan");
    private readonly Setting<int> attempts = Setting.Integer("--attempts", "count", "How often a failing request is tried before the command gives up.", CommonCrawlOptions.PoliteHttp.MaxAttempts, 1, 10_000);

    public void AddTo(Command command)
    {
        command.Add(snapshot);
        command.Add(dataUrl);
        command.Add(indexUrl);
        command.Add(cache);
        command.Add(attempts);
    }

    /// <summary>Whether a snapshot was named.</summary>
    public bool NamesSnapshot(CommandContext context) => context.Value(snapshot) is not null;

    public CommonCrawlClient Client(CommandContext context, int parallel = 4) => new(new CommonCrawlOptions
    {
        DataAddress = context.IsGiven(dataUrl) ? context.Value(dataUrl) : null,
        IndexAddress = context.IsGiven(indexUrl) ? context.Value(indexUrl) : null,
        Parallel = parallel,
        Http = CommonCrawlOptions.PoliteHttp with
        {
            MaxAttempts = context.Value(attempts),
            CacheDirectory = context.IsGiven(cache) ? context.Value(cache) : null,
            TimeProvider = context.Time,
        },
    });

    /// <summary>The snapshot that is meant, as the index server knows it.</summary>
    public Task<CrawlSnapshot> SnapshotAsync(CommonCrawlClient client, CommandContext context) =>
        client.FindSnapshotAsync(NamesSnapshot(context) ? context.Value(snapshot) : null, context.Cancellation);

    /// <summary>The snapshot's name; the index server is asked only when none was given.</summary>
    public async Task<string> SnapshotNameAsync(CommonCrawlClient client, CommandContext context) =>
        NamesSnapshot(context) ? context.Value(snapshot)! : (await SnapshotAsync(client, context).ConfigureAwait(false)).Id;
}
