using Portolan.Cli.Settings;
using Portolan.Corpus;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Sources;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan quickstart</c>: the main job on the sample crawl that comes with the repository.</summary>
internal sealed class QuickstartCommand : Verb
{
    private const string SampleCrawl = "samples/crawl";
    private const string SampleModels = "samples/language-models";
    private const string DefaultOutput = "artifacts/quickstart";

    private readonly Setting<string?> output = Setting.Text("--output", "directory", "Where the corpus goes.", DefaultOutput + " in the repository");

    public QuickstartCommand()
        : base("quickstart", "Builds a corpus from the small crawl that comes with Portolan.") => Add(output);

    public override string Details =>
        "The crawl is an invented coast: harbours, ferries, a museum, with the navigation, cookie notices, mirrors and link farms that "
        + "real crawls have. Small models of English and German sort what is kept into head, middle and tail. Everything runs on this machine; look at the report afterwards.";

    public override IReadOnlyList<CommandExample> Examples => [new("The first thing to try", "portolan quickstart")];

    public override IReadOnlyList<JsonShape> JsonOutput => CorpusJson.BuildShapes;

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        string repository = FindRepository();
        string directory = context.IsGiven(output) ? context.Value(output)! : Path.Combine(repository, DefaultOutput);
        if (!context.IsGiven(output) && Directory.Exists(directory))
        {
            // Ours alone, and seeing it made is the point.
            Directory.Delete(directory, recursive: true);
        }

        string crawl = Path.Combine(repository, SampleCrawl);
        context.Output.Note($"building a corpus from {crawl} with the recipe ccnet");
        IReadOnlyList<InputFile> inputs = await new InputResolver().ResolveAsync([crawl], context.Cancellation).ConfigureAwait(false);
        ExitCode code = await CorpusBuildRun.RunAsync(
            new CorpusBuildOptions
            {
                Recipe = BuiltInRecipes.Load("ccnet"), Inputs = inputs, Output = directory, LanguageModels = Path.Combine(repository, SampleModels), TimeProvider = context.Time,
            },
            context).ConfigureAwait(false);
        context.Output.Note($"open the report in a browser, or read documents: portolan corpus show {directory} -n 3");
        return code;
    }

    private static string FindRepository()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (Directory.Exists(Path.Combine(at.FullName, SampleCrawl)))
            {
                return at.FullName;
            }
        }

        throw new CorpusException($"there is no {SampleCrawl} above {AppContext.BaseDirectory}", hint: "run quickstart from a clone of the repository");
    }
}
