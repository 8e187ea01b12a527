using System.Globalization;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Text.NGrams;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan lm info</c>: what a model file holds.</summary>
internal sealed class LmInfoCommand : Verb
{
    private readonly Setting<string?> model = Setting.Text("--model", "file", "The model: .plm, a KenLM binary, or ARPA.", required: true);
    private readonly Setting<bool> verify = Setting.Flag("--verify", "Read the whole file and compare its checksums, which .plm has.");

    public LmInfoCommand()
        : base("info", "Prints what a language model holds.")
    {
        Add(model);
        Add(verify);
    }

    public override string Details =>
        "The form of the file, its n-grams of each length, and its size. A large .plm or KenLM binary is not read for this; --verify reads "
        + "all of a .plm and fails where it is damaged.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("What is in it?", "portolan lm info --model wiki.plm"),
        new("Is it whole?", "portolan lm info --model wiki.plm --verify"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("summary", ["format", "order", "ngrams", "bytes", "has_words", "verified"], "at the end; `ngrams` has one count for each length, `verified` is null unless asked for and false if the form has no checksums"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        string path = context.Value(model)!;
        using NGramModel opened = NGramModel.Open(path);
        bool? verified = context.Value(verify) ? opened.Verify() : null;
        long bytes = new FileInfo(path).Length;
        CommandOutput output = context.Output;
        if (output.IsJson)
        {
            Utf8JsonWriter writer = output.Json.BeginSummary();
            writer.WriteString("format"u8, opened.Format);
            writer.WriteNumber("order"u8, opened.Order);
            writer.WriteStartArray("ngrams"u8);
            foreach (long count in opened.Counts)
            {
                writer.WriteNumberValue(count);
            }

            writer.WriteEndArray();
            writer.WriteNumber("bytes"u8, bytes);
            writer.WriteBoolean("has_words"u8, opened.HasWords);
            if (verified is { } known)
            {
                writer.WriteBoolean("verified"u8, known);
            }
            else
            {
                writer.WriteNull("verified"u8);
            }

            output.Json.End();
            return Task.FromResult(ExitCode.Done);
        }

        output.Text.Write($"form      {opened.Format}\n");
        for (int i = 0; i < opened.Order; i++)
        {
            output.Text.Write(string.Create(CultureInfo.InvariantCulture, $"{i + 1}-grams {Quantity.Count(opened.Counts[i]),14}\n"));
        }

        output.Text.Write(string.Create(CultureInfo.InvariantCulture, $"bytes     {Quantity.Count(bytes),14}, {(double)bytes / opened.Counts.Sum():0.0} for each n-gram\n"));
        output.Text.Write($"words     {(opened.HasWords ? "with their strings" : "by their hashes alone")}\n");
        if (verified is { } isVerified)
        {
            output.Text.Write($"checksums {(isVerified ? "all agree" : "this form has none")}\n");
        }

        return Task.FromResult(ExitCode.Done);
    }
}
