using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Settings;
using Portolan.Text.NGrams;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan lm convert</c>: a model in another form.</summary>
internal sealed class LmConvertCommand : Verb
{
    private readonly Argument<string> input = new("input") { Description = "The model: ARPA, .plm, or a KenLM trie.", HelpName = "input" };
    private readonly Argument<string> output = new("output") { Description = "What to write; the name's ending says in which form: .plm, .arpa, .arpa.gz.", HelpName = "output" };
    private readonly Setting<bool> compact = Setting.Flag("--compact", "Write the small form of .plm: probabilities and back-offs in 8 bits each.");

    public LmConvertCommand()
        : base("convert", "Writes a language model in another form.")
    {
        Add(input);
        Add(output);
        Add(compact);
    }

    public override string Details =>
        "A .plm opens at once, whatever its size, and processes share its memory. Without --compact it holds the same numbers as the input "
        + "and is the fastest to ask; with it, it takes about a fifth of the room. KenLM's probing models keep only hashes of their "
        + "n-grams and cannot be converted; they can be scored as they are.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("The fastest form", "portolan lm convert wiki.arpa.gz wiki.plm"),
        new("The smallest", "portolan lm convert wiki.arpa.gz wiki.plm --compact"),
        new("Back to text that other programs read", "portolan lm convert wiki.plm wiki.arpa"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("summary", ["output", "bytes", "seconds"], "at the end"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        string from = context.Value(input);
        string to = context.Value(output);
        NGramFormat format = FormatOf(to, context.Value(compact));
        long started = context.Time.GetTimestamp();
        NGramConverter.Convert(from, to, format, context.Cancellation);
        long bytes = new FileInfo(to).Length;
        TimeSpan elapsed = context.Time.GetElapsedTime(started);
        if (context.Output.IsJson)
        {
            Utf8JsonWriter writer = context.Output.Json.BeginSummary();
            writer.WriteString("output"u8, to);
            writer.WriteNumber("bytes"u8, bytes);
            writer.WriteNumber("seconds"u8, Math.Round(elapsed.TotalSeconds, 3));
            context.Output.Json.End();
        }
        else
        {
            context.Output.Note($"{to}: {Quantity.Count(bytes)} bytes, {Quantity.Duration(elapsed)}");
        }

        return Task.FromResult(ExitCode.Done);
    }

    private static NGramFormat FormatOf(string path, bool isCompact)
    {
        if (path.EndsWith(".plm", StringComparison.OrdinalIgnoreCase))
        {
            return isCompact ? NGramFormat.CompactPlm : NGramFormat.Plm;
        }

        bool isArpa = path.EndsWith(".arpa", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".arpa.gz", StringComparison.OrdinalIgnoreCase);
        return !isArpa ? throw new UsageException($"'{path}' has an ending that names no form of model", "write one of .plm, .arpa, .arpa.gz")
            : isCompact ? throw new UsageException("--compact is a form of .plm", $"give the output a name that ends in .plm, not '{path}'")
            : NGramFormat.Arpa;
    }
}
