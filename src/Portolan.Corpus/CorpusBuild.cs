using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Portolan.Corpus.Filters;
using Portolan.Corpus.Filters.Language;
using Portolan.Corpus.Filters.Perplexity;
using Portolan.Corpus.Internals;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports;
using Portolan.Graph;
using Portolan.Storage;
using Portolan.Text.Perplexity;

namespace Portolan.Corpus;

/// <summary>Builds a training corpus from crawl files, as a recipe says.</summary>
/// <remarks>
/// The output does not depend on the number of workers, on memory, or on how often the build was interrupted: finished units
/// of work are kept under <c>work/</c> and a build started again goes on from there. One build at a time may run in an output
/// directory. See docs/formats/corpus-build.md for what is written.
/// </remarks>
public sealed class CorpusBuild
{
    private readonly CorpusBuildOptions options;

    /// <summary>Prepares a build; nothing is read or written yet.</summary>
    /// <param name="options">What to build.</param>
    /// <exception cref="CorpusException">There are no inputs, one is given twice, or <c>Languages</c>, <c>LanguageModels</c> or <c>Cutoffs</c> is set and the recipe has no stage for it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Workers or memory are not positive.</exception>
    public CorpusBuild(CorpusBuildOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Workers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MemoryBytes, 1);
        if (options.Inputs.Count == 0)
        {
            throw new CorpusException("there is nothing to read: no input file was given");
        }

        if (options.Inputs.GroupBy(i => i.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
        {
            throw new CorpusException($"input {twice.Key} is given twice", twice.Key);
        }

        this.options = options with { Recipe = WithModels(options, WithLanguages(options)) };
    }

    /// <summary>Runs the build, or finds that it is complete already.</summary>
    /// <param name="cancellationToken">Stops the build between two documents; finished work is kept.</param>
    /// <returns>Progress, then one <see cref="BuildCompleted"/>.</returns>
    /// <exception cref="CorpusException">No input could be read, the output directory holds another build, or a device failed.</exception>
    /// <exception cref="StorageException">Another process builds into the directory, or work files were damaged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async IAsyncEnumerable<CorpusEvent> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        DateTimeOffset started = options.TimeProvider.GetUtcNow();
        long startedAt = options.TimeProvider.GetTimestamp();
        using DirectoryLock directoryLock = Lock();
        using var resources = new FilterResources();
        BuildContext context = BuildContext.Of(options, resources);
        var plan = new BuildPlan(options, context);
        if (ManifestFile.TryRead(options.Output) is { } earlier)
        {
            yield return Complete(earlier, plan);
            yield break;
        }

        var runnerOptions = new GraphRunnerOptions
        {
            Limits = new Dictionary<Resource, int> { [Resource.Cpu] = options.Workers, [Resource.Disk] = 1 },
            Store = context.OpenStore(),
            TimeProvider = options.TimeProvider,
        };
        IGraphExecutor runner = options.Executor?.Invoke(runnerOptions) ?? new GraphRunner(runnerOptions);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        GraphRun run = runner.Start(plan.Graph, plan.Outputs, stop.Token);
        var progress = new BuildProgressTracker(plan, options);
        await foreach (GraphEvent graphEvent in run.FollowAsync(stop).ConfigureAwait(false))
        {
            if (progress.Translate(graphEvent) is { } corpusEvent)
            {
                yield return corpusEvent;
            }
        }

        GraphResult result = await run.Completion.ConfigureAwait(false);
        ThrowOnFailure(result);
        Manifest manifest = ManifestAssembly.Assemble(options, plan, context, result, new RunSummary(
            started.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            options.TimeProvider.GetElapsedTime(startedAt).TotalSeconds,
            options.Workers,
            options.MemoryBytes,
            PeakMemory.Bytes(),
            AllocatedBytesPerDocument: 0,
            result.FromStore,
            Assembly.GetExecutingAssembly().GetName().Version!.ToString(3)));
        ThrowIfNothingWasReadable(manifest);
        yield return Publish(manifest, plan.Measurement is { } measurement ? result.Get(measurement).Languages : []);
    }

    /// <summary>The graph of the build, for a process that runs single nodes of it; the directory is not locked.</summary>
    /// <exception cref="CorpusException">A model is missing.</exception>
    public CorpusBuildGraph OpenGraph() => new(options);

    // The manifest comes last: it says that everything else is there.
    private BuildCompleted Publish(Manifest manifest, IReadOnlyList<PerplexityDistribution> perplexities)
    {
        try
        {
            if (perplexities.Count > 0)
            {
                new CutoffTable(perplexities.ToDictionary(p => p.Language, p => p.Percentiles, StringComparer.Ordinal)).Write(Path.Combine(options.Output, LanguageModelDirectory.CutoffName));
            }

            string report = HtmlReport.Write(options.Output, manifest);
            string path = ManifestFile.Write(options.Output, manifest);
            RemoveWork();
            return new BuildCompleted(manifest, path, report, WasComplete: false);
        }
        catch (Exception e) when (e is UnauthorizedAccessException || e is IOException and not (StorageException or CorpusException))
        {
            throw Failed(e);
        }
    }

