using System.Text.Json;
using Portolan.Cli.Settings;
using Portolan.Geometry;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan geometry train</c>: learns a score from samples and keeps it.</summary>
internal sealed class GeometryTrainCommand : Verb
{
    private readonly Setting<string?> data = Setting.Text("--data", "file", "The samples: a .npy or .csv file, a point a row.", required: true);
    private readonly Setting<string?> output = Setting.Text("--output", "directory", "Where the field is kept; --field takes it from there.", required: true);
    private readonly Setting<double> noise = Setting.Number("--noise", "σ", "The noise, in the units of the data: what is learned is the score of the data blurred by it.", 0.1, 1e-9, 1e9);
    private readonly Setting<int> steps = Setting.Integer("--steps", "count", "Steps of training.", 4000, 1, 10_000_000);
    private readonly Setting<int> hidden = Setting.Integer("--hidden", "width", "Width of the two hidden layers.", 64, 1, 8192);
    private readonly Setting<int> seed = Setting.Integer("--seed", "number", "Equal seeds give equal fields.", 0, 0, int.MaxValue);

    public GeometryTrainCommand()
        : base("train", "Learns a score from samples by denoising, and keeps it in a directory.")
    {
        Add(data);
        Add(output);
        Add(noise);
        Add(steps);
        Add(hidden);
        Add(seed);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Learn, then draw", "portolan geometry train --data points.npy --noise 0.3 --output field && portolan geometry field --field field --region -4,4,-4,4 --output field.svg"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput => [new("summary", ["rows", "dimensions", "noise", "steps", "output"], "at the end")];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        NumberTable table = NumberTable.Read(context.Value(data)!);
        string directory = context.Value(output)!;
        LearnedField field = GeometryScoreSettings.Learn(context, table, new DenoisingOptions
        {
            NoiseLevels = [context.Value(noise)],
            HiddenWidths = [context.Value(hidden), context.Value(hidden)],
            Steps = context.Value(steps),
            Seed = (ulong)context.Value(seed),
        });
        field.Save(directory);
        if (context.Output.IsJson)
        {
            Utf8JsonWriter line = context.Output.Json.BeginSummary();
            line.WriteNumber("rows"u8, table.Rows);
            line.WriteNumber("dimensions"u8, table.Columns);
            line.WriteNumber("noise"u8, field.NoiseLevel);
            line.WriteNumber("steps"u8, context.Value(steps));
            line.WriteString("output"u8, directory);
            context.Output.Json.End();
        }
        else
        {
            context.Output.Text.Write(directory + "\n");
        }

        return Task.FromResult(ExitCode.Done);
    }
}
