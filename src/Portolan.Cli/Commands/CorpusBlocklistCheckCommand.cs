using System.CommandLine;
using System.Text;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Corpus.Urls;
using Portolan.Corpus.Urls.Blocklists;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan corpus blocklist check</c>: which rules fit which addresses.</summary>
internal sealed class CorpusBlocklistCheckCommand : Verb
{
    private readonly Argument<string[]> urls = new("url") { Description = "Addresses with their scheme; without any, lines of standard input.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Setting<string?> blocklist = Setting.Text("--blocklist", "file", "A file that 'corpus blocklist build' wrote.", required: true);

    public CorpusBlocklistCheckCommand()
        : base("check", "Says for addresses which rule of which list blocks or allows them.")
    {
        Add(urls);
        Add(blocklist);
    }

    public override string Details =>
        "Prints a line for each rule that fits, with tabs between: whether the address is blocked or allowed, the address in normal form, the category, the rule "
        + "('allow' before an exception) and the list; and one line with 'unknown' when none fits, 'invalid' when it is no address of a host. Exits with 1 when an "
        + "address is blocked.";

    public override string UsageSuffix => "[< urls.txt]";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Why was this page dropped?", "portolan corpus blocklist check --blocklist ut1.blocklist https://www.example.com/page"),
        new("Categories of a crawl's addresses", "portolan corpus blocklist check --blocklist ut1.blocklist < urls.txt | cut -f 1,3 | sort | uniq -c"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("url", ["url", "normalized", "host", "registered_domain", "verdict", "matches"], "for each address; the verdict is blocked, allowed, unknown or invalid; a match has `kind`, `rule`, `category`, `list`, `allowed`, and `line` for an expression"),
        new("summary", ["urls", "blocked", "allowed", "unknown", "invalid"], "at the end"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        using Blocklist list = Blocklist.Open(context.Value(blocklist)!);
        var check = new Check(list, context.Output);
        string[] given = context.Value(urls);
        foreach (string url in given)
        {
            check.Of(Encoding.UTF8.GetBytes(url));
        }

        if (given.Length == 0)
        {
            var lines = new LineReader(context.Input);
            do
            {
                while (lines.TryTake(out ReadOnlySpan<byte> line))
                {
                    context.Cancellation.ThrowIfCancellationRequested();
                    if (!line.IsEmpty)
                    {
                        check.Of(line);
                    }
                }

                context.Output.Flush();
            }
            while (await lines.FetchAsync(context.Cancellation).ConfigureAwait(false));
        }

        return check.Finish();
    }

    private sealed class Check(Blocklist list, CommandOutput output)
    {
        private readonly UrlNormalizer normalizer = new(new UrlNormalizerOptions { KeepTracking = true });
        private readonly PublicSuffixList? suffixes = output.IsJson ? PublicSuffixList.Load() : null;
        private long urls, blocked, allowed, invalid;

        public void Of(ReadOnlySpan<byte> url)
        {
            urls++;
            bool isValid = normalizer.TryNormalize(url);
            IReadOnlyList<BlocklistMatch> matches = isValid ? list.Find(normalizer) : [];
            bool isAllowed = matches.Any(m => m.Source.IsAllowed);
            string verdict = !isValid ? "invalid" : isAllowed ? "allowed" : matches.Count > 0 ? "blocked" : "unknown";
            invalid += isValid ? 0 : 1;
            allowed += isAllowed ? 1 : 0;
            blocked += !isAllowed && matches.Count > 0 ? 1 : 0;
            if (output.IsJson)
            {
                WriteJson(Encoding.UTF8.GetString(url), isValid, verdict, matches);
                return;
            }

            string address = BlocklistText.Visible(isValid ? Encoding.ASCII.GetString(normalizer.Text) : Encoding.UTF8.GetString(url));
            if (matches.Count == 0)
            {
                output.Text.Write($"{verdict}\t{address}\n");
            }

            foreach (BlocklistMatch match in matches)
            {
                string place = match.Line > 0 ? $"{match.Source.List}:{Quantity.Plain(match.Line)}" : match.Source.List;
                output.Text.Write($"{verdict}\t{address}\t{match.Source.Category}\t{(match.Source.IsAllowed ? "allow " : "")}{KindOf(match)} {BlocklistText.Visible(match.Rule)}\t{BlocklistText.Visible(place)}\n");
            }
        }

        public ExitCode Finish()
        {
            if (output.IsJson)
            {
                Utf8JsonWriter summary = output.Json.BeginSummary();
                summary.WriteNumber("urls"u8, urls);
                summary.WriteNumber("blocked"u8, blocked);
                summary.WriteNumber("allowed"u8, allowed);
                summary.WriteNumber("unknown"u8, urls - blocked - allowed - invalid);
                summary.WriteNumber("invalid"u8, invalid);
                output.Json.End();
            }

            return blocked > 0 ? ExitCode.No : ExitCode.Done;
        }

        private void WriteJson(string url, bool isValid, string verdict, IReadOnlyList<BlocklistMatch> matches)
        {
            Utf8JsonWriter line = output.Json.Begin("url");
            line.WriteString("url"u8, url);
            string host = Encoding.ASCII.GetString(normalizer.Host);
            line.WriteString("normalized"u8, isValid ? Encoding.ASCII.GetString(normalizer.Text) : null);
            line.WriteString("host"u8, isValid ? host : null);
            line.WriteString("registered_domain"u8, isValid ? suffixes!.RegisteredDomain(host) : null);
            line.WriteString("verdict"u8, verdict);
            line.WriteStartArray("matches"u8);
            foreach (BlocklistMatch match in matches)
            {
                line.WriteStartObject();
                line.WriteString("kind"u8, KindOf(match));
                line.WriteString("rule"u8, match.Rule);
                line.WriteString("category"u8, match.Source.Category);
                line.WriteString("list"u8, match.Source.List);
                line.WriteBoolean("allowed"u8, match.Source.IsAllowed);
                if (match.Line > 0)
                {
                    line.WriteNumber("line"u8, match.Line);
                }

                line.WriteEndObject();
            }

            line.WriteEndArray();
            output.Json.End();
        }

        private static string KindOf(BlocklistMatch match) => match.Kind switch
        {
            BlocklistRuleKind.Domain => "domain",
            BlocklistRuleKind.Url => "url",
            _ => "expression",
        };
    }
}
