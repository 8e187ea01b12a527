using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Settings;
using Portolan.Graph.Backends.Cache;
using Portolan.Storage;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan graph cache stats</c>: what is kept, and what it has saved.</summary>
internal sealed class GraphCacheStatsCommand : Verb
{
    private readonly Argument<string> cache = new("cache") { Description = "The cache, as 'graph run' wrote it.", HelpName = "cache.sqlite" };

    public GraphCacheStatsCommand()
        : base("stats", "Shows what a cache of replies holds, and what it has saved.") => Add(cache);

    public override string Details =>
        "For each operation and model: how many replies there are, how large, what they have cost, and how often later runs took them from here instead of paying again.";

    public override IReadOnlyList<CommandExample> Examples => [new("What did it save?", "portolan graph cache stats answers.jsonl.cache.sqlite")];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("group", ["operation", "version", "model", "entries", "bytes", "tokens_in", "tokens_out", "cost", "uses", "saved_tokens", "saved_cost", "oldest_use", "newest_use"], "for each operation and model; times are ISO 8601 in UTC"),
        new("summary", ["entries", "bytes", "file_bytes", "cost", "uses", "saved_tokens", "saved_cost"], "at the end"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        using SqliteResultStore store = SqliteResultStore.Open(context.Value(cache), new SqliteResultStoreOptions { MustExist = true, TimeProvider = context.Time });
        CacheStatistics statistics = store.Statistics();
        double cost = statistics.Groups.Sum(group => group.Cost);
        long uses = statistics.Groups.Sum(group => group.Uses);
        long savedTokens = statistics.Groups.Sum(group => group.SavedTokens);
        double savedCost = statistics.Groups.Sum(group => group.SavedCost);
        if (context.Output.IsJson)
        {
            foreach (CacheGroup group in statistics.Groups)
            {
                Write(context.Output.Json.Begin("group"), group);
                context.Output.Json.End();
            }

            Utf8JsonWriter writer = context.Output.Json.BeginSummary();
            writer.WriteNumber("entries"u8, statistics.Entries);
            writer.WriteNumber("bytes"u8, statistics.Bytes);
            writer.WriteNumber("file_bytes"u8, statistics.FileBytes);
            writer.WriteNumber("cost"u8, cost);
            writer.WriteNumber("uses"u8, uses);
            writer.WriteNumber("saved_tokens"u8, savedTokens);
            writer.WriteNumber("saved_cost"u8, savedCost);
            context.Output.Json.End();
            return Task.FromResult(ExitCode.Done);
        }

        TextWriter text = context.Output.Text;
        text.Write($"{"operation",-22}{"model",-32}{"replies",9}{"size",10}{"tokens",12}{"cost",16}{"uses",8}\n");
        foreach (CacheGroup group in statistics.Groups)
        {
            text.Write($"{group.Operation,-22}{group.Model,-32}{Quantity.Count(group.Entries),9}{ByteSize.Format(group.Bytes),10}{Quantity.Count(group.TokensIn + group.TokensOut),12}{GraphSettings.Money(group.Cost),16}{Quantity.Count(group.Uses),8}\n");
        }

        text.Write($"\n{Quantity.Count(statistics.Entries)} replies in {ByteSize.Format(statistics.FileBytes)}; used again {Quantity.Count(uses)} times, which saved {Quantity.Count(savedTokens)} tokens and {GraphSettings.Money(savedCost)}\n");
        return Task.FromResult(ExitCode.Done);
    }

    private static void Write(Utf8JsonWriter writer, CacheGroup group)
    {
        writer.WriteString("operation"u8, group.Operation);
        writer.WriteNumber("version"u8, group.Version);
        writer.WriteString("model"u8, group.Model);
        writer.WriteNumber("entries"u8, group.Entries);
        writer.WriteNumber("bytes"u8, group.Bytes);
        writer.WriteNumber("tokens_in"u8, group.TokensIn);
        writer.WriteNumber("tokens_out"u8, group.TokensOut);
        writer.WriteNumber("cost"u8, group.Cost);
        writer.WriteNumber("uses"u8, group.Uses);
        writer.WriteNumber("saved_tokens"u8, group.SavedTokens);
        writer.WriteNumber("saved_cost"u8, group.SavedCost);
        writer.WriteString("oldest_use"u8, group.OldestUse);
        writer.WriteString("newest_use"u8, group.NewestUse);
    }
}
