using System.Diagnostics;
using System.Globalization;
using Portolan.Geometry;
using Portolan.Geometry.Internals;

namespace Portolan.Bench.Geometry;

/// <summary>Scores of a kernel density estimate, ours and the same sums in NumPy, one core each.</summary>
public sealed class FieldBenchmark : IBenchmark
{
    private const int Points = 1000;
    private const int Samples = 10_000;

    // Squared distances by one matrix product, then the softmax: how one would write it with NumPy. Prints the least of five runs.
    private const string NumPy = """
        import os, sys
        os.environ['OPENBLAS_NUM_THREADS'] = os.environ['OMP_NUM_THREADS'] = '1'
        import time, numpy
        d = int(sys.argv[1])
        random = numpy.random.default_rng(0)
        samples, points = random.standard_normal((10000, d)), random.standard_normal((1000, d))
        def score(h):
            squares = (points ** 2).sum(1)[:, None] - 2 * points @ samples.T + (samples ** 2).sum(1)[None]
            logits = -squares / (2 * h * h)
            weights = numpy.exp(logits - logits.max(1, keepdims=True))
            weights /= weights.sum(1, keepdims=True)
            return (weights @ samples - points) / (h * h)
        best = 1e9
        for run in range(5):
            start = time.perf_counter()
            score(0.5)
            best = min(best, time.perf_counter() - start)
        print(best)
        """;

    /// <inheritdoc/>
    public string Name => "field-kde";

    /// <inheritdoc/>
    public string Description => "kernel density scores of 1,000 points from 10,000 samples in 2, 32 and 512 dimensions, against NumPy";

    /// <inheritdoc/>
    public void Run(string[] args)
    {
        foreach (int d in new[] { 2, 32, 512 })
        {
            var random = new SeededRandom(1);
            double[] samples = new double[Samples * d];
            double[] points = new double[Points * d];
            random.Normals(samples);
            random.Normals(points);
            var field = new KernelDensityField(samples, d, 0.5);
            double[] scores = new double[points.Length];
            double best = double.MaxValue;
            for (int run = 0; run < 6; run++)
            {
                long start = Stopwatch.GetTimestamp();
                field.Score(points, scores);
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            string line = string.Create(CultureInfo.InvariantCulture, $"d {d}: ours {best * 1e3:F1} ms");
            Console.WriteLine(RunNumPy(d) is { } seconds
                ? string.Create(CultureInfo.InvariantCulture, $"{line}, NumPy {seconds * 1e3:F1} ms, ratio {seconds / best:F2}")
                : line);
        }
    }

    private static double? RunNumPy(int d)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (string argument in new[] { "-c", NumPy, $"{d}" })
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && double.TryParse(output, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) ? seconds : null;
    }
}
