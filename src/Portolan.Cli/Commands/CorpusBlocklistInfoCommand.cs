using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Settings;
using Portolan.Corpus.Urls.Blocklists;
using Portolan.Storage;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan corpus blocklist info</c>: what a compiled blocklist holds.</summary>
internal sealed class CorpusBlocklistInfoCommand : Verb
{
    private readonly Argument<string> file = new("blocklist") { Description = "A file that 'corpus blocklist build' wrote.", HelpName = "file" };

    public CorpusBlocklistInfoCommand()
        : base("info", "Shows which lists a compiled blocklist holds, and checks every byte of it.") => Add(file);

    public override IReadOnlyList<CommandExample> Examples => [new("What is in it?", "portolan corpus blocklist info ut1.blocklist")];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("list", ["list", "category", "allowed", "domains", "urls", "expressions"], "for each list"),
        new("summary", ["rules", "bytes", "sha256"], "at the end; equal digests mean equal rules"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        using Blocklist list = Blocklist.Open(context.Value(file));
        list.Verify();
        if (context.Output.IsJson)
        {
            foreach (BlocklistSource source in list.Sources)
            {
                BlocklistText.Write(context.Output.Json, source);
            }

            Utf8JsonWriter summary = context.Output.Json.BeginSummary();
            summary.WriteNumber("rules"u8, list.Rules);
            summary.WriteNumber("bytes"u8, list.FileBytes);
            summary.WriteString("sha256"u8, list.Digest);
            context.Output.Json.End();
        }
        else
        {
            BlocklistText.WriteTable(context.Output.Text, list.Sources);
            context.Output.Text.Write($"\n{Quantity.Count(list.Rules)} rules, {ByteSize.Format(list.FileBytes)}, sha256 {list.Digest}\n");
        }

        return Task.FromResult(ExitCode.Done);
    }
}
