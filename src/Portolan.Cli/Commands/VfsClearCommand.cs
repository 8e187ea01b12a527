using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Vfs.Indexing;
using Portolan.Vfs.Rules;
using Portolan.Vfs.Walking;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan vfs clear</c>: our attributes off files.</summary>
internal sealed class VfsClearCommand : Verb
{
    private readonly Argument<string[]> paths = new("path") { Description = "Directories and files.", Arity = ArgumentArity.OneOrMore };
    private readonly Setting<string[]> space = Setting.List("--space", "model,...", "Remove the vectors of these spaces; of all when left out.");
    private readonly Setting<string[]> include = Setting.List("--include", "pattern,...", "Only files that match, or that lie below a directory that does; patterns as in .gitignore.");
    private readonly Setting<string[]> exclude = Setting.List("--exclude", "pattern,...", "Leave out files and directories that match.");
    private readonly Setting<bool> follow = Setting.Flag("--follow", "Follow symbolic links; no directory is entered twice.");

    public VfsClearCommand()
        : base("clear", "Removes vectors from files.")
    {
        Add(paths);
        Add(space);
        Add(include);
        Add(exclude);
        Add(follow);
    }

    public override string Details =>
        "Only attributes that Portolan wrote are removed: user.portolan.SPACE and the sketches user.pv??. Hidden and ignored files are cleared too, since "
        + "they may have been indexed before they were ignored.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("As if nothing had been", "portolan vfs clear ~/Documents"),
        new("Only one space", "portolan vfs clear ~/Pictures --space image-layout"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("problem", ["path", "reason"], "for each file or directory that could not be read or changed"),
        new("summary", ["files", "cleared", "problems"], "at the end; `files` looked at, `cleared` records"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        string[] names = context.Value(space);
        var rules = new TreeRules(new TreeRulesOptions { RespectIgnoreFiles = false, Include = [.. context.Value(include)], Exclude = [.. context.Value(exclude)] });
        ClearSummary summary = TreeClearing.Clear(
            VfsTreeSettings.Roots(context.Value(paths)),
            names.Length == 0 ? null : names.ToHashSet(StringComparer.Ordinal),
            new WalkOptions { IncludeHidden = true, FollowLinks = context.Value(follow) },
            rules,
            context.Cancellation);
        foreach (WalkProblem problem in summary.Failures)
        {
            VfsProblems.Write(context.Output, problem);
        }

        if (context.Output.IsJson)
        {
            Utf8JsonWriter writer = context.Output.Json.BeginSummary();
            writer.WriteNumber("files"u8, summary.Files);
            writer.WriteNumber("cleared"u8, summary.Cleared);
            writer.WriteNumber("problems"u8, summary.Failures.Count);
            context.Output.Json.End();
        }
        else
        {
            context.Output.Note($"{Quantity.Count(summary.Cleared)} records removed, {Quantity.Count(summary.Files)} files looked at");
        }

        return Task.FromResult(summary.Failures.Count == 0 ? ExitCode.Done : ExitCode.No);
    }
}
