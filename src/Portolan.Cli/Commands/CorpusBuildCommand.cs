using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Corpus;
using Portolan.Corpus.Filters.Perplexity;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Sources;
using Portolan.Graph.Slurm;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan corpus build</c>: crawl files in, corpus and report out.</summary>
internal sealed class CorpusBuildCommand : Verb
{
    private readonly Setting<string?> recipe = Setting.Text("--recipe", "name|file", "A built-in recipe or a YAML file of your own ('portolan corpus recipes' lists them).", "ccnet");
    private readonly Setting<string[]> input = Setting.Texts("--input", "path|address", "What to read: files, directories, patterns in quotes, *.paths lists, http(s) addresses.");
    private readonly Setting<string?> output = Setting.Text("--output", "directory", "Where the corpus goes; created when missing.", required: true);
    private readonly Setting<string?> crawl = Setting.Text("--crawl", "name", "A snapshot of Common Crawl to read instead of --input, such as CC-MAIN-2024-22.");
    private readonly Setting<string?> kind = Setting.Text("--kind", "wet|warc|wat|json", "Which files of a crawl or directory to read, when not those the recipe reads.");
    private readonly Setting<int> segments = Setting.Integer("--segments", "count", "With --crawl: only so many segments.", 0, 1, int.MaxValue, "all");
    private readonly Setting<int> files = Setting.Integer("--files", "count", "With --crawl: only so many files.", 0, 1, int.MaxValue, "all");
    private readonly Setting<string?> baseAddress = Setting.Text("--base-address", "address", "Where crawls and relative lines of *.paths lists are found: an address or a directory.", InputResolverOptions.CommonCrawlAddress);
    private readonly Setting<string?> cache = Setting.Text("--cache", "directory", "Where downloads are kept.", "~/.cache/portolan");
    private readonly Setting<bool> noCache = Setting.Flag("--no-cache", "Read remote files without keeping them.");
    private readonly Setting<int> workers = Setting.Integer("--workers", "count", "Files worked on at once; the result is the same for any number.", Environment.ProcessorCount, 1, 1024, "one a processor");
    private readonly Setting<long> memory = Setting.Bytes("--memory", "Memory for deduplication; the result is the same for any amount.", 0, 1_000_000, "4GB, at most half of the machine's");
    private readonly Setting<string[]> languages = Setting.List("--languages", "codes", "Keep only these languages, such as en,de.");
    private readonly Setting<string?> languageModels = Setting.Text("--language-models", "directory", "Score perplexity with the models in this directory, such as de.sp.model and de.plm or de.arpa.bin.", "those the recipe names, or none");
    private readonly Setting<string?> cutoffs = Setting.Text("--cutoffs", "file|word", "Where the buckets head, middle and tail meet: a table like CCNet's cutoff.csv, from-crawl, or auto.", "as the recipe says");
    private readonly Setting<bool> keepWork = Setting.Flag("--keep-work", "Keep the intermediate files under work/ after the build.");

    private readonly SlurmSettings slurm = new("build", "; half of it is for deduplication unless --memory is given");

    public CorpusBuildCommand()
        : base("build", "Turns crawl files into a deduplicated corpus sorted by language and quality, with a report.")
    {
        Add(recipe);
        Add(input);
        Add(output);
        Add(crawl);
        Add(kind);
        Add(segments);
        Add(files);
        Add(baseAddress);
        Add(cache);
        Add(noCache);
        Add(workers);
        Add(memory);
        Add(languages);
        Add(languageModels);
        Add(cutoffs);
        Add(keepWork);
        slurm.AddTo(this);
    }

