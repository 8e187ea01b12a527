using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Portolan.Corpus.Internals;
using Portolan.Corpus.ModelPreparation.Internals;
using Portolan.Graph;
using Portolan.Storage;
using Portolan.Text.Perplexity;

namespace Portolan.Corpus.ModelPreparation;

/// <summary>Makes the two models with which a corpus build scores documents of a language: a tokeniser, and n-grams over its pieces.</summary>
/// <remarks>
/// Three steps, each kept under <c>work/{language}/</c> until all are done, so that a preparation that was killed goes on where it was: read the
/// articles, train the tokeniser, train the n-gram model. One preparation at a time may run in a directory. What is written is
/// described in <c>docs/formats/language-models.md</c>.
/// </remarks>
public sealed class LanguageModelPreparation
{
    private const string AllWork = "work";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly LanguageModelPreparationOptions options;

    /// <summary>Prepares nothing yet; reads no file.</summary>
    /// <param name="options">What to make.</param>
    /// <exception cref="CorpusException">There are no inputs, or the language's code cannot begin a file's name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public LanguageModelPreparation(LanguageModelPreparationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TokenizerArticles, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ModelArticles, 1);
        if (options.Inputs.Count == 0)
        {
            throw new CorpusException("there is nothing to read: no dump was given");
        }

        if (!LanguageModelDirectory.IsLanguageCode(options.Language))
        {
            throw new CorpusException($"'{options.Language}' is no language code", hint: "write a code of letters, digits, - and _, such as de");
        }

        this.options = options;
    }

    /// <summary>Runs, or finds that these models exist already.</summary>
    /// <param name="cancellationToken">Stops the work; finished steps are kept.</param>
    /// <returns>Progress, then one <see cref="PreparationCompleted"/>.</returns>
    /// <exception cref="CorpusException">No dump has an article with text, or a device failed.</exception>
    /// <exception cref="StorageException">A dump is damaged, the settings do not fit the text, or another process works in the directory.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async IAsyncEnumerable<CorpusEvent> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using DirectoryLock directoryLock = DirectoryLock.Acquire(options.Output);
        var graph = new TaskGraph();
        Node<ArticlesResult> articles = graph.Call(new ReadArticlesOperation(options, WorkDirectory), new ArticlesInput([.. options.Inputs.Select(i => i.Identity)]), "reading articles");
        Node<TrainedTokenizer> tokenizer = graph.Call(new TrainTokenizerOperation(options, WorkDirectory), articles, "training the tokeniser");
        Node<TrainedModel> model = graph.Call(new TrainModelOperation(options, WorkDirectory), new TrainModelInput(articles, tokenizer), "training the n-gram model");
        if (Finished(model.Key) is { } finished)
        {
            yield return new PreparationCompleted(finished, TrainingPath, WasComplete: true);
            yield break;
        }

        var runner = new GraphRunner(new GraphRunnerOptions
        {
            Limits = new Dictionary<Resource, int> { [Resource.Cpu] = 1 },
            Store = new FileResultStore(PathOf(WorkDirectory + "/results"), options.Output),
            TimeProvider = options.TimeProvider,
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        GraphRun run = runner.Start(graph, [articles, tokenizer, model], stop.Token);
        await foreach (GraphEvent graphEvent in run.FollowAsync(stop).ConfigureAwait(false))
        {
            if (graphEvent is NodeProgress progress)
            {
                yield return new BuildProgress(progress.Node.Label, progress.Done, progress.Total, progress.Unit);
            }
        }

        GraphResult result = await run.Completion.ConfigureAwait(false);
        if (result.Failures.Count > 0)
        {
            ExceptionDispatchInfo.Throw(result.Failures[0].Cause());
        }

        yield return Publish(result.Get(articles), result.Get(tokenizer), result.Get(model), model.Key.ToString());
    }

    // Its own for each language: what another one has done, and has not finished, stays.
    private string WorkDirectory => $"{AllWork}/{options.Language}";

    private string TokenizerName => options.Language + LanguageModelDirectory.TokenizerEnding;

    private string ModelName => options.Language + ".plm";

    private string TrainingPath => PathOf(options.Language + ".training.json");

    private string PathOf(string relative) => Path.Combine(options.Output, relative);

    private LanguageModelTraining? Finished(NodeKey key)
    {
        if (!File.Exists(TrainingPath) || !File.Exists(PathOf(TokenizerName)) || !File.Exists(PathOf(ModelName)))
        {
            return null;
        }

        try
        {
            var training = JsonSerializer.Deserialize<LanguageModelTraining>(File.ReadAllBytes(TrainingPath), Json);
            return training is { Format: LanguageModelTraining.CurrentFormat } && training.Key == key.ToString() ? training : null;
        }
        catch (JsonException)
        {
            // Whatever it is, it does not say that these models are there: they are made again.
            return null;
        }
    }

    private PreparationCompleted Publish(ArticlesResult articles, TrainedTokenizer tokenizer, TrainedModel model, string key)
    {
        // Should this be cut short, the manifest of before no longer fits the files, and whoever opens them is told so.
        Replace(tokenizer.Model.Path, TokenizerName);
        Replace(model.Model.Path, ModelName);
        var training = new LanguageModelTraining(
            LanguageModelTraining.CurrentFormat,
            options.Language,
            key,
            [.. options.Inputs.Select(i => i.Name)],
            options.Part == ArticlePart.Opening ? "opening" : "text",
            Math.Min(articles.Articles, options.ModelArticles),
            Math.Min(articles.Articles, options.TokenizerArticles),
            articles.Text.Length,
            tokenizer.VocabularySize,
            model.Tokens,
            model.NGrams,
            Assembly.GetExecutingAssembly().GetName().Version!.ToString(3));
        AtomicFile.WriteAllBytes(TrainingPath, [.. JsonSerializer.SerializeToUtf8Bytes(training, Json), (byte)'\n']);
        LanguageModelDirectory.WriteManifest(options.Output, "made by portolan lm prepare");
        if (!options.KeepWork)
        {
            RemoveWork();
        }

        return new PreparationCompleted(training, TrainingPath, WasComplete: false);
    }

    private void RemoveWork()
    {
        Directory.Delete(PathOf(WorkDirectory), recursive: true);
        if (!Directory.EnumerateFileSystemEntries(PathOf(AllWork)).Any())
        {
            Directory.Delete(PathOf(AllWork));
        }
    }

    private void Replace(string source, string name)
    {
        using var from = new FileStream(PathOf(source), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using AtomicFile to = AtomicFile.Create(PathOf(name), bufferSize: 0);
        from.CopyTo(to.Stream, 1 << 20);
        to.Commit();
    }
}
