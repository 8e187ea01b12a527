using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Settings;
using Portolan.Graph.Backends.Cache;
using Portolan.Storage;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan graph cache prune</c>: removes what is not wanted any more.</summary>
internal sealed class GraphCachePruneCommand : Verb
{
    private readonly Argument<string> cache = new("cache") { Description = "The cache, as 'graph run' wrote it.", HelpName = "cache.sqlite" };
    private readonly Setting<string?> olderThan = Setting.Text("--older-than", "time", "Remove what was neither saved nor used for so long, such as 30d or 12h.");
    private readonly Setting<string?> operation = Setting.Text("--operation", "name", "Remove only results of this operation ('graph cache stats' lists them).");
    private readonly Setting<long> maxSize = Setting.Bytes("--max-size", "Then remove what was used longest ago, until the results have at most so many bytes.", 0, 0, "any size");

    public GraphCachePruneCommand()
        : base("prune", "Removes replies from a cache by age, operation or size.")
    {
        Add(cache);
        Add(olderThan);
        Add(operation);
        Add(maxSize);
    }

    public override string Details => "What is removed is asked for, and paid for, again when a later run needs it.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("What nobody used for a month", "portolan graph cache prune answers.jsonl.cache.sqlite --older-than 30d"),
        new("Keep the newest gigabyte", "portolan graph cache prune answers.jsonl.cache.sqlite --max-size 1GB"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
        [new("summary", ["removed", "removed_bytes", "entries", "compacted"], "at the end; `compacted` is false while another process reads the file, which is made smaller later then")];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        if (!context.IsGiven(olderThan) && !context.IsGiven(operation) && !context.IsGiven(maxSize))
        {
            throw new UsageException("nothing says what to remove", "give --older-than, --operation or --max-size");
        }

        var pruning = new CachePruning
        {
            OlderThan = GraphSettings.Duration("--older-than", context.Value(olderThan)),
            Operation = context.Value(operation),
            MaxBytes = context.IsGiven(maxSize) ? context.Value(maxSize) : null,
        };
        using SqliteResultStore store = SqliteResultStore.Open(context.Value(cache), new SqliteResultStoreOptions { MustExist = true, TimeProvider = context.Time });
        PrunedEntries pruned = store.Prune(pruning);
        if (context.Output.IsJson)
        {
            Utf8JsonWriter writer = context.Output.Json.BeginSummary();
            writer.WriteNumber("removed"u8, pruned.Entries);
            writer.WriteNumber("removed_bytes"u8, pruned.Bytes);
            writer.WriteNumber("entries"u8, pruned.EntriesLeft);
            writer.WriteBoolean("compacted"u8, pruned.Compacted);
            context.Output.Json.End();
        }
        else
        {
            context.Output.Text.Write($"{Quantity.Count(pruned.Entries)} replies removed ({ByteSize.Format(pruned.Bytes)}), {Quantity.Count(pruned.EntriesLeft)} left\n");
        }

        return Task.FromResult(ExitCode.Done);
    }
}
