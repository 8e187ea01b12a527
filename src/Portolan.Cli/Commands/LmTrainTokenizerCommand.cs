using System.Globalization;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Text.SentencePiece.Training;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan lm train-tokenizer</c>: text in, SentencePiece model out.</summary>
internal sealed class LmTrainTokenizerCommand : Verb
{
    private const string ModelEnding = ".model";
    private static readonly SentencePieceTrainerOptions Defaults = new();
    private static readonly string[] RuleNames = ["nmt_nfkc", "nfkc", "nmt_nfkc_cf", "nfkc_cf", "identity"];

    private readonly Setting<string[]> input = Setting.Texts("--input", "file", "Text, one sentence or paragraph a line; plain, gzip, bzip2, zstd or LZ4.", required: true);
    private readonly Setting<string?> output = Setting.Text("--output", "file", "The model, NAME.model; NAME.vocab beside it lists its pieces.", required: true);
    private readonly Setting<int> vocabulary = Setting.Integer("--vocabulary", "count", "Pieces of the vocabulary, special ones included.", Defaults.VocabularySize, 1, 10_000_000);
    private readonly Setting<bool> soft = Setting.Flag("--soft-limit", "Take a smaller vocabulary where the text does not give as many pieces.");
    private readonly Setting<double> coverage = Setting.Number("--character-coverage", "share", "The share of the text's characters that get a piece; the rarest ones beyond it become unknown.", Defaults.CharacterCoverage, 0.98, 1);
    private readonly Setting<string> normalization = Setting.Choice("--normalization", "How characters are normalised first.", RuleNames, RuleNames[0]);
    private readonly Setting<string[]> user = Setting.Texts("--user-symbols", "texts", "Texts that are one piece wherever they occur.");
    private readonly Setting<string[]> control = Setting.Texts("--control-symbols", "texts", "Marks that have a number and are never found in text, such as <mask>.");
    private readonly Setting<bool> bytes = Setting.Flag("--byte-fallback", "Add 256 pieces for bytes, into which unknown characters fall apart.");
    private readonly Setting<bool> splitDigits = Setting.Flag("--split-digits", "Make each digit a piece of its own.");
    private readonly Setting<int> pieceLength = Setting.Integer("--max-piece-length", "characters", "Longest piece.", Defaults.MaxPieceLength, 1, 512);
    private readonly Setting<int> lineLength = Setting.Integer("--max-line-length", "bytes", "Longer lines are left out and counted.", Defaults.MaxLineBytes, 1, 1 << 25);
    private readonly Setting<int> sample = Setting.Integer("--sample", "lines", "Train on so many lines, chosen evenly from all.", 0, 1, int.MaxValue, "all");
    private readonly Setting<int> seed = Setting.Integer("--seed", "number", "Which lines --sample chooses.", 0, 0, int.MaxValue);
    private readonly Setting<int> padId = Setting.Integer("--pad-id", "number", "Number of a padding piece.", -1, -1, 10_000_000, "none");
    private readonly Setting<int> threads = Setting.Integer("--threads", "count", "Threads that work at once; the model is the same for any number.", Environment.ProcessorCount, 1, 1024, "one a processor");

    public LmTrainTokenizerCommand()
        : base("train-tokenizer", "Trains a SentencePiece unigram model, which splits text into pieces.")
    {
        Add(input);
        Add(output);
        Add(vocabulary);
        Add(soft);
        Add(coverage);
        Add(normalization);
        Add(user);
        Add(control);
        Add(bytes);
        Add(splitDigits);
        Add(pieceLength);
        Add(lineLength);
        Add(sample);
        Add(seed);
        Add(padId);
        Add(threads);
    }

