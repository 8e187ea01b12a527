using System.Diagnostics;
using System.Globalization;
using System.Text;
using Portolan.Text.NGrams.Training;

namespace Portolan.Bench.NGramTraining;

/// <summary>Training a 5-gram model, each configuration in a process of its own, beside figures of KenLM that were recorded elsewhere.</summary>
public sealed class NGramTrainBenchmark : IBenchmark
{
    private const string Child = "--child";

    // lmplz -o 5 -S 4G --discount_fallback (KenLM 4cb443e) on 5.54 M SentencePiece tokens, on a machine whose gzip -dc makes 132 MB/s of text.
    private const double RecordedTokensPerCpuSecond = 0.58e6;
    private const double RecordedMegabytes = 822;

    public string Name => "ngram-train";

    public string Description => "5-gram Kneser-Ney training: FILE of tokens (generated when left out) [RUNS]";

    public void Run(string[] args)
    {
        if (args is [Child, ..])
        {
            RunChild(args[1], int.Parse(args[2], CultureInfo.InvariantCulture), long.Parse(args[3], CultureInfo.InvariantCulture), args[4]);
            return;
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("portolan-bench-");
        try
        {
            string input = args.Length > 0 ? args[0] : Generate(Path.Combine(folder.FullName, "tokens"));
            int runs = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
            Console.WriteLine($"{"",-28}{"wall s",8}{"CPU s",8}{"Mtok/s",8}{"per CPU s",11}{"peak MB",9}");
            foreach (((int threads, long memory), List<double[]> figures) in Measured(input, runs, Path.Combine(folder.FullName, "model.arpa")))
            {
                double tokens = figures[0][2], wall = figures.Min(f => f[0]), cpu = figures.Min(f => f[1]), peak = figures.Min(f => f[3]);
                string name = $"{threads} thread{(threads == 1 ? "" : "s")}, {memory / 1_000_000} MB";
                Console.WriteLine($"{name,-28}{wall,8:F2}{cpu,8:F2}{tokens / wall / 1e6,8:F2}{tokens / cpu / 1e6,11:F2}{peak,9:F0}   x{tokens / cpu / RecordedTokensPerCpuSecond:F2} lmplz per CPU second");
            }

            Console.WriteLine($"{"lmplz, recorded elsewhere",-28}{"",8}{"",8}{"",8}{RecordedTokensPerCpuSecond / 1e6,11:F2}{RecordedMegabytes,9:F0}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void RunChild(string input, int threads, long memory, string output)
    {
        long started = Stopwatch.GetTimestamp();
        using var trainer = new NGramTrainer(new NGramTrainerOptions { Threads = threads, MemoryBytes = memory, DiscountFallback = Discounts.Fallback });
        trainer.AddFile(input);
        NGramTrainingSummary summary = trainer.Write(output);
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Stopwatch.GetElapsedTime(started).TotalSeconds} {self.TotalProcessorTime.TotalSeconds} {summary.Tokens} {self.PeakWorkingSet64 / 1e6}"));
    }

    // One run of each configuration after the other, again and again, so that a busy minute does not fall on one of them.
    private List<((int Threads, long Memory) Configuration, List<double[]> Figures)> Measured(string input, int runs, string output)
    {
        List<((int Threads, long Memory) Configuration, List<double[]> Figures)> all = [((1, 1_000_000_000), []), ((2, 1_000_000_000), []), ((2, 100_000_000), [])];
        for (int run = 0; run < runs; run++)
        {
            foreach (((int threads, long memory), List<double[]> figures) in all)
            {
                figures.Add(Measured(input, threads, memory, output));
            }
        }

        return all;
    }

    private double[] Measured(string input, int threads, long memory, string output)
    {
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] arguments = [Name, Child, input, threads.ToString(CultureInfo.InvariantCulture), memory.ToString(CultureInfo.InvariantCulture), output];
        var start = new ProcessStartInfo(program, isHost ? [typeof(NGramTrainBenchmark).Assembly.Location, .. arguments] : arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        string line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. line.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    /// <summary>A million words whose frequencies fall as in language.</summary>
    private static string Generate(string path)
    {
        var random = new Random(1);
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false));
        for (int i = 0; i < 40_000; i++)
        {
            writer.Write(string.Join(' ', Enumerable.Range(0, 25).Select(_ => $"w{(int)Math.Pow(8000, random.NextDouble())}")) + "\n");
        }

        return path;
    }
}
