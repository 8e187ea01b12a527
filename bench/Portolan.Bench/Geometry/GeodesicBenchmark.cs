using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Portolan.Geometry;
using Portolan.Geometry.Solvers;

namespace Portolan.Bench.Geometry;

/// <summary>Geodesics beside a NumPy and a PyTorch script that minimise the same energy to the same value, on one core.</summary>
public sealed class GeodesicBenchmark : IBenchmark
{
    private static readonly string[] Methods = ["scipy-lbfgs", "torch-lbfgs"];

    public string Name => "geodesic";

    public string Description => "geodesics against bench/peers/geodesic_peer.py (SciPy, PyTorch), scaling, pairs a second: [peer script] [--adam]";

    public void Run(string[] args)
    {
        string script = args.FirstOrDefault(a => !a.StartsWith('-')) ?? "bench/peers/geodesic_peer.py";
        Console.WriteLine("to the same energy (1e-9 relative) and, ours, on to the gradient's tolerance; milliseconds of one core, least of the runs");
        foreach ((string name, Metric metric, double[] start, double[] end) in Cases())
        {
            Compare(script, name, metric, start, end, args.Contains("--adam") ? [.. Methods, "torch-adam"] : Methods);
        }

        Scale();
        Pairs();
    }

    private static void Compare(string script, string name, Metric metric, double[] start, double[] end, string[] methods)
    {
        GeodesicOptions options = new() { MultiStart = false, CheckRefinement = false };
        GeodesicSolver solver = new(metric, options);
        GeodesicResult found = solver.Solve(start, end);
        (GeodesicSolver brief, GeodesicResult near) = StoppedAt(metric, options, start, end, found.Energy);
        double stopped = Ours(brief, start, end);
        double converged = Ours(solver, start, end);
        List<(string Method, double Seconds, double Energy, int Steps)> peers = [];
        foreach (string method in methods)
        {
            // Ours before and after each peer: the machine's speed changes within minutes.
            if (Peer(script, name, method, found.Energy) is not { } peer)
            {
                Console.WriteLine($"           {method}: not installed");
                continue;
            }

            stopped = Math.Min(stopped, Ours(brief, start, end));
            converged = Math.Min(converged, Ours(solver, start, end));
            peers.Add((method, peer.Seconds, peer.Energy, peer.Steps));
        }

        Console.WriteLine($"{name,-10} ours stopped   {stopped * 1e3,9:F3} ms  E = {near.Energy:R}, |gradient| {near.GradientNorm:E1}, {near.Iterations} steps");
        Console.WriteLine($"           ours converged {converged * 1e3,9:F3} ms  E = {found.Energy:R}, |gradient| {found.GradientNorm:E1}, {found.Iterations} steps");
        foreach ((string method, double seconds, double energy, int steps) in peers)
        {
            Console.WriteLine(
                $"           {method,-14} {seconds * 1e3,9:F1} ms  E = {energy:R} in {steps} evaluations  {seconds / stopped,6:F0}x ours stopped, {seconds / converged,6:F0}x converged");
        }
    }

    /// <summary>A solver allowed just the steps that take it to where the peers stop.</summary>
    private static (GeodesicSolver Solver, GeodesicResult Found) StoppedAt(
        Metric metric, GeodesicOptions options, double[] start, double[] end, double energy)
    {
        for (int steps = 1; ; steps++)
        {
            GeodesicSolver solver = new(metric, options with { MaxIterations = steps });
            GeodesicResult found = solver.Solve(start, end);
            if (found.Energy <= energy * (1 + 1e-9))
            {
                return (solver, found);
            }
        }
    }

    /// <summary>Processor seconds, as of the peer: of a short run the least is one that nothing interrupted, of a long one there is none.</summary>
    private static double Ours(GeodesicSolver solver, double[] start, double[] end)
    {
        double least = double.MaxValue;
        int batch = 1;
        Stopwatch all = Stopwatch.StartNew();
        while (all.Elapsed.TotalSeconds < 1.5 || least == double.MaxValue)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < batch; i++)
            {
                solver.Solve(start, end);
            }

            double seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            if (seconds < 0.005)
            {
                // The clock counts microseconds.
                batch *= 2;
                continue;
            }