    public override string Details =>
        "Finds the pieces that make the text most likely, as SentencePiece's spm_train does, and writes a model that SentencePiece reads. "
        + "Memory depends on the distinct words of the text, not on its length.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("8,000 pieces from a text", "portolan lm train-tokenizer --input wiki.txt.gz --output sp.model"),
        new("As CCNet's tokenisers are made", "portolan lm train-tokenizer --input wiki.txt.gz --vocabulary 65536 --output de.sp.model"),
        new("A sample of a large text, with no unknown characters", "portolan lm train-tokenizer --input part1.gz part2.gz --sample 1000000 --byte-fallback --output sp.model"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("summary", ["pieces", "characters", "character_coverage", "words", "lines", "skipped_lines", "seconds", "output"], "at the end; `words` are distinct"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        string path = context.Value(output)!;
        if (!path.EndsWith(ModelEnding, StringComparison.Ordinal) || Path.GetFileName(path).Length == ModelEnding.Length)
        {
            throw new UsageException($"--output: '{path}' is not the name of a model", $"write a name that ends in {ModelEnding}, such as sp{ModelEnding}");
        }

        long started = context.Time.GetTimestamp();
        SentencePieceTrainingResult result;
        using (SentencePieceTrainer trainer = Create(context))
        {
            Read(context, trainer);
            using ProgressBar progress = context.Output.StartProgress("training", null, ProgressUnit.Items);
            result = trainer.Train(new Steps(progress, context.Output), context.Cancellation);
        }

        result.SaveModel(path);
        result.SaveVocabulary(path[..^ModelEnding.Length] + ".vocab");
        Render(result, path, context.Time.GetElapsedTime(started), context.Output);
        return Task.FromResult(ExitCode.Done);
    }

    private SentencePieceTrainer Create(CommandContext context)
    {
        try
        {
            return new SentencePieceTrainer(Chosen(context));
        }
        catch (ArgumentException wrong)
        {
            // Each value is within its limits, so what is left are values that contradict each other.
            string message = wrong.Message.Split(" (Parameter", 2)[0];
            throw new UsageException(message, "0, 1 and 2 are the numbers of <unk>, <s> and </s>: give --pad-id another one below --vocabulary, and each symbol once");
        }
    }

    private SentencePieceTrainerOptions Chosen(CommandContext context) => new()
    {
        VocabularySize = context.Value(vocabulary),
        HardVocabularyLimit = !context.Value(soft),
        CharacterCoverage = context.Value(coverage),
        Normalization = (NormalizationRule)Array.IndexOf(RuleNames, context.Value(normalization)),
        UserDefinedSymbols = context.Value(user),
        ControlSymbols = context.Value(control),
        ByteFallback = context.Value(bytes),
        SplitDigits = context.Value(splitDigits),
        MaxPieceLength = context.Value(pieceLength),
        MaxLineBytes = context.Value(lineLength),
        MaxLines = context.IsGiven(sample) ? context.Value(sample) : 0,
        Seed = (ulong)context.Value(seed),
        PadId = context.Value(padId),
        ThreadCount = context.Value(threads),
    };

    private void Read(CommandContext context, SentencePieceTrainer trainer)
    {
        string[] files = context.Value(input);
        using ProgressBar progress = context.Output.StartProgress("reading files", files.Length, ProgressUnit.Items);
        foreach (string file in files)
        {
            trainer.AddFile(file, context.Cancellation);
            progress.Advance(1);
        }

        if (trainer.SkippedLineCount > 0)
        {
            context.Output.Note($"{Quantity.Count(trainer.SkippedLineCount)} lines of more than {Quantity.Count(context.Value(lineLength))} bytes are left out");
        }
    }

    private static void Render(SentencePieceTrainingResult result, string path, TimeSpan elapsed, CommandOutput output)
    {
        if (output.IsJson)
        {
            Utf8JsonWriter writer = output.Json.BeginSummary();
            writer.WriteNumber("pieces"u8, result.Model.VocabularySize);
            writer.WriteNumber("characters"u8, result.CharacterCount);
            writer.WriteNumber("character_coverage"u8, Math.Round(result.CharacterCoverage, 6));
            writer.WriteNumber("words"u8, result.WordCount);
            writer.WriteNumber("lines"u8, result.LineCount);
            writer.WriteNumber("skipped_lines"u8, result.SkippedLineCount);
            writer.WriteNumber("seconds"u8, Math.Round(elapsed.TotalSeconds, 3));
            writer.WriteString("output"u8, path);
            output.Json.End();
            return;
        }

        output.Text.Write($"{Quantity.Count(result.LineCount)} lines, {Quantity.Count(result.WordCount)} distinct words, {Quantity.Duration(elapsed)}\n");
        output.Text.Write(string.Create(CultureInfo.InvariantCulture, $"pieces     {Quantity.Count(result.Model.VocabularySize)}\n"));
        output.Text.Write(string.Create(
            CultureInfo.InvariantCulture, $"characters {Quantity.Count(result.CharacterCount)}, {100 * result.CharacterCoverage:0.####} % of the text's\n"));
        output.Text.Write($"model      {path}\n");
    }

    private sealed class Steps(ProgressBar progress, CommandOutput output) : IProgress<SentencePieceTrainingProgress>
    {
        public void Report(SentencePieceTrainingProgress value)
        {
            progress.Report(value.Step);
            progress.Detail = $"{Quantity.Count(value.PieceCount)} pieces";
            output.Detail(string.Create(
                CultureInfo.InvariantCulture,
                $"step {value.Step}: {value.PieceCount} pieces, log-likelihood per character {value.LogLikelihoodPerCharacter:0.0000}"));
        }
    }
}
