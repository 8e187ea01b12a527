using System.Globalization;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Text.FastText;
using Portolan.Text.Languages;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan language</c>: labels each line of standard input.</summary>
internal sealed class LanguageCommand : Verb
{
    private readonly Setting<string?> model = Setting.Text(
        "--model", "file", "A fastText model (.bin or .ftz) whose labels are language codes; the packaged lid.176.ftz when left out.");

    private readonly Setting<double> minScore = Setting.Number("--min-score", "score", "Answer 'und' (undetermined) for what scores less.", 0, 0, 1);

    private readonly Setting<int> top = Setting.Integer("--top", "count", "How many languages to name for each line, best first.", 1, 1, 176);

    public LanguageCommand()
        : base("language", "Names the language of each line of standard input.")
    {
        Add(model);
        Add(minScore);
        Add(top);
    }

    public override string Details =>
        "Prints one line for each line read: the language's code, a tab, and its score from 0 to 1. With --top the further languages "
        + "follow on the same line. A line in which the model knows nothing, or with a lower score than asked for, is 'und'.";

    public override string UsageSuffix => "< text.txt";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Which languages are these?", "printf 'Guten Morgen, liebe Leute\\nGood morning, dear people\\n' | portolan language"),
        new("Count the languages of a file's lines", "portolan language < text.txt | cut -f 1 | sort | uniq -c | sort -rn"),
        new("The three best guesses for each line, as JSON Lines", "portolan language --top 3 --json < text.txt"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("language", ["line", "language", "score"], "for each line, numbered from 1; with `--top` one for each guess, best first"),
        new("summary", ["lines"], "at the end"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        string path = LanguageModels.Locate(context.Value(model));
        LanguageIdentifier identifier = LanguageIdentifier.Load(path);
        context.Output.Detail($"model {path}");
        var labeller = new Labeller(identifier, (float)context.Value(minScore), context.Value(top), context.Output);
        var lines = new LineReader(context.Input);
        using (ProgressBar progress = context.Output.StartProgress("labelling", null, ProgressUnit.Items))
        {
            do
            {
                while (lines.TryTake(out ReadOnlySpan<byte> line))
                {
                    context.Cancellation.ThrowIfCancellationRequested();
                    labeller.Label(line);
                }

                // Someone may be typing, or talking to us through two pipes: answer before waiting for more.
                context.Output.Flush();
                progress.Report(labeller.LineCount);
            }
            while (await lines.FetchAsync(context.Cancellation).ConfigureAwait(false));
        }

        if (context.Output.IsJson)
        {
            context.Output.Json.BeginSummary().WriteNumber("lines"u8, labeller.LineCount);
            context.Output.Json.End();
        }

        return ExitCode.Done;
    }

    private sealed class Labeller(LanguageIdentifier identifier, float minScore, int top, CommandOutput output)
    {
        private readonly LanguagePrediction[] guesses = new LanguagePrediction[top];

        public long LineCount { get; private set; }

        public void Label(ReadOnlySpan<byte> line)
        {
            LineCount++;
            int count = identifier.Predict(line, Newlines.AsSpaces, guesses);
            if (count == 0)
            {
                guesses[0] = LanguagePrediction.Undetermined;
                count = 1;
            }

            // A guess is kept or not by its own score, and the first always says something.
            int kept = 1;
            while (kept < count && guesses[kept].Score >= minScore)
            {
                kept++;
            }

            if (guesses[0].Score < minScore)
            {
                guesses[0] = guesses[0] with { Language = LanguagePrediction.Undetermined.Language };
            }

            if (output.IsJson)
            {
                PrintJson(kept);
            }
            else
            {
                PrintText(kept);
            }
        }

        private void PrintJson(int count)
        {
            for (int i = 0; i < count; i++)
            {
                Utf8JsonWriter writer = output.Json.Begin("language");
                writer.WriteNumber("line"u8, LineCount);
                writer.WriteString("language"u8, guesses[i].Language);
                // Digits beyond the fifth differ between processors, whose vector units add in another order.
                writer.WriteNumber("score"u8, Math.Round((double)guesses[i].Score, 5));
                output.Json.End();
            }
        }

        private void PrintText(int count)
        {
            TextWriter text = output.Text;
            Span<char> digits = stackalloc char[16];
            for (int i = 0; i < count; i++)
            {
                text.Write(i == 0 ? "" : "\t");
                text.Write(guesses[i].Language);
                text.Write('\t');
                guesses[i].Score.TryFormat(digits, out int length, "0.00", CultureInfo.InvariantCulture);
                text.Write(digits[..length]);
            }

            text.Write('\n');
        }
    }
}
