using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Corpus.Urls.Blocklists;
using Portolan.Storage;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan corpus blocklist build</c>: lists in, one file that is mapped and used as it lies.</summary>
internal sealed class CorpusBlocklistBuildCommand : Verb
{
    private const int ShownExamples = 3;

    private readonly Argument<string[]> lists = new("list")
    {
        Description = "A file (plain, hosts, or Adblock filters; compressed or not), name=file for another category than its name, or a directory with a folder for each category, as UT1 has it.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Setting<string?> output = Setting.Text("--output", "file", "The file to write.", required: true);
    private readonly Setting<string[]> allow = Setting.Texts("--allow", "list", "Lists of exceptions, which win over every other rule.");
    private readonly Setting<string[]> categories = Setting.List("--categories", "names", "Only these categories, such as adult,phishing.");
    private readonly Setting<bool> keepSuffixes = Setting.Flag("--keep-suffixes", "Take rules that name a registry's suffix, such as co.uk, which block every site below.");
    private readonly Setting<long> memory = Setting.Bytes("--memory", "Memory for sorting; the result is the same for any amount.", 128_000_000, 1_000_000);

    public CorpusBlocklistBuildCommand()
        : base("build", "Compiles lists of bad addresses into one file for the url-filter stage.")
    {
        Add(lists);
        Add(output);
        Add(allow);
        Add(categories);
        Add(keepSuffixes);
        Add(memory);
    }

    public override string Details =>
        "Lines that are no rules about whole pages are counted and reported by reason. The exit code is 1 when lines were rejected because they are broken or "
        + "cannot be served; Adblock filters for parts of pages do not count as that.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("The harmful categories of UT1, see docs/guide/url-filter.md", "portolan corpus blocklist build blacklists --categories adult,gambling,malware,phishing --output ut1.blocklist"),
        new("Several lists, with exceptions of your own", "portolan corpus blocklist build blacklists ads=easylist.txt.gz --allow good-sites.txt --output my.blocklist"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("list", ["list", "category", "allowed", "domains", "urls", "expressions"], "for each list with rules"),
        new("problem", ["list", "reason", "rejected", "lines", "examples"], "for each list and reason; an example has `line` and `text`"),
        new("summary", ["rules", "bytes", "rejected", "passed_over", "output"], "at the end; rules that several lists have count once"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        var options = new BlocklistBuildOptions
        {
            Lists = context.Value(lists),
            Allow = context.Value(allow),
            Categories = context.Value(categories),
            Output = context.Value(output)!,
            KeepSuffixes = context.Value(keepSuffixes),
            MemoryBytes = context.Value(memory),
        };
        BlocklistBuildResult result;
        using (ProgressBar progress = context.Output.StartProgress("reading lines", null, ProgressUnit.Items))
        {
            result = BlocklistBuilder.Build(options, new LineProgress(progress), context.Cancellation);
        }

        long rejected = result.Problems.Where(p => p.IsRejected).Sum(p => p.Count), passedOver = result.Problems.Where(p => !p.IsRejected).Sum(p => p.Count);
        if (context.Output.IsJson)
        {
            WriteJson(context.Output.Json, result, rejected, passedOver, options.Output);
        }
        else
        {
            WriteText(context.Output, result, options.Output);
        }

        return Task.FromResult(rejected > 0 ? ExitCode.No : ExitCode.Done);
    }

    private static void WriteJson(JsonLinesWriter json, BlocklistBuildResult result, long rejected, long passedOver, string output)
    {
        foreach (BlocklistSource source in result.Sources)
        {
            BlocklistText.Write(json, source);
        }

        foreach (BlocklistProblem problem in result.Problems)
        {
            Utf8JsonWriter line = json.Begin("problem");
            line.WriteString("list"u8, problem.List);
            line.WriteString("reason"u8, problem.Reason);
            line.WriteBoolean("rejected"u8, problem.IsRejected);
            line.WriteNumber("lines"u8, problem.Count);
            line.WriteStartArray("examples"u8);
            foreach ((long number, string text) in problem.Examples)
            {
                line.WriteStartObject();
                line.WriteNumber("line"u8, number);
                line.WriteString("text"u8, text);
                line.WriteEndObject();
            }

            line.WriteEndArray();
            json.End();
        }

        Utf8JsonWriter summary = json.BeginSummary();
        summary.WriteNumber("rules"u8, result.Rules);
        summary.WriteNumber("bytes"u8, result.FileBytes);
        summary.WriteNumber("rejected"u8, rejected);
        summary.WriteNumber("passed_over"u8, passedOver);
        summary.WriteString("output"u8, output);
        json.End();
    }

    private static void WriteText(CommandOutput output, BlocklistBuildResult result, string path)
    {
        foreach (BlocklistProblem problem in result.Problems)
        {
            output.Note($"{BlocklistText.Visible(problem.List)}: {Quantity.Count(problem.Count)} {(problem.Count == 1 ? "line" : "lines")} {(problem.IsRejected ? "rejected" : "passed over")}: {problem.Reason}");
            foreach ((long line, string text) in problem.IsRejected ? problem.Examples : problem.Examples.Take(ShownExamples))
            {
                output.Note($"  line {Quantity.Plain(line)}: {BlocklistText.Visible(text)}");
            }
        }

        BlocklistText.WriteTable(output.Text, result.Sources);
        output.Text.Write($"\n{Quantity.Count(result.Rules)} rules, {ByteSize.Format(result.FileBytes)}: {path}\n");
    }

    private sealed class LineProgress(ProgressBar bar) : IProgress<long>
    {
        public void Report(long value) => bar.Report(value);
    }
}
