using System.CommandLine;
using Portolan.Cli.Settings;
using Portolan.Corpus.CommonCrawl;

namespace Portolan.Cli.Commands;

/// <summary>Which captures are meant; <c>crawl lookup</c> and <c>crawl fetch</c> share it.</summary>
internal sealed class CaptureQuerySettings
{
    private static readonly string[] Matches = ["exact", "prefix", "host", "domain"];

    private readonly Setting<string> match = Setting.Choice("--match", "What the address stands for: itself, what begins with it, its host, or its host and those below.", Matches, "exact");
    private readonly Setting<string?> from = Setting.Text("--from", "time", "The earliest time: the first digits of yyyyMMddHHmmss.");
    private readonly Setting<string?> to = Setting.Text("--to", "time", "The latest time: the first digits of yyyyMMddHHmmss.");
    private readonly Setting<string[]> filter = Setting.Texts("--filter", "condition", "field:part, =field:value or ~field:expression, with ! in front for the opposite; all must hold.");
    private readonly Setting<int> limit = Setting.Integer("--limit", "count", "At most so many captures.", 0, 1, int.MaxValue, "all");

    public void AddTo(Command command)
    {
        command.Add(match);
        command.Add(from);
        command.Add(to);
        command.Add(filter);
        command.Add(limit);
    }

    /// <summary>Whether any of the settings was given.</summary>
    public bool IsGiven(CommandContext context) =>
        context.IsGiven(match) || context.IsGiven(from) || context.IsGiven(to) || context.IsGiven(filter) || context.IsGiven(limit);

    public CaptureQuery Query(CommandContext context, string address) => new(address, (CaptureMatch)Array.IndexOf(Matches, context.Value(match)))
    {
        From = context.Value(from),
        To = context.Value(to),
        Filters = context.Value(filter),
        Limit = context.IsGiven(limit) ? context.Value(limit) : null,
    };

    /// <summary>The same in words, for the first record of an archive.</summary>
    public string Describe(CommandContext context, string address)
    {
        CaptureQuery query = Query(context, address);
        string times = (query.From is null ? "" : $", from {query.From}") + (query.To is null ? "" : $", to {query.To}");
        string conditions = string.Concat(query.Filters.Select(static condition => $", {condition}"));
        return $"{context.Value(match)} {address}{times}{conditions}" + (query.Limit is null ? "" : $", at most {Quantity.Plain(query.Limit.Value)}");
    }
}
