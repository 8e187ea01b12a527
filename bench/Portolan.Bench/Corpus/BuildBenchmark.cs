using System.Diagnostics;
using System.Globalization;
using Portolan.Corpus;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Sources;
using Portolan.Corpus.Stages;
using Portolan.Storage;

namespace Portolan.Bench.Corpus;

/// <summary>A whole corpus build: throughput, peak memory, and where the time goes.</summary>
public sealed class BuildBenchmark : IBenchmark
{
    public string Name => "build";

    public string Description => "a whole build: build RECIPE INPUT OUTPUT [WORKERS] [MEMORY] [LANGUAGE-MODELS]";

    public void Run(string[] args)
    {
        string output = args[2];
        if (Directory.Exists(output))
        {
            Directory.Delete(output, recursive: true);
        }

        int workers = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : Environment.ProcessorCount;
        long memory = args.Length > 4 && ByteSize.TryParse(args[4], out long bytes) ? bytes : 1_000_000_000;
        RunAsync(args[0], args[1], output, workers, memory, args.Length > 5 ? args[5] : null).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(string recipe, string input, string output, int workers, long memory, string? models)
    {
        IReadOnlyList<InputFile> inputs = await new InputResolver().ResolveAsync([input]);
        var options = new CorpusBuildOptions { Recipe = BuiltInRecipes.Load(recipe), Inputs = inputs, Output = output, Workers = workers, MemoryBytes = memory, LanguageModels = models };
        long start = Stopwatch.GetTimestamp();
        await foreach (CorpusEvent corpusEvent in new CorpusBuild(options).RunAsync())
        {
            if (corpusEvent is BuildCompleted completed)
            {
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                long text = completed.Manifest.Stages[0].BytesIn;
                Measure.PrintRate($"{recipe}, {workers} workers", text, seconds);
                Console.WriteLine($"text {ByteSize.Format(text)}, peak memory {ByteSize.Format(completed.Manifest.Run.PeakMemoryBytes)} with --memory {ByteSize.Format(memory)}, {completed.Manifest.Run.AllocatedBytesPerDocument:F0} bytes allocated per document");
                foreach (StageCounts stage in completed.Manifest.Stages)
                {
                    Console.WriteLine($"  {stage.Stage,-14} {stage.BytesIn / stage.Seconds / 1e6,8:F0} MB/s per core, {stage.Seconds,7:F1} s, {stage.DocumentsOut} documents out");
                }
            }
        }
    }
}
