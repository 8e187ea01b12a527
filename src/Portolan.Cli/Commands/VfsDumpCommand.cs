using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Settings;
using Portolan.Storage;
using Portolan.Vfs.Dumps;
using Portolan.Vfs.Rules;
using Portolan.Vfs.Walking;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan vfs dump</c>: our attributes as a portable file.</summary>
internal sealed class VfsDumpCommand : Verb
{
    private readonly Argument<string> directory = new("directory") { Description = "The directory; paths in the dump start from it." };
    private readonly Setting<string?> output = Setting.Text("--output", "file", "The file to write.", required: true);
    private readonly Setting<string[]> include = Setting.List("--include", "pattern,...", "Only files that match, or that lie below a directory that does; patterns as in .gitignore.");
    private readonly Setting<string[]> exclude = Setting.List("--exclude", "pattern,...", "Leave out files and directories that match.");

    public VfsDumpCommand()
        : base("dump", "Writes the vectors of a directory's files to one portable file.")
    {
        Add(directory);
        Add(output);
        Add(include);
        Add(exclude);
    }

    public override string Details =>
        "For backups, archives and copies by tools that lose extended attributes: 'vfs restore' gives the files their vectors back. The file is what "
        + "getfattr --dump writes, so setfattr --restore reads it too. Hidden and ignored files that have vectors are in it.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Before a copy by a tool that drops attributes", "portolan vfs dump ~/Documents --output documents.attributes"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("problem", ["path", "reason"], "for each file or directory that could not be read"),
        new("summary", ["files", "records", "bytes", "problems", "output"], "at the end"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        string file = context.Value(output)!;
        DumpSummary summary = AttributeDump.Write(
            VfsTreeSettings.Roots([context.Value(directory)])[0],
            file,
            new WalkOptions { IncludeHidden = true },
            new TreeRules(new TreeRulesOptions { RespectIgnoreFiles = false, Include = [.. context.Value(include)], Exclude = [.. context.Value(exclude)] }),
            context.Cancellation);
        foreach (WalkProblem problem in summary.Problems)
        {
            VfsProblems.Write(context.Output, problem);
        }

        if (context.Output.IsJson)
        {
            Utf8JsonWriter writer = context.Output.Json.BeginSummary();
            writer.WriteNumber("files"u8, summary.Files);
            writer.WriteNumber("records"u8, summary.Records);
            writer.WriteNumber("bytes"u8, summary.Bytes);
            writer.WriteNumber("problems"u8, summary.Problems.Count);
            writer.WriteString("output"u8, file);
            context.Output.Json.End();
        }
        else
        {
            context.Output.Note($"{file}: {Quantity.Count(summary.Records)} records of {Quantity.Count(summary.Files)} files, {ByteSize.Format(summary.Bytes)}");
        }

        return Task.FromResult(summary.Problems.Count == 0 ? ExitCode.Done : ExitCode.No);
    }
}
