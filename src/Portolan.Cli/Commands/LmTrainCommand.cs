using System.Globalization;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Text.NGrams.Training;
using Portolan.Text.SentencePiece;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan lm train</c>: text in, n-gram model out.</summary>
internal sealed class LmTrainCommand : Verb
{
    private readonly Setting<int> order = Setting.Integer("--order", "count", "Words of the longest n-grams.", 5, 1, 6);
    private readonly Setting<string[]> input = Setting.Texts("--input", "file", "Text, one sentence a line; plain, gzip, bzip2, zstd or LZ4.", required: true);
    private readonly Setting<string?> output = Setting.Text("--output", "file", $"The model; the name's ending says in which form: {string.Join(", ", NGramTrainer.Endings)}.", required: true);
    private readonly Setting<string?> tokenizer = Setting.Text("--tokenizer", "file", "The input is raw text: split it with this SentencePiece model.");
    private readonly Setting<bool> tokenized = Setting.Flag("--tokenized", "The input is split already: words or pieces between spaces.");
    private readonly Setting<string[]> prune = Setting.Texts("--prune", "counts", "Leave out n-grams seen so often or less, for each order from 1 on, such as 0 0 1; the last one holds for the rest. Without it nothing is left out.");
    private readonly Setting<bool> discountFallback = Setting.Flag("--discount-fallback", "Use the discounts 0.5, 1 and 1.5 for orders whose own cannot be estimated (small texts, and vocabularies of pieces).");
    private readonly Setting<bool> skipReserved = Setting.Flag("--skip-reserved", "Pass over the words <s>, </s> and <unk> in the text instead of stopping.");
    private readonly Setting<long> memory = Setting.Bytes("--memory", "Memory for counting and sorting; more goes through temporary files, and the model is the same.", 1_000_000_000, 1_000_000);
    private readonly Setting<string?> temporary = Setting.Text("--temporary", "directory", "Where temporary files go.", "the system's");
    private readonly Setting<int> threads = Setting.Integer("--threads", "count", "Threads that work at once; the model is the same for any number.", Environment.ProcessorCount, 1, 1024, "one a processor");

    public LmTrainCommand()
        : base("train", "Trains an n-gram language model on text.")
    {
        Add(order);
        Add(input);
        Add(output);
        Add(tokenizer);
        Add(tokenized);
        Add(prune);
        Add(discountFallback);
        Add(skipReserved);
        Add(memory);
        Add(temporary);
        Add(threads);
    }