    private static Recipe WithLanguages(CorpusBuildOptions options)
    {
        if (options.Languages.Count == 0)
        {
            return options.Recipe;
        }

        RecipeStage stage = options.Recipe.Stages.FirstOrDefault(s => s.Options is LanguageFilterOptions)
            ?? throw new CorpusException($"languages were chosen, but recipe {options.Recipe.Name} has no language stage", hint: "add '- language' to the recipe");
        return options.Recipe.With(stage, (LanguageFilterOptions)stage.Options with { Languages = [.. options.Languages] });
    }

    // Without models the perplexity stage is left out: every document is in the bucket "all".
    private static Recipe WithModels(CorpusBuildOptions options, Recipe recipe)
    {
        RecipeStage? stage = recipe.Stages.FirstOrDefault(s => s.Options is PerplexityFilterOptions);
        if (stage is null)
        {
            return options.LanguageModels is null && options.Cutoffs is null
                ? recipe
                : throw new CorpusException($"language models or cut-offs were given, but recipe {recipe.Name} has no perplexity stage", hint: "add '- perplexity' to the recipe, behind '- language'");
        }

        LanguageFilterOptions? language = recipe.Stages.TakeWhile(s => s != stage).Select(s => s.Options).OfType<LanguageFilterOptions>().LastOrDefault();
        var chosen = (PerplexityFilterOptions)stage.Options;
        chosen = chosen with { Models = options.LanguageModels ?? chosen.Models, Cutoffs = options.Cutoffs ?? chosen.Cutoffs, Wanted = language?.Languages ?? [] };
        if (chosen.Models.Length > 0)
        {
            // JSON Lines may come with languages; text from a crawl has none before the language stage.
            return language is not null || ((ReadOptions)recipe.Stages[0].Options).Kind == DocumentKind.Jsonl
                ? recipe.With(stage, chosen with { Cutoffs = chosen.TablePath ?? PerplexityFilterOptions.FromCrawl })
                : throw new CorpusException($"recipe {recipe.Name} scores perplexity before it knows the language", hint: "put '- language' before '- perplexity'");
        }

        return options.Cutoffs is null
            ? recipe.Without(stage)
            : throw new CorpusException("cut-offs were given, but no language models to score with", hint: "give the directory of the models too");
    }

    private DirectoryLock Lock()
    {
        if (File.Exists(options.Output))
        {
            throw new CorpusException($"cannot write to the output directory {options.Output}: it is a file", options.Output, hint: "choose another --output");
        }

        try
        {
            return DirectoryLock.Acquire(options.Output);
        }
        catch (Exception e) when (e is UnauthorizedAccessException || e is IOException and not (StorageException or CorpusException))
        {
            throw new CorpusException($"cannot write to the output directory {options.Output}: {e.Message}", options.Output, hint: "choose another --output", innerException: e);
        }
    }

    private BuildCompleted Complete(Manifest earlier, BuildPlan plan)
    {
        if (earlier.BuildKey != plan.Gather.Key.ToString())
        {
            throw new CorpusException(
                $"{options.Output} holds a finished build of recipe {earlier.Recipe} from other inputs or settings",
                options.Output,
                hint: "choose another --output, or delete that directory first");
        }

        foreach (OutputSummary output in earlier.Outputs)
        {
            var file = new FileInfo(Path.Combine(options.Output, output.Name));
            if (!file.Exists || file.Length != output.Bytes)
            {
                throw new CorpusException(
                    $"{file.FullName} {(file.Exists ? $"has {file.Length} bytes" : "is missing")}, but the manifest says {output.Bytes} bytes",
                    file.FullName,
                    hint: $"delete {ManifestFile.FileName} and run the same command again to build it anew");
            }
        }

        RemoveWork();
        return new BuildCompleted(earlier, Path.Combine(options.Output, ManifestFile.FileName), Path.Combine(options.Output, HtmlReport.FileName), WasComplete: true);
    }

    private static void ThrowOnFailure(GraphResult result)
    {
        if (result.Failures.Count == 0)
        {
            return;
        }

        Exception exception = result.Failures[0].Cause();
        if (exception is IOException and not (StorageException or CorpusException) or UnauthorizedAccessException)
        {
            throw Failed(exception);
        }

        ExceptionDispatchInfo.Throw(exception);
    }

    // Without a hint: what to do depends on the device's error, which the caller can see.
    private static CorpusException Failed(Exception device) => new(device.Message, innerException: device);

    private static void ThrowIfNothingWasReadable(Manifest manifest)
    {
        if (manifest.Rejected.Count > 0 && manifest.Stages[0].DocumentsIn == 0)
        {
            Rejection first = manifest.Rejected[0];
            throw new CorpusException(
                $"no document could be read from {manifest.Inputs.Count} input file(s); the first trouble: {first.Reason}",
                first.File,
                first.Offset,
                "check that the files are what the recipe reads (portolan corpus recipes)");
        }
    }

    private void RemoveWork()
    {
        string work = Path.Combine(options.Output, BuildContext.WorkDirectory);
        if (!options.KeepWork && Directory.Exists(work))
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