            least = Math.Min(least, seconds / batch);
        }

        return least;
    }

    private static (double Seconds, double Energy, int Steps)? Peer(string script, string name, string method, double target)
    {
        ProcessStartInfo start = new("/usr/bin/python3", [script, name, method, method == "torch-adam" ? "1" : "3"]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["TARGET"] = target.ToString("R", CultureInfo.InvariantCulture);
        foreach (string variable in (string[])["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"])
        {
            start.Environment[variable] = "1";
        }

        using Process process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            return null;
        }

        JsonElement line = JsonDocument.Parse(text).RootElement;
        return (line.GetProperty("seconds").GetDouble(), line.GetProperty("energy").GetDouble(), line.GetProperty("steps").GetInt32());
    }

    /// <summary>Cost of one gradient of the energy and of one product with its Hessian: linear in points, and in the dimension where the
    /// field's own products are.</summary>
    private static void Scale()
    {
        Console.WriteLine("microseconds by points (d = 16, full covariance) and by dimension (60 points, diagonal covariance): gradient, Hessian product");
        foreach (int points in (int[])[60, 120, 240, 480, 960])
        {
            Steps($"n = {points}", Correlated(16), points);
        }

        foreach (int d in (int[])[16, 32, 64, 128, 256, 512])
        {
            double[] covariance = new double[d * d];
            for (int i = 0; i < d; i++)
            {
                covariance[(i * d) + i] = 1 + (i % 3);
            }

            Steps($"d = {d}", new SteinMetric(new GaussianField(new double[d], covariance)), 60);
        }
    }

    private static void Steps(string label, Metric metric, int points)
    {
        (double[] start, double[] end) = Ends(metric.Dimension);
        double[] curve = Curve.Straight(start, end, points).Coordinates.ToArray();
        CurveEnergy energy = new(MetricForm.Of(metric), points - 1);
        double[] gradient = new double[energy.InnerLength];
        double[] product = new double[energy.InnerLength];
        double first = Least(() => energy.Gradient(curve, gradient));
        double second = Least(() => energy.HessianProduct(curve, gradient, product));
        Console.WriteLine($"  {label,-8} {first * 1e6,9:F1} {second * 1e6,9:F1}   a coordinate {first * 1e9 / gradient.Length,6:F1} ns {second * 1e9 / gradient.Length,6:F1} ns");
    }

    private static double Least(Action work)
    {
        double least = double.MaxValue;
        Stopwatch all = Stopwatch.StartNew();
        while (all.Elapsed.TotalSeconds < 0.4)
        {
            long before = Stopwatch.GetTimestamp();
            work();
            least = Math.Min(least, Stopwatch.GetElapsedTime(before).TotalSeconds);
        }

        return least;
    }

    private static void Pairs()
    {
        // 46 points make 1,035 pairs; the rows of the generator are the golden ratio's, evenly spread over a square.
        double[] points = new double[46 * 2];
        for (int i = 0; i < 46; i++)
        {
            points[2 * i] = (6 * (i + 0.5) / 46) - 3;
            points[(2 * i) + 1] = (6 * (i * 0.6180339887498949 % 1)) - 3;
        }

        foreach (double correlation in (double[])[0, 0.8, 0.95])
        {
            Metric metric = new SteinMetric(new GaussianField([0, 0], [1, correlation, correlation, 1]));
            long before = Stopwatch.GetTimestamp();
            DistanceMatrix matrix = GeodesicDistances.Compute(metric, points, workers: 2);
            double seconds = Stopwatch.GetElapsedTime(before).TotalSeconds;
            Console.WriteLine($"1,035 pairs of 60 points, correlation {correlation}, 2 workers: {seconds:F2} s, {matrix.Unconverged.Count} not converged");
        }
    }

    private static IEnumerable<(string Name, Metric Metric, double[] Start, double[] End)> Cases()
    {
        foreach ((string name, double c) in ((string, double)[])[("identity", 0), ("corr08", 0.8), ("corr095", 0.95)])
        {
            yield return (name, new SteinMetric(new GaussianField([0, 0], [1, c, c, 1])), [-4, -2], [4, -2]);
        }

        (double[] start, double[] end) = Ends(16);
        yield return ("d16", Correlated(16), start, end);
    }

    /// <summary>Covariance 0.8^|i − j|.</summary>
    private static SteinMetric Correlated(int d)
    {
        double[] covariance = new double[d * d];
        for (int i = 0; i < d * d; i++)
        {
            covariance[i] = Math.Pow(0.8, Math.Abs((i / d) - (i % d)));
        }

        return new SteinMetric(new GaussianField(new double[d], covariance));
    }

    private static (double[] Start, double[] End) Ends(int d)
    {
        double[] start = new double[d];
        double[] end = new double[d];
        for (int i = 0; i < d; i++)
        {
            start[i] = -2 + Math.Sin(i + 1.0);
            end[i] = 2 * Math.Cos(3.0 * i);
        }

        return (start, end);
    }
}
