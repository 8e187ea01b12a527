using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Settings;
using Portolan.Tensors;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan tensor convert</c>: a tensor with another element type or layout.</summary>
internal sealed class TensorConvertCommand : Verb
{
    private readonly Argument<string> input = new("input") { Description = "A NumPy file (.npy).", HelpName = "input" };
    private readonly Argument<string> output = new("output") { Description = "What to write.", HelpName = "output" };
    private readonly Setting<string?> type = Setting.Text("--type", string.Join('|', TensorText.TypeNames), "What an element becomes; as in the input when left out.");
    private readonly Setting<string?> scales = Setting.Text(
        "--scales", "file", "With --type int8: round each row of floating point numbers with a scale of its own, and write the scales here.");

    public TensorConvertCommand()
        : base("convert", "Writes a tensor with another element type.")
    {
        Add(input);
        Add(output);
        Add(type);
        Add(scales);
    }

    public override string Details =>
        "Floating point numbers are rounded to the nearest; integers must keep their value, and the first that cannot is an error. The output is "
        + "row-major in this machine's byte order, so that without --type a column-major file, or one of another byte order, becomes one that "
        + "can be mapped as it is.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Half the size, nearly the same ranking", "portolan tensor convert embeddings.npy embeddings.bf16.npy --type bfloat16"),
        new("A quarter", "portolan tensor convert embeddings.npy embeddings.i8.npy --type int8 --scales embeddings.scales.npy"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput => [new("summary", ["element_type", "count", "bytes", "output"], "at the end")];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        string to = context.Value(output);
        using NpyFile file = NpyFile.Open(context.Value(input));
        ElementType target = context.Value(type) is not { } name ? file.ElementType
            : TensorText.TypeNames.Contains(name, StringComparer.Ordinal) ? TensorText.TypeOf(name)
            : throw new UsageException($"'{name}' is not an element type", $"write one of {string.Join(", ", TensorText.TypeNames)}");
        if (context.Value(scales) is { } scaleFile)
        {
            if (target != ElementType.Int8)
            {
                throw new UsageException("--scales belongs to --type int8", "add --type int8, or leave --scales out");
            }

            NpyConversion.Quantize(file, to, scaleFile, context.Cancellation);
        }
        else
        {
            NpyConversion.Convert(file, to, target, context.Cancellation);
        }

        long bytes = new FileInfo(to).Length;
        if (context.Output.IsJson)
        {
            Utf8JsonWriter writer = context.Output.Json.BeginSummary();
            writer.WriteString("element_type"u8, TensorText.NameOf(target));
            writer.WriteNumber("count"u8, file.Count);
            writer.WriteNumber("bytes"u8, bytes);
            writer.WriteString("output"u8, to);
            context.Output.Json.End();
        }
        else
        {
            context.Output.Note($"{to}: {TensorText.NameOf(target)} {TensorText.Shape(file.Shape)}, {Quantity.Count(bytes)} bytes");
        }

        return Task.FromResult(ExitCode.Done);
    }
}
