using System.CommandLine;
using Portolan.Cli.Settings;
using Portolan.Vfs.Searching;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan vfs search</c>: files whose vectors are near a query's.</summary>
internal sealed class VfsSearchCommand : Verb
{
    private readonly Argument<string> query = new("query") { Description = "What is looked for: words, or @FILE for what is like a file (@@ for words that begin with @).", HelpName = "query" };
    private readonly Argument<string[]> paths = new("path") { Description = "Directories and files; the current directory when left out.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Setting<string[]> plus = Setting.Texts("--plus", "words|@file", "More of this; its vector is added to the query's.");
    private readonly Setting<string[]> minus = Setting.Texts("--minus", "words|@file", "Less of this; its vector is taken from the query's.");
    private readonly VfsSearchSettings settings = new();

    public VfsSearchCommand()
        : base("search", "Finds files by meaning, through the vectors in their extended attributes.")
    {
        Add(query);
        Add(paths);
        Add(plus);
        Add(minus);
        settings.AddTo(this);
    }

    public override string Details =>
        "Reads the attributes that vfs index has written; there is no other index, and the search is exact. A file that was changed since is "
        + "not among the results; one that was only touched is compared by content. Prints score and path, and the words that matched. "
        + "Files that could not be used are listed on standard error and end nothing. Exits with 1 when nothing was found.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("A question", "portolan vfs search \"how do I configure the network\" /usr/share/doc"),
        new("Index what is new or changed first", "portolan vfs search \"tax return\" ~/Documents --index"),
        new("Like this note, but not about cooking", "portolan vfs search @notes/garden.md ~/notes --minus cooking"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput => VfsSearchJson.Shapes;

    public override Task<ExitCode> RunAsync(CommandContext context) => settings.RunAsync(
        context,
        [
            QueryTerm.Parse(context.Value(query)),
            .. context.Value(plus).Select(term => QueryTerm.Parse(term)),
            .. context.Value(minus).Select(term => QueryTerm.Parse(term, isSubtracted: true)),
        ],
        context.Value(paths),
        leftOut: null);
}