    public override string Details =>
        "Reads every input file, runs the recipe's stages and writes {language}_{bucket}_{number}.json.gz, manifest.json and report.html "
        + "into the output directory. A build that was interrupted goes on where it was when the same command is run again. "
        + "Damaged records are listed and passed over; the exit code is then 1.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("The sample crawl that comes with Portolan", "portolan corpus build --recipe ccnet --input samples/crawl --output out"),
        new("German and English from two segments of Common Crawl", "portolan corpus build --crawl CC-MAIN-2024-22 --segments 2 --languages de,en --output out"),
        new("With language models: files en_head, en_middle and en_tail", "portolan corpus build --input samples/crawl --language-models samples/language-models --output out"),
        new("The same on a cluster, see docs/guide/slurm.md", "portolan corpus build --input samples/crawl --output /shared/out --executor slurm --time 01:00:00 --mem 4G"),
        new("Your own recipe, 8 workers, 16 GB for deduplication", "portolan corpus build --recipe my.yaml --input 'crawl/**/*.wet.gz' --output out --workers 8 --memory 16GB"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
        [.. CorpusJson.BuildShapes, new("queued", ["nodes", "directory"], "with --detach, in place of all others; the directory is the one that `portolan jobs` takes")];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        Recipe chosen = BuiltInRecipes.Load(context.Value(recipe)!);
        IReadOnlyList<InputFile> inputs = await ResolveAsync(context, chosen).ConfigureAwait(false);
        var options = new CorpusBuildOptions
        {
            Recipe = chosen,
            Inputs = inputs,
            Output = context.Value(output)!,
            Workers = context.Value(workers),
            Languages = context.Value(languages),
            KeepWork = context.Value(keepWork),
            LanguageModels = context.IsGiven(languageModels) ? context.Value(languageModels) : null,
            Cutoffs = context.IsGiven(cutoffs) ? context.Value(cutoffs) : null,
            TimeProvider = context.Time,
        };
        long bytes = context.Value(memory) is > 0 and var given ? given : slurm.TaskMemoryBytes(context) / 2;
        options = bytes > 0 ? options with { MemoryBytes = bytes } : options;
        ExitCode code;
        try
        {
            code = await CorpusBuildRun.RunAsync(options with { Executor = slurm.ExecutorOf(context, options) }, context).ConfigureAwait(false);
        }
        catch (SlurmDetachedException detached)
        {
            return slurm.Render(detached, options.Output, context.Output);
        }

        if (options is { LanguageModels: null, Cutoffs: null } && chosen.Stages.Any(s => s.Options is PerplexityFilterOptions { Models: "" }))
        {
            context.Output.Note("no language models were given (--language-models): perplexity is not scored, every document goes to the bucket all");
        }

        return code;
    }

    private Task<IReadOnlyList<InputFile>> ResolveAsync(CommandContext context, Recipe chosen)
    {
        string[] specifications = context.Value(input);
        string? snapshot = context.Value(crawl);
        if (specifications.Length > 0 == snapshot is not null)
        {
            throw new UsageException("give either --input or --crawl", "--input takes files, directories, patterns and addresses; --crawl a snapshot of Common Crawl");
        }

        if (snapshot is null && (context.IsGiven(segments) || context.IsGiven(files)))
        {
            throw new UsageException("--segments and --files go with --crawl", "with --input, name the files you want");
        }

        InputKind preferred = ((ReadOptions)chosen.Stages[0].Options).Kind switch
        {
            DocumentKind.Jsonl => InputKind.Json,
            DocumentKind.Warc => InputKind.Warc,
            DocumentKind.Wat => InputKind.Wat,
            _ => InputKind.Wet,
        };
        InputKind? named = Kind(context.Value(kind));
        var resolver = new InputResolver(new InputResolverOptions
        {
            PreferredKind = preferred,
            Kind = named,
            BaseAddress = context.IsGiven(baseAddress) ? context.Value(baseAddress) : null,
            Skipped = new SkippedNotes(context.Output),
            Http = new HttpSourceOptions
            {
                CacheDirectory = context.IsGiven(cache) ? context.Value(cache) : null,
                NoCache = context.Value(noCache),
                TimeProvider = context.Time,
            },
        });
        return snapshot is null
            ? resolver.ResolveAsync(specifications, context.Cancellation)
            : resolver.ResolveAsync(
                new CrawlSelection(snapshot, named ?? preferred, context.IsGiven(segments) ? context.Value(segments) : null, context.IsGiven(files) ? context.Value(files) : null),
                context.Cancellation);
    }

    private static InputKind? Kind(string? word) => word switch
    {
        null => null,
        "wet" => InputKind.Wet,
        "warc" => InputKind.Warc,
        "wat" => InputKind.Wat,
        "json" => InputKind.Json,
        _ => throw new UsageException($"--kind: '{word}' is not one of its values", "write one of wet, warc, wat, json"),
    };

    private sealed class SkippedNotes(CommandOutput output) : IProgress<SkippedInputs>
    {
        public void Report(SkippedInputs value) =>
            output.Note($"{value.Specification}: {value.FileCount} {value.Kind.ToString().ToLowerInvariant()} {(value.FileCount == 1 ? "file is" : "files are")} not read, only {value.Chosen.ToString().ToLowerInvariant()} (choose with --kind)");
    }
}
