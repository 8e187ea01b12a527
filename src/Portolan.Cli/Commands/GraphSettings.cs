using System.CommandLine;
using System.Globalization;
using Portolan.Cli.Settings;
using Portolan.Graph.Backends;
using Portolan.Graph.Backends.Cache;
using Portolan.Graph.Backends.Flows;

namespace Portolan.Cli.Commands;

/// <summary>What the verbs of <c>portolan graph</c> ask alike, and how they open what it names.</summary>
internal static class GraphSettings
{
    public static Argument<string> Flow() => new("flow") { Description = "The flow, a YAML file.", HelpName = "flow.yaml" };

    /// <summary>Each use takes one word, because values may hold anything.</summary>
    public static Setting<string[]> Assignments() => new("--set")
    {
        Description = "Put a value over one of the flow: a variable's name, backends.NAME.SETTING or steps.NAME.SETTING. May be repeated.",
        HelpName = "name=value",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
        CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
    };

    public static Setting<string?> Prices() => Setting.Text("--prices", "file", "What models cost: YAML with 'models', see docs/guide/graph.md.");

    /// <summary>A time such as <c>30d</c>.</summary>
    public static TimeSpan? Duration(string name, string? text) => text is null ? null
        : FlowDuration.TryParse(text, out TimeSpan duration) ? duration
        : throw new UsageException($"{name}: '{text}' is not a time", "write a number and its unit: 500ms, 30s, 2m, 12h, 30d");

    public static PriceTable LoadPrices(string? path) => path is null ? PriceTable.Empty : PriceTable.Load(path);

    public static FlowBackends OpenBackends(Flow flow, PriceTable prices, TimeProvider time, int? concurrency = null) =>
        FlowBackends.Open(flow, new BackendOptions { Prices = prices, TimeProvider = time }, GraphNGramClient.TryOpen, concurrency);

    /// <summary>Backends that are never called: they need no key and no price.</summary>
    public static FlowBackends OpenOffline(Flow flow, PriceTable prices, TimeProvider time) =>
        FlowBackends.Open(flow, new BackendOptions { Prices = prices, TimeProvider = time }, GraphNGramClient.TryOpen, offline: true);

    public static SqliteResultStore OpenCache(string path, PriceTable prices, FlowBackends backends, TimeProvider time, bool mustExist, bool countUses = true) =>
        SqliteResultStore.Open(path, new SqliteResultStoreOptions
        {
            MustExist = mustExist,
            CountUses = countUses,
            TimeProvider = time,
            UseOf = result => result is Completion completion ? UseOf(completion, prices, backends) : null,
        });

    public static string Money(double dollars) => dollars == 0 ? "0 USD" : string.Create(CultureInfo.InvariantCulture, $"{dollars:0.00####} USD");

    private static ReplyUse UseOf(Completion completion, PriceTable prices, FlowBackends backends)
    {
        // The model names itself, often with a date behind the name that it was asked for by.
        ModelPrice? price = prices.Find(completion.Model)
            ?? backends.All.FirstOrDefault(backend => completion.Model.StartsWith(backend.Model, StringComparison.Ordinal))?.Price
            ?? (backends.All is [Backend only] ? only.Price : null);
        return new ReplyUse(completion.Model, completion.TokensIn, completion.TokensOut, (double)(price?.CostOf(completion.TokensIn, completion.TokensOut) ?? 0));
    }
}
