using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Encoders.Models;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan models bench</c>: how quick a model is on this machine.</summary>
internal sealed class ModelsBenchCommand : Verb
{
    private const int MaxBatch = 4096;
    private const int MaxThreads = 1024;

    private readonly Argument<string> name = new("name") { Description = "A built-in or installed model.", HelpName = "name" };
    private readonly Setting<string?> input = Setting.Text("--input", "path", "Encode the lines of this file, or the pictures of this directory; generated ones when left out.");
    private readonly Setting<int> items = Setting.Integer("--items", "count", "How many inputs are encoded for each measurement.", 128, 1, 1_000_000);
    private readonly Setting<string[]> batches = Setting.List("--batch", "counts", "Inputs handed over at once, such as 1,8,32; 1 and what the encoder prefers when left out.");
    private readonly Setting<string[]> threads = Setting.List("--threads", "counts", "Threads that the model may use, such as 1,2; 1 when left out.");

    public ModelsBenchCommand()
        : base("bench", "Measures how quick a model is on this machine.")
    {
        Add(name);
        Add(input);
        Add(items);
        Add(batches);
        Add(threads);
    }

    public override string Details =>
        "Opens the model, which checks its files, and encodes inputs for each number of threads and each size of batch, after three calls that do not count. "
        + "Milliseconds are those of a call divided by its inputs. Generated texts have 4 to 40 English words, generated pictures 320 by 240 pixels; they are the same in every run.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("The default for texts", "portolan models bench use-lite"),
        new("Which batch suits my texts?", "portolan models bench use-lite --input lines.txt --batch 1,8,32 --threads 1,2"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("measurement", ["modality", "threads", "batch", "items", "load_ms", "p50_ms", "p99_ms", "items_per_second", "tokens_per_second"],
            "for each modality, number of threads and size of batch; milliseconds are an input's, `load_ms` the opening's, and pictures have no tokens (null)"),
        new("summary", ["name", "measurements", "seconds"], "at the end"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        int[] threadCounts = Counts(context, threads, "--threads", MaxThreads);
        int[] batchSizes = Counts(context, batches, "--batch", MaxBatch);
        ModelCatalog catalog = Models.Catalog();
        ModelPack pack = catalog.Find(context.Value(name));
        var run = new ModelsBenchRun(context, catalog, pack, context.Value(items), context.Value(input));
        long started = context.Time.GetTimestamp();
        int count = 0;
        foreach (int threadCount in threadCounts.Length == 0 ? [1] : threadCounts)
        {
            foreach (ModelsBenchMeasurement measurement in run.Measure(threadCount, batchSizes))
            {
                Print(context.Output, measurement, isFirst: count++ == 0);
            }
        }

        if (context.Output.IsJson)
        {
            Utf8JsonWriter line = context.Output.Json.BeginSummary();
            line.WriteString("name"u8, pack.Manifest.Name);
            line.WriteNumber("measurements"u8, count);
            line.WriteNumber("seconds"u8, Math.Round(context.Time.GetElapsedTime(started).TotalSeconds, 3));
            context.Output.Json.End();
        }

        return Task.FromResult(ExitCode.Done);
    }

    private static int[] Counts(CommandContext context, Setting<string[]> setting, string option, int max) =>
        [.. context.Value(setting).Select(text => Quantity.TryParseInteger(text, out long value) && value >= 1 && value <= max
            ? (int)value
            : throw new UsageException($"{option}: '{text}' is not a whole number from 1 to {max}", $"write for example {option} 1,2"))];

    private static void Print(CommandOutput output, ModelsBenchMeasurement measurement, bool isFirst)
    {
        if (output.IsJson)
        {
            Utf8JsonWriter line = output.Json.Begin("measurement");
            line.WriteString("modality"u8, measurement.Modality);
            line.WriteNumber("threads"u8, measurement.Threads);
            line.WriteNumber("batch"u8, measurement.Batch);
            line.WriteNumber("items"u8, measurement.Items);
            line.WriteNumber("load_ms"u8, Math.Round(measurement.LoadMs, 3));
            line.WriteNumber("p50_ms"u8, Math.Round(measurement.P50Ms, 4));
            line.WriteNumber("p99_ms"u8, Math.Round(measurement.P99Ms, 4));
            line.WriteNumber("items_per_second"u8, Math.Round(measurement.ItemsPerSecond, 2));
            if (measurement.TokensPerSecond is { } tokens)
            {
                line.WriteNumber("tokens_per_second"u8, Math.Round(tokens, 1));
            }
            else
            {
                line.WriteNull("tokens_per_second"u8);
            }

            output.Json.End();
            return;
        }

        if (isFirst)
        {
            output.Text.Write($"{"",-6}{"threads",8}{"batch",7}{"load ms",10}{"p50 ms",10}{"p99 ms",10}{"items/s",11}{"tokens/s",12}\n");
        }

        output.Text.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{measurement.Modality,-6}{measurement.Threads,8}{measurement.Batch,7}{measurement.LoadMs,10:0}{measurement.P50Ms,10:0.00}{measurement.P99Ms,10:0.00}{measurement.ItemsPerSecond,11:N1}"));
        output.Text.Write(measurement.TokensPerSecond is { } rate ? string.Create(CultureInfo.InvariantCulture, $"{rate,12:N0}\n") : $"{"-",12}\n");
        output.Flush();
    }
}
