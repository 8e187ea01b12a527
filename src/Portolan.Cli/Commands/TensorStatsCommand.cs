using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Tensors;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan tensor stats</c>: what the elements of a tensor are like.</summary>
internal sealed class TensorStatsCommand : Verb
{
    private readonly Argument<string> file = new("file") { Description = "A NumPy file (.npy).", HelpName = "file" };

    public TensorStatsCommand()
        : base("stats", "Prints range, mean and deviation of a tensor's elements, and what is not a number.") => Add(file);

    public override string Details => "Reads the file once; memory does not depend on its size. Figures are of the finite elements, in double precision.";

    public override IReadOnlyList<CommandExample> Examples => [new("Are these embeddings sane?", "portolan tensor stats embeddings.npy")];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("summary", ["count", "finite", "nan", "infinite", "zeros", "minimum", "maximum", "mean", "standard_deviation"], "at the end; the last four are null where no element is finite"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        using NpyFile tensor = NpyFile.Open(context.Value(file));
        TensorStatistics statistics = TensorStatistics.Of(tensor, context.Cancellation);
        CommandOutput output = context.Output;
        (string Name, long Value)[] counts =
        [
            ("count", statistics.Count), ("finite", statistics.Finite), ("nan", statistics.NaN), ("infinite", statistics.Infinite), ("zeros", statistics.Zeros),
        ];
        (string Name, double Value)[] figures =
        [
            ("minimum", statistics.Minimum), ("maximum", statistics.Maximum), ("mean", statistics.Mean), ("standard_deviation", statistics.StandardDeviation),
        ];
        if (output.IsJson)
        {
            Utf8JsonWriter writer = output.Json.BeginSummary();
            foreach ((string name, long value) in counts)
            {
                writer.WriteNumber(name, value);
            }

            foreach ((string name, double value) in figures)
            {
                if (double.IsFinite(value))
                {
                    writer.WriteNumber(name, value);
                }
                else
                {
                    writer.WriteNull(name);
                }
            }

            output.Json.End();
            return Task.FromResult(ExitCode.Done);
        }

        foreach ((string name, long value) in counts)
        {
            output.Text.Write($"{name,-20}{Quantity.Count(value)}\n");
        }

        foreach ((string name, double value) in figures)
        {
            output.Text.Write($"{name.Replace('_', ' '),-20}{Quantity.Plain(value)}\n");
        }

        return Task.FromResult(ExitCode.Done);
    }
}
