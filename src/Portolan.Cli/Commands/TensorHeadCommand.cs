using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Tensors;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan tensor head</c>: the first rows of a tensor as text.</summary>
internal sealed class TensorHeadCommand : Verb
{
    private readonly Argument<string> file = new("file") { Description = "A NumPy file (.npy).", HelpName = "file" };
    private readonly Setting<int> rows = Setting.Integer("--rows", "count", "How many rows to print.", 10, 1, int.MaxValue);
    private readonly Setting<int> skip = Setting.Integer("--skip", "count", "How many rows to pass over before.", 0, 0, int.MaxValue);

    public TensorHeadCommand()
        : base("head", "Prints the first rows of a tensor.")
    {
        Add(file);
        Add(rows);
        Add(skip);
    }

    public override string Details =>
        "A row is what the first axis counts; further axes are printed one behind the other. One line a row, tabs between, numbers with as many "
        + "digits as tell them from their neighbours.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("A look at it", "portolan tensor head embeddings.npy --rows 3"),
        new("One row in the middle", "portolan tensor head embeddings.npy --skip 5000 --rows 1"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("row", ["index", "values"], "for each row; values that are not finite are the strings `NaN`, `Infinity` and `-Infinity`"),
        new("summary", ["rows"], "at the end"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        using NpyFile tensor = NpyFile.Open(context.Value(file));
        long count = tensor.Shape.Length == 0 ? 1 : tensor.Shape[0];
        long width = count == 0 ? 0 : tensor.Count / count;
        long first = Math.Min(context.Value(skip), count);
        long end = Math.Min(count, first + context.Value(rows));
        // A row may be longer than an array: it is printed in pieces.
        double[] piece = new double[(int)Math.Min(Math.Max(1, width), 4096)];
        bool isSingle = tensor.ElementType is ElementType.Float32 or ElementType.BFloat16 or ElementType.Float16;
        for (long row = first; row < end; row++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            Print(context.Output, tensor, row, width, piece, isSingle);
        }

        if (context.Output.IsJson)
        {
            context.Output.Json.BeginSummary().WriteNumber("rows"u8, end - first);
            context.Output.Json.End();
        }

        return Task.FromResult(ExitCode.Done);
    }

    private static void Print(CommandOutput output, NpyFile tensor, long row, long width, double[] piece, bool isSingle)
    {
        Utf8JsonWriter? writer = null;
        if (output.IsJson)
        {
            writer = output.Json.Begin("row");
            writer.WriteNumber("index"u8, row);
            writer.WriteStartArray("values"u8);
        }

        for (long at = 0; at < width; at += piece.Length)
        {
            Span<double> values = piece.AsSpan(0, (int)Math.Min(piece.Length, width - at));
            tensor.CopyTo((row * width) + at, values);
            for (int i = 0; i < values.Length; i++)
            {
                string text = isSingle ? ((float)values[i]).ToString("R", CultureInfo.InvariantCulture) : Quantity.Plain(values[i]);
                if (writer is null)
                {
                    output.Text.Write(at + i == 0 ? text : "\t" + text);
                }
                else if (double.IsFinite(values[i]))
                {
                    writer.WriteRawValue(text);
                }
                else
                {
                    writer.WriteStringValue(text);
                }
            }
        }

        if (writer is null)
        {
            output.Text.Write("\n");
        }
        else
        {
            writer.WriteEndArray();
            output.Json.End();
        }
    }
}
