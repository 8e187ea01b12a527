using System.CommandLine;
using Portolan.Vfs;
using Portolan.Vfs.Searching;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan vfs similar</c>: files whose vectors are near a file's.</summary>
internal sealed class VfsSimilarCommand : Verb
{
    private readonly Argument<string> file = new("file") { Description = "The file that others are compared with.", HelpName = "file" };
    private readonly Argument<string[]> paths = new("path") { Description = "Directories and files; the current directory when left out.", Arity = ArgumentArity.ZeroOrMore };
    private readonly VfsSearchSettings settings = new();

    public VfsSimilarCommand()
        : base("similar", "Finds files that are like a file: texts by what they say, pictures by how they look.")
    {
        Add(file);
        Add(paths);
        settings.AddTo(this);
    }

    public override string Details =>
        "The same as vfs search @FILE, without the file itself among the results. Its vectors are taken from its attribute when they are up "
        + "to date, and computed otherwise. Exits with 1 when nothing was found.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("More like this photo", "portolan vfs similar beach.jpg ~/Pictures --index"),
        new("Notes on the same subject", "portolan vfs similar notes/garden.md ~/notes -n 5"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput => VfsSearchJson.Shapes;

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        var path = new RawPath(context.Value(file));
        return settings.RunAsync(context, [QueryTerm.OfFile(path)], context.Value(paths), path);
    }
}