    public override string Details =>
        "Estimates interpolated modified Kneser-Ney probabilities, the same as KenLM's lmplz, and writes them as ARPA text (.arpa, .arpa.gz) "
        + "or as Portolan's own mapped file (.plm, lossless). A line is a sentence. Words are any bytes between spaces, tabs, carriage returns and NULs.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("A 5-gram model of pieces, as CCNet trains them", "portolan lm train --input wiki.txt.gz --tokenizer sp.model --output wiki.plm --discount-fallback"),
        new("A 3-gram model of words, without trigrams seen once", "portolan lm train --order 3 --input words.txt --tokenized --prune 0 0 1 --output words.arpa.gz"),
        new("Much text, little memory", "portolan lm train --input part1.gz part2.gz --tokenized --memory 200MB --temporary /scratch --output big.arpa"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("summary", ["order", "ngrams", "tokens", "sentences", "seconds", "output"], "at the end; `ngrams` has one count for each order"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        string path = context.Value(output)!;
        if (!NGramTrainer.CanWrite(path))
        {
            throw new UsageException($"--output: '{path}' has an ending that names no form of model", $"write one of {string.Join(", ", NGramTrainer.Endings)}");
        }

        string? pieces = LmSettings.Tokenizer(context, tokenizer, tokenized);
        long started = context.Time.GetTimestamp();
        string? temporaryDirectory = context.IsGiven(temporary) ? context.Value(temporary) : null;
        if (temporaryDirectory is not null && !Directory.Exists(temporaryDirectory))
        {
            throw new UsageException($"--temporary: there is no directory '{temporaryDirectory}'", "create it first, or leave the option out");
        }

        using var progress = new TrainingBars(context.Output, context.Value(order));
        using var trainer = new NGramTrainer(
            new NGramTrainerOptions
            {
                Order = context.Value(order),
                Tokenizer = pieces is not null ? SentencePieceModel.Load(pieces) : null,
                PruneThresholds = PruneThresholds.Parse(context.Value(prune), context.Value(order)),
                DiscountFallback = context.Value(discountFallback) ? Discounts.Fallback : null,
                SkipReservedWords = context.Value(skipReserved),
                MemoryBytes = context.Value(memory),
                TemporaryDirectory = temporaryDirectory,
                Threads = context.Value(threads),
                Progress = progress,
            },
            context.Cancellation);
        foreach (string file in context.Value(input))
        {
            trainer.AddFile(file);
        }

        NGramTrainingSummary summary = trainer.Write(path);
        progress.Dispose();
        Render(summary, path, context.Time.GetElapsedTime(started), context.Output);
        return Task.FromResult(ExitCode.Done);
    }

    private static void Render(NGramTrainingSummary summary, string path, TimeSpan elapsed, CommandOutput output)
    {
        if (output.IsJson)
        {
            Utf8JsonWriter writer = output.Json.BeginSummary();
            writer.WriteNumber("order"u8, summary.Order);
            writer.WriteStartArray("ngrams"u8);
            foreach (long count in summary.Counts)
            {
                writer.WriteNumberValue(count);
            }

            writer.WriteEndArray();
            writer.WriteNumber("tokens"u8, summary.Tokens);
            writer.WriteNumber("sentences"u8, summary.Sentences);
            writer.WriteNumber("seconds"u8, Math.Round(elapsed.TotalSeconds, 3));
            writer.WriteString("output"u8, path);
            output.Json.End();
            return;
        }

        output.Text.Write($"{Quantity.Count(summary.Tokens)} words in {Quantity.Count(summary.Sentences)} sentences, {Quantity.Duration(elapsed)}\n");
        for (int i = 0; i < summary.Counts.Count; i++)
        {
            output.Text.Write(string.Create(CultureInfo.InvariantCulture, $"{i + 1}-grams {Quantity.Count(summary.Counts[i]),14}\n"));
        }

        output.Text.Write($"model     {path}\n");
    }

    private sealed class TrainingBars(CommandOutput output, int order) : IProgress<NGramTrainingProgress>, IDisposable
    {
        private ProgressBar? bar;
        private string label = "";

        public void Report(NGramTrainingProgress value)
        {
            switch (value)
            {
                case NGramTrainingProgress.TextRead read:
                    Show("reading words", null).Report(read.Tokens);
                    break;
                case NGramTrainingProgress.CountingStarted:
                    Show("counting n-grams", null);
                    break;
                case NGramTrainingProgress.OrderCounted counted:
                    Describe(counted);
                    Show("estimating orders", order);
                    break;
                case NGramTrainingProgress.OrderEstimated estimated:
                    bar?.Report(estimated.Order);
                    break;
                case NGramTrainingProgress.ModelWritten written:
                    Show("writing n-grams", written.Total).Report(written.NGrams);
                    break;
            }
        }

        public void Dispose() => bar?.Dispose();

        private void Describe(NGramTrainingProgress.OrderCounted counted)
        {
            Discounts discounts = counted.Discounts;
            string values = string.Create(CultureInfo.InvariantCulture, $"{discounts.One:0.####}, {discounts.Two:0.####} and {discounts.ThreeOrMore:0.####}");
            output.Detail($"{counted.Order}-grams: {Quantity.Count(counted.Seen)} seen, {Quantity.Count(counted.Kept)} kept, discounts {values}");
            if (counted.FallbackReason is not null)
            {
                output.Warn($"the discounts of {counted.Order}-grams cannot be estimated ({counted.FallbackReason}): {values} are used");
            }
        }

        private ProgressBar Show(string what, long? total)
        {
            if (label != what || bar is null)
            {
                bar?.Dispose();
                label = what;
                bar = output.StartProgress(what, total, ProgressUnit.Items);
            }

            return bar;
        }
    }
}
