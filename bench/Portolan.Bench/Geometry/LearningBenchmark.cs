using System.Diagnostics;
using System.Globalization;
using Portolan.Geometry;
using Portolan.Geometry.Internals;

namespace Portolan.Bench.Geometry;

/// <summary>Learns the score of a correlated normal density at three levels of noise, ours and the same network in PyTorch, one core each.</summary>
public sealed class LearningBenchmark : IBenchmark
{
    private const int Samples = 200_000;

    // The same data, network, steps and batch in PyTorch, as one would write it; it prints seconds and the relative RMSE.
    private const string Torch = """
        import math, sys, time, torch
        torch.set_num_threads(1)
        torch.manual_seed(0)
        steps, batch, sigma = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
        cov = torch.tensor([[1.0, 0.8], [0.8, 1.0]])
        data = torch.randn(200000, 2) @ torch.linalg.cholesky(cov).T
        net = torch.nn.Sequential(torch.nn.Linear(2, 64), torch.nn.SiLU(), torch.nn.Linear(64, 64), torch.nn.SiLU(), torch.nn.Linear(64, 2))
        adam = torch.optim.Adam(net.parameters(), lr=1e-3)
        start = time.perf_counter()
        for step in range(steps):
            for group in adam.param_groups:
                group['lr'] = 0.5e-3 * (1 + math.cos(math.pi * step / steps))
            x = data[torch.randint(0, len(data), (batch,))]
            noise = torch.randn_like(x)
            loss = ((sigma * net(x + sigma * noise) + noise) ** 2).sum(1).mean()
            adam.zero_grad()
            loss.backward()
            adam.step()
        seconds = time.perf_counter() - start
        with torch.no_grad():
            x = data[:20000] + sigma * torch.randn(20000, 2)
            expected = -x @ torch.linalg.inv(cov + sigma * sigma * torch.eye(2))
            print(seconds, ((net(x) - expected).norm() / expected.norm()).item())
        """;

    /// <inheritdoc/>
    public string Name => "field-learning";

    /// <inheritdoc/>
    public string Description => "denoising score matching, MLP 2-64-64-2, against PyTorch: [STEPS [BATCH [RATE]]]";

    /// <inheritdoc/>
    public void Run(string[] args)
    {
        int steps = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 4000;
        int batch = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 512;
        double rate = args.Length > 2 ? double.Parse(args[2], CultureInfo.InvariantCulture) : new DenoisingOptions().LearningRate;
        double[] samples = CorrelatedSamples(new SeededRandom(1), Samples);
        foreach (double sigma in new[] { 0.1, 0.3, 1 })
        {
            var options = new DenoisingOptions { NoiseLevels = [sigma], Steps = steps, BatchSize = batch, LearningRate = rate, Threads = 1 };
            long start = Stopwatch.GetTimestamp();
            LearnedField field = DenoisingScoreMatching.Train(samples, 2, options);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double error = RelativeError(field, samples.AsSpan(0, 40_000), sigma);
            Console.WriteLine($"sigma {sigma}: ours {seconds:F2} s, relative RMSE {error:P2}");
            if (RunTorch(steps, batch, sigma) is { } torch)
            {
                Console.WriteLine($"sigma {sigma}: torch {torch.Seconds:F2} s, relative RMSE {torch.Error:P2}; ratio {torch.Seconds / seconds:F1}");
            }
        }
    }

    private static double[] CorrelatedSamples(SeededRandom random, int count)
    {
        double[] samples = new double[2 * count];
        for (int i = 0; i < samples.Length; i += 2)
        {
            double a = random.NextNormal();
            samples[i] = a;
            samples[i + 1] = (0.8 * a) + (0.6 * random.NextNormal());
        }

        return samples;
    }

    private static double RelativeError(LearnedField field, ReadOnlySpan<double> samples, double sigma)
    {
        var random = new SeededRandom(2);
        double[] points = samples.ToArray();
        for (int i = 0; i < points.Length; i++)
        {
            points[i] += sigma * random.NextNormal();
        }

        double variance = 1 + (sigma * sigma);
        double[] expected = new double[points.Length];
        double[] found = new double[points.Length];
        new GaussianField([0, 0], [variance, 0.8, 0.8, variance]).Score(points, expected);
        field.Score(points, found);
        double error = 0;
        double size = 0;
        for (int i = 0; i < found.Length; i++)
        {
            error += (found[i] - expected[i]) * (found[i] - expected[i]);
            size += expected[i] * expected[i];
        }

        return Math.Sqrt(error / size);
    }

    private static (double Seconds, double Error)? RunTorch(int steps, int batch, double sigma)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in new[] { "-c", Torch, $"{steps}", $"{batch}", sigma.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync();
        string[] words = process.StandardOutput.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return process.ExitCode == 0 && words.Length == 2
            ? (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture))
            : null;
    }
}
