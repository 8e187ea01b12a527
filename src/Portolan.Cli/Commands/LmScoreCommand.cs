using System.Globalization;
using System.Text;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Text.NGrams;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan lm score</c>: how probable lines of text are to a model.</summary>
internal sealed class LmScoreCommand : Verb
{
    private readonly Setting<string?> model = Setting.Text("--model", "file", "The model: .plm, a KenLM binary, or ARPA.", required: true);
    private readonly Setting<string[]> input = Setting.Texts("--input", "file", "Text, one sentence a line; plain, gzip, bzip2, zstd or LZ4.", required: true);
    private readonly Setting<string?> tokenizer = Setting.Text("--tokenizer", "file", "The input is raw text: split it with this SentencePiece model.");
    private readonly Setting<bool> tokenized = Setting.Flag("--tokenized", "The input is split already: words or pieces between spaces.");
    private readonly Setting<bool> perWord = Setting.Flag("--per-word", "Print every word with its log10 and the n-gram length matched.");
    private readonly Setting<bool> perFile = Setting.Flag("--per-file", "Print one score for each file, whose lines are its sentences.");

    public LmScoreCommand()
        : base("score", "Scores text with a language model.")
    {
        Add(model);
        Add(input);
        Add(tokenizer);
        Add(tokenized);
        Add(perWord);
        Add(perFile);
    }

    public override string Details =>
        "Prints for each line: log10 of its probability, a tab, its words with the end of the sentence counted as one, a tab, how many of them "
        + "the model does not know, a tab, and the perplexity, 10 to the power of minus log10 by words. A line is scored as a sentence, from "
        + "its begin to its end. What all lines come to together is printed to standard error.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("How well does a model know each line?", "portolan lm score --model wiki.plm --tokenizer sp.model --input text.txt"),
        new("Two models on the same words", "portolan lm score --model a.plm --tokenized --input words.txt --per-file"),
        new("Every word, as JSON Lines", "portolan lm score --model wiki.arpa.gz --tokenized --input words.txt --per-word --json"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("word", ["line", "word", "log10", "length"], "with `--per-word`, for each word before its line; `length` is that of the n-gram matched"),
        new("score", ["line", "log10", "tokens", "oov", "perplexity"], "for each line, numbered from 1 over all files; `tokens` counts the end of the sentence"),
        new("score", ["file", "log10", "tokens", "oov", "perplexity"], "with `--per-file`, for each file instead"),
        new("summary", ["log10", "tokens", "oov", "perplexity"], "at the end"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        string? tokenizerPath = LmSettings.Tokenizer(context, tokenizer, tokenized);
        using NGramModel opened = NGramModel.Open(context.Value(model)!);
        context.Output.Detail($"{opened.Format}, order {opened.Order}");
        using var text = new LmText(opened, tokenizerPath);
        var scorer = new Scorer(opened, text, context.Value(perWord), context.Value(perFile), context.Output);
        using (ProgressBar progress = context.Output.StartProgress("scoring lines", null, ProgressUnit.Items))
        {
            foreach (string file in context.Value(input))
            {
                scorer.BeginFile();
                using var lines = new LmLines(file);
                while (lines.TryRead(out ReadOnlySpan<byte> line))
                {
                    context.Cancellation.ThrowIfCancellationRequested();
                    scorer.Score(line);
                    progress.Report(scorer.LineCount);
                }

                scorer.EndFile(file);
            }
        }

        scorer.Summarise();
        return Task.FromResult(ExitCode.Done);
    }

    private sealed class Scorer(NGramModel model, LmText text, bool perWord, bool perFile, CommandOutput output)
    {
        private WordScore[] scores = new WordScore[256];
        private LmTotal all;
        private LmTotal file;

        public long LineCount { get; private set; }

        public void BeginFile() => file = default;

        public void Score(ReadOnlySpan<byte> line)
        {
            LineCount++;
            ReadOnlySpan<int> words = text.Read(line);
            var total = new LmTotal { Tokens = words.Length + 1, Unknown = text.UnknownCount };
            if (perWord)
            {
                Array.Resize(ref scores, Math.Max(scores.Length, words.Length + 1));
                total.Log10 = model.Score(words, SequenceEnds.Both, scores);
                for (int i = 0; i <= words.Length; i++)
                {
                    PrintWord(i < words.Length ? text.Surface(line, i) : "</s>"u8, scores[i]);
                }
            }
            else
            {
                total.Log10 = model.Score(words, SequenceEnds.Both);
            }

            file.Add(total);
            all.Add(total);
            if (!perFile)
            {
                Print(total, "line", LineCount.ToString(CultureInfo.InvariantCulture), writer => writer.WriteNumber("line"u8, LineCount));
            }
        }

        public void EndFile(string path)
        {
            if (perFile)
            {
                Print(file, "file", path, writer => writer.WriteString("file"u8, path));
            }
        }

        public void Summarise()
        {
            if (output.IsJson)
            {
                Utf8JsonWriter writer = output.Json.BeginSummary();
                all.Write(writer);
                output.Json.End();
            }
            else
            {
                output.Note(string.Create(
                    CultureInfo.InvariantCulture, $"log10 {all.Log10:0.####}, {all.Tokens} words, {all.Unknown} of them unknown, perplexity {all.Perplexity:0.##}"));
            }
        }

        private void Print(LmTotal total, string what, string name, Action<Utf8JsonWriter> writeName)
        {
            if (output.IsJson)
            {
                Utf8JsonWriter writer = output.Json.Begin("score");
                writeName(writer);
                total.Write(writer);
                output.Json.End();
                return;
            }

            output.Text.Write(string.Create(CultureInfo.InvariantCulture, $"{total.Log10:0.####}\t{total.Tokens}\t{total.Unknown}\t{total.Perplexity:0.##}"));
            output.Text.Write(what == "file" ? $"\t{name}\n" : "\n");
        }

        private void PrintWord(ReadOnlySpan<byte> word, WordScore score)
        {
            if (output.IsJson)
            {
                Utf8JsonWriter writer = output.Json.Begin("word");
                writer.WriteNumber("line"u8, LineCount);
                writer.WriteString("word"u8, Encoding.UTF8.GetString(word));
                writer.WriteNumber("log10"u8, score.Log10);
                writer.WriteNumber("length"u8, score.MatchedLength);
                output.Json.End();
                return;
            }

            output.Text.Write(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(word)}\t{score.Log10:0.####}\t{score.MatchedLength}\n"));
        }
    }
}
