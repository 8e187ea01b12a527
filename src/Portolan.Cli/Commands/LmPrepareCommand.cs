using System.Globalization;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Corpus;
using Portolan.Corpus.ModelPreparation;
using Portolan.Corpus.Sources;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan lm prepare</c>: an encyclopedia's dump in, the models that a corpus build scores with out.</summary>
internal sealed class LmPrepareCommand : Verb
{
    private static readonly LanguageModelPreparationOptions Defaults = new() { Language = "", Inputs = [], Output = "" };

    private readonly Setting<string?> language = Setting.Text("--language", "code", "The language's code as the language stage names it, such as de.", required: true);
    private readonly Setting<string[]> wikipedia = Setting.Texts("--wikipedia", "file", "Dumps: MediaWiki XML (.bz2), CirrusSearch JSON (.gz), or plain text with one article a line.", required: true);
    private readonly Setting<string?> output = Setting.Text("--output", "directory", "The model directory; other languages' models in it stay.", required: true);
    private readonly Setting<string> part = Setting.Choice("--part", "What of each article is used: the paragraphs before its first heading, as CCNet does, or all.", ["opening", "text"], "opening");
    private readonly Setting<int> vocabulary = Setting.Integer("--vocabulary", "count", "Pieces of the tokeniser.", Defaults.VocabularySize, 1, 10_000_000);
    private readonly Setting<double> coverage = Setting.Number("--character-coverage", "share", "Share of the text's characters that the pieces must cover.", Defaults.CharacterCoverage, 0.98, 1);
    private readonly Setting<int> tokenizerArticles = Setting.Integer("--tokenizer-articles", "count", "Articles to train the tokeniser from: the first of the dump.", Defaults.TokenizerArticles, 1, int.MaxValue);
    private readonly Setting<int> modelArticles = Setting.Integer("--model-articles", "count", "Articles to train the n-gram model from: the first of the dump.", Defaults.ModelArticles, 1, int.MaxValue);
    private readonly Setting<int> order = Setting.Integer("--order", "count", "Words of the longest n-grams.", Defaults.Order, 1, 6);
    private readonly Setting<string[]> prune = Setting.Texts("--prune", "counts", "Leave out n-grams seen so often or less, for each order from 1 on, such as 0 0 1; the last one holds for the rest. Without it nothing is left out.");
    private readonly Setting<long> memory = Setting.Bytes("--memory", "Memory for counting and sorting; the models are the same for any amount.", 1_000_000_000, 1_000_000);
    private readonly Setting<int> threads = Setting.Integer("--threads", "count", "Threads that work at once; the models are the same for any number.", Environment.ProcessorCount, 1, 1024, "one a processor");
    private readonly Setting<bool> keepWork = Setting.Flag("--keep-work", "Keep the articles' text under work/{language}/ when all is done.");

    public LmPrepareCommand()
        : base("prepare", "Makes a language's tokeniser and n-gram model from a Wikipedia dump.")
    {
        Add(language);
        Add(wikipedia);
        Add(output);
        Add(part);
        Add(vocabulary);
        Add(coverage);
        Add(tokenizerArticles);
        Add(modelArticles);
        Add(order);
        Add(prune);
        Add(memory);
        Add(threads);
        Add(keepWork);
    }

    public override string Details =>
        "Reads the articles, brings them into CCNet's normal form, trains a SentencePiece tokeniser and a Kneser-Ney model over its pieces, and "
        + "writes {language}.sp.model, {language}.plm, {language}.training.json and manifest.json. The defaults are CCNet's. What was interrupted goes "
        + "on where it was when the same command is run again. 'corpus build --language-models' takes the directory.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("German models as CCNet makes them", "portolan lm prepare --language de --wikipedia dewiki-latest-pages-articles.xml.bz2 --output models"),
        new("Smaller ones, from whole articles", "portolan lm prepare --language de --wikipedia dewiki-cirrussearch-content.json.gz --part text --vocabulary 16000 --prune 0 0 1 --output models"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("summary", ["language", "articles", "text_bytes", "vocabulary_size", "tokens", "ngrams", "seconds", "output"], "at the end; `ngrams` has one count for each order"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        long started = context.Time.GetTimestamp();
        var preparation = new LanguageModelPreparation(new LanguageModelPreparationOptions
        {
            Language = context.Value(language)!,
            Inputs = [.. context.Value(wikipedia).Select(InputFile.FromPath)],
            Output = context.Value(output)!,
            Part = context.Value(part) == "text" ? ArticlePart.Text : ArticlePart.Opening,
            VocabularySize = context.Value(vocabulary),
            CharacterCoverage = context.Value(coverage),
            TokenizerArticles = context.Value(tokenizerArticles),
            ModelArticles = context.Value(modelArticles),
            Order = context.Value(order),
            Prune = PruneThresholds.Parse(context.Value(prune), context.Value(order)),
            MemoryBytes = context.Value(memory),
            Threads = context.Value(threads),
            KeepWork = context.Value(keepWork),
            TimeProvider = context.Time,
        });
        PreparationCompleted? completed = null;
        using (var progress = new PhaseProgress(context.Output))
        {
            await foreach (CorpusEvent corpusEvent in preparation.RunAsync(context.Cancellation).ConfigureAwait(false))
            {
                switch (corpusEvent)
                {
                    case BuildProgress step:
                        progress.Show(step);
                        break;
                    case PreparationCompleted done:
                        completed = done;
                        break;
                }
            }
        }

        Render(completed!, context.Value(output)!, context.Time.GetElapsedTime(started), context.Output);
        return ExitCode.Done;
    }

    private static void Render(PreparationCompleted completed, string directory, TimeSpan elapsed, CommandOutput output)
    {
        LanguageModelTraining training = completed.Training;
        if (completed.WasComplete)
        {
            output.Note("nothing to do: these models are complete");
        }

        if (output.IsJson)
        {
            Utf8JsonWriter writer = output.Json.BeginSummary();
            writer.WriteString("language"u8, training.Language);
            writer.WriteNumber("articles"u8, training.Articles);
            writer.WriteNumber("text_bytes"u8, training.TextBytes);
            writer.WriteNumber("vocabulary_size"u8, training.VocabularySize);
            writer.WriteNumber("tokens"u8, training.Tokens);
            writer.WriteStartArray("ngrams"u8);
            foreach (long count in training.NGrams)
            {
                writer.WriteNumberValue(count);
            }

            writer.WriteEndArray();
            writer.WriteNumber("seconds"u8, Math.Round(elapsed.TotalSeconds, 3));
            writer.WriteString("output"u8, directory);
            output.Json.End();
            return;
        }

        output.Text.Write($"{Quantity.Count(training.Articles)} articles, {Quantity.Count(training.Tokens)} pieces of {Quantity.Count(training.VocabularySize)}\n");
        for (int i = 0; i < training.NGrams.Count; i++)
        {
            output.Text.Write(string.Create(CultureInfo.InvariantCulture, $"{i + 1}-grams {Quantity.Count(training.NGrams[i]),14}\n"));
        }

        output.Text.Write($"models    {directory}\n");
    }
}
