using System.Buffers;
using System.Globalization;
using System.Text;
using Portolan.Cli.Settings;
using Portolan.Text.NGrams;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan lm query</c>: the output of KenLM's <c>query</c>, to compare with.</summary>
internal sealed class LmQueryCommand : Verb
{
    private readonly Setting<string?> model = Setting.Text("--model", "file", "The model: .plm, a KenLM binary, or ARPA.", required: true);
    private readonly Setting<string> show = Setting.Choice("--show", "What to print.", ["all", "word", "sentence", "summary"], "all");
    private readonly Setting<bool> withoutEnds = Setting.Flag("--without-ends", "Score lines as pieces of text, without <s> before and </s> behind.");

    public LmQueryCommand()
        : base("query", "Prints what KenLM's query prints for each line of standard input.")
    {
        Add(model);
        Add(show);
        Add(withoutEnds);
    }

    public override string Details =>
        "Words are what stands between spaces. For each: the word, its number in the model, the n-gram length matched, log10. Numbers are "
        + "written with the fewest digits that read back as the same single-precision number, as KenLM writes them, so that a diff "
        + "shows what differs.";

    public override string UsageSuffix => "< words.txt";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Compare with KenLM", "diff <(query model.bin < words.txt) <(portolan lm query --model model.bin < words.txt)"),
        new("Perplexity with and without unknown words", "portolan lm query --model model.plm --show summary < words.txt"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("summary", ["log10", "tokens", "oov", "perplexity", "perplexity_without_oov"], "at the end, and nothing else"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        using NGramModel opened = NGramModel.Open(context.Value(model)!);
        using var text = new LmText(opened, tokenizer: null);
        string shown = context.Output.IsJson ? "none" : context.Value(show);
        var query = new Query(opened, text, shown, context.Value(withoutEnds) ? SequenceEnds.None : SequenceEnds.Both, context.Output.Bytes);
        var lines = new LineReader(context.Input);
        do
        {
            while (lines.TryTake(out ReadOnlySpan<byte> line))
            {
                context.Cancellation.ThrowIfCancellationRequested();
                query.Print(line);
            }

            query.Flush();
        }
        while (await lines.FetchAsync(context.Cancellation).ConfigureAwait(false));

        if (context.Output.IsJson)
        {
            System.Text.Json.Utf8JsonWriter writer = context.Output.Json.BeginSummary();
            query.Total.Write(writer);
            writer.WriteNumber("perplexity_without_oov"u8, Math.Round(query.PerplexityOfKnown, 4));
            context.Output.Json.End();
        }
        else if (shown is "all" or "summary")
        {
            query.PrintSummary();
        }

        return ExitCode.Done;
    }

    private sealed class Query(NGramModel model, LmText text, string shown, SequenceEnds ends, Stream output)
    {
        private readonly ArrayBufferWriter<byte> buffer = new();
        private WordScore[] scores = new WordScore[256];
        private LmTotal total;
        private double unknownLog10;

        public LmTotal Total => total;

        public double PerplexityOfKnown =>
            total.Tokens == total.Unknown ? 1 : Math.Pow(10, -(total.Log10 - unknownLog10) / (total.Tokens - total.Unknown));

        private bool ShowsWords => shown is "all" or "word";

        public void Print(ReadOnlySpan<byte> line)
        {
            ReadOnlySpan<int> words = text.Read(line);
            int count = words.Length + (ends == SequenceEnds.Both ? 1 : 0);
            Array.Resize(ref scores, Math.Max(scores.Length, count));
            float log10 = model.Score(words, ends, scores);
            for (int i = 0; i < count; i++)
            {
                int number = i < words.Length ? words[i] : model.EndWord;
                unknownLog10 += number == NGramModel.UnknownWord ? scores[i].Log10 : 0;
                if (ShowsWords)
                {
                    buffer.Write(i < words.Length ? text.Surface(line, i) : "</s>"u8);
                    Write(string.Create(CultureInfo.InvariantCulture, $"={number} {scores[i].MatchedLength} "));
                    WriteSingle(scores[i].Log10);
                    buffer.Write("\t"u8);
                }
            }

            if (shown is "all" or "sentence")
            {
                Write("Total: ");
                WriteSingle(log10);
                Write(string.Create(CultureInfo.InvariantCulture, $" OOV: {text.UnknownCount}\n"));
            }

            total.Add(new LmTotal { Log10 = log10, Tokens = count, Unknown = text.UnknownCount });
            if (buffer.WrittenCount > 1 << 16)
            {
                Flush();
            }
        }

        public void PrintSummary()
        {
            Write(string.Create(
                CultureInfo.InvariantCulture,
                $"Perplexity including OOVs:\t{total.Perplexity:R}\nPerplexity excluding OOVs:\t{PerplexityOfKnown:R}\nOOVs:\t{total.Unknown}\nTokens:\t{total.Tokens}\n"));
            Flush();
        }

        public void Flush()
        {
            output.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }

        private void Write(string ascii) => buffer.Write(Encoding.ASCII.GetBytes(ascii));

        private void WriteSingle(float value) => Write(KenLmNumber.Of(value));
    }
}
