using System.Text;
using System.Text.Json;
using Portolan.Cli.Settings;
using Portolan.Text.NGrams;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan lm sample</c>: text as a model would go on.</summary>
internal sealed class LmSampleCommand : Verb
{
    private readonly Setting<string?> model = Setting.Text("--model", "file", "The model: .plm, ARPA, or a KenLM binary with its words' strings.", required: true);
    private readonly Setting<string?> tokenizer = Setting.Text("--tokenizer", "file", "The model's words are pieces of this SentencePiece model: split the prefix, and join what comes.");
    private readonly Setting<string?> prefix = Setting.Text("--prefix", "text", "How each text begins; without --tokenizer words between spaces.");
    private readonly Setting<int> count = Setting.Integer("--count", "count", "Texts to make.", 1, 1, 1_000_000);
    private readonly Setting<int> seed = Setting.Integer("--seed", "number", "Where chance begins: the same seed gives the same texts.", 0, 0, int.MaxValue);
    private readonly Setting<double> temperature = Setting.Number("--temperature", "number", "Below 1 probable words get more probable, above 1 less; 0 takes the most probable always.", 1, 0, 100);
    private readonly Setting<int> topK = Setting.Integer("--top-k", "count", "Choose from so many of the most probable words; 0 for all.", 0, 0, int.MaxValue);
    private readonly Setting<int> maxWords = Setting.Integer("--max-words", "count", "A text ends after so many words, if its sentence does not end before.", 100, 1, 1_000_000);

    public LmSampleCommand()
        : base("sample", "Makes text with a language model.")
    {
        count.Aliases.Add("-n");
        Add(model);
        Add(tokenizer);
        Add(prefix);
        Add(count);
        Add(seed);
        Add(temperature);
        Add(topK);
        Add(maxWords);
    }

    public override string Details => "Prints one text a line: the prefix, and what the model draws after it, up to the end of a sentence.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Three sentences", "portolan lm sample --model wiki.plm --tokenizer sp.model -n 3"),
        new("What comes next, most probably", "portolan lm sample --model wiki.plm --tokenizer sp.model --prefix 'it was first' --temperature 0"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("text", ["text", "tokens"], "for each text; `tokens` counts the words drawn"),
        new("summary", ["texts", "tokens"], "at the end"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        using NGramModel opened = NGramModel.Open(context.Value(model)!);
        using var text = new LmText(opened, context.IsGiven(tokenizer) ? context.Value(tokenizer) : null);
        var sampler = new NGramSampler(opened, new NGramSamplerOptions
        {
            Seed = (ulong)context.Value(seed),
            Temperature = context.Value(temperature),
            TopK = context.Value(topK),
            MaxWords = context.Value(maxWords),
        });
        string begin = context.Value(prefix) ?? "";
        int[] words = text.Read(Encoding.UTF8.GetBytes(begin)).ToArray();
        long tokens = 0;
        for (int i = 0; i < context.Value(count); i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<int> drawn = sampler.Continue(words);
            tokens += drawn.Count;
            Print(text.Complete(begin, drawn), drawn.Count, context);
        }

        if (context.Output.IsJson)
        {
            Utf8JsonWriter writer = context.Output.Json.BeginSummary();
            writer.WriteNumber("texts"u8, context.Value(count));
            writer.WriteNumber("tokens"u8, tokens);
            context.Output.Json.End();
        }

        return Task.FromResult(ExitCode.Done);
    }

    private static void Print(string text, int tokens, CommandContext context)
    {
        if (context.Output.IsJson)
        {
            Utf8JsonWriter writer = context.Output.Json.Begin("text");
            writer.WriteString("text"u8, text);
            writer.WriteNumber("tokens"u8, tokens);
            context.Output.Json.End();
        }
        else
        {
            context.Output.Text.Write(text.ReplaceLineEndings(" ") + "\n");
            context.Output.Flush();
        }
    }
}
