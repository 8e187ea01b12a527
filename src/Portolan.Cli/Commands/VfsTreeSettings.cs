using System.Collections.Immutable;
using System.CommandLine;
using Portolan.Cli.Settings;
using Portolan.Vfs;
using Portolan.Vfs.Rules;
using Portolan.Vfs.Walking;

namespace Portolan.Cli.Commands;

/// <summary>What of a tree counts; the same for every <c>portolan vfs</c> command that walks one.</summary>
internal sealed class VfsTreeSettings
{
    private static readonly string[] TypeNames = ["text", "code", "pdf", "image"];

    private readonly Setting<string[]> include = Setting.List("--include", "pattern,...", "Only files that match, or that lie below a directory that does; patterns as in .gitignore, '/' binds to the directory that is searched.");
    private readonly Setting<string[]> exclude = Setting.List("--exclude", "pattern,...", "Leave out files and directories that match.");
    private readonly Setting<string[]> type = Setting.List("--type", "type,...", "Only files of these types: text, code, pdf, image.");
    private readonly Setting<bool> hidden = Setting.Flag("--hidden", "Look at files and directories whose name begins with a dot, too.");
    private readonly Setting<bool> noIgnore = Setting.Flag("--no-ignore", "Take no notice of .gitignore files and git's exclude files.");
    private readonly Setting<bool> follow = Setting.Flag("--follow", "Follow symbolic links; no directory is entered twice.");
    private readonly Setting<bool> oneFileSystem = Setting.Flag("--one-file-system", "Stay on the file system of the directory that is named.");

    public void AddTo(Command command)
    {
        command.Add(include);
        command.Add(exclude);
        command.Add(type);
        command.Add(hidden);
        command.Add(noIgnore);
        command.Add(follow);
        command.Add(oneFileSystem);
    }

    public WalkOptions Walk(CommandContext context) => new()
    {
        IncludeHidden = context.Value(hidden),
        FollowLinks = context.Value(follow),
        OneFileSystem = context.Value(oneFileSystem),
    };

    public TreeRules Rules(CommandContext context) => new(new TreeRulesOptions
    {
        RespectIgnoreFiles = !context.Value(noIgnore),
        Include = [.. context.Value(include)],
        Exclude = [.. context.Value(exclude)],
        Types = Types(context),
    });

    /// <summary>The types that were asked for; empty for all.</summary>
    /// <exception cref="UsageException">One is unknown.</exception>
    public ImmutableArray<FileType> Types(CommandContext context) =>
    [
        .. context.Value(type).Select(name => Array.IndexOf(TypeNames, name) switch
        {
            0 => FileType.Text,
            1 => FileType.Code,
            2 => FileType.Pdf,
            3 => FileType.Image,
            _ => throw new UsageException($"'{name}' is no type of files", $"write one or more of {string.Join(", ", TypeNames)}, with commas between"),
        }),
    ];

    /// <summary>The paths as the file system has them.</summary>
    /// <exception cref="FileNotFoundException">There is no such file or directory.</exception>
    public static RawPath[] Roots(IEnumerable<string> paths) =>
        [.. paths.Select(path => Path.Exists(path) ? new RawPath(path) : throw new FileNotFoundException(null, path))];
}
