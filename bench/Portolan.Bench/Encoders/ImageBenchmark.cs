using System.Diagnostics;
using System.Globalization;
using Portolan.Encoders.Images;
using Portolan.Encoders.Images.Layout;
using Portolan.Testing;

namespace Portolan.Bench.Encoders;

/// <summary>Decoding and describing photographs, beside Pillow's decoding, and how good the description is.</summary>
public sealed class ImageBenchmark : IBenchmark
{
    private static readonly ImageLimits Limits = new() { SufficientSide = LayoutEncoder.SufficientSide };

    public string Name => "images";

    public string Description => "pictures decoded and described a second, beside Pillow; quality of the descriptor on labelled photographs ('images tune' looks for weights)";

    public void Run(string[] args)
    {
        if (SharedData.Root is null)
        {
            Console.WriteLine(SharedData.SkipReason);
            return;
        }

        string folder = SharedData.PathOf("data/images/files");
        string[] paths = [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)];
        byte[][] files = [.. paths.Select(File.ReadAllBytes)];
        var decoder = new VipsImageDecoder();
        Speed(decoder, files, folder);
        string[] labels = Labels(paths);
        float[] vectors = Encode(decoder, files);
        int[] labelled = [.. Enumerable.Range(0, paths.Length).Where(i => labels[i].Length > 0)];
        ImageQuality.Report(vectors, labels, labelled);
        if (args.Contains("tune"))
        {
            ImageTuning.Run(vectors, labels, labelled);
        }

        NearDuplicates(decoder, paths, vectors, folder);
    }

    /// <summary>The class of each file of the set that has three of each; empty for the others.</summary>
    private static string[] Labels(string[] paths)
    {
        Dictionary<string, string> byFile = File.ReadLines(SharedData.PathOf("data/images/labels.csv")).Skip(1).Select(line => line.Split(','))
            .Where(cells => cells[0].StartsWith("imagen_", StringComparison.Ordinal)).ToDictionary(cells => cells[0], cells => cells[^2]);
        return [.. paths.Select(path => byFile.GetValueOrDefault(Path.GetFileName(path), ""))];
    }

    private static void Speed(VipsImageDecoder decoder, byte[][] files, string folder)
    {
        long start = Stopwatch.GetTimestamp();
        decoder.Decode(files[0], Limits);
        Console.WriteLine($"first decode with loading of libvips  {Stopwatch.GetElapsedTime(start).TotalMilliseconds,8:F1} ms");
        PixelImage[] pictures = [.. files.Select(file => decoder.Decode(file, Limits))];
        float[] vector = new float[LayoutEncoder.Dimensions];
        using var encoder = new LayoutEncoder();
        double decode = double.MaxValue, whole = double.MaxValue, describe = double.MaxValue, one = double.MaxValue, two = double.MaxValue;
        for (int run = 0; run < 4; run++)
        {
            decode = Math.Min(decode, Processor(() => Array.ForEach(files, file => decoder.Decode(file, Limits))));
            whole = Math.Min(whole, Processor(() => Array.ForEach(files, file => decoder.Decode(file, ImageLimits.Default))));
            describe = Math.Min(describe, Processor(() => Array.ForEach(pictures, picture => encoder.Encode([picture], vector))));
            one = Math.Min(one, Measure.Seconds(() => Pass(decoder, encoder, files, 1), 1, 0));
            two = Math.Min(two, Measure.Seconds(() => Pass(decoder, encoder, files, 2), 1, 0));
        }

        Console.WriteLine($"decode, least side 128                {decode / files.Length * 1e3,8:F2} ms of processor time a picture");
        Console.WriteLine($"decode, whole                         {whole / files.Length * 1e3,8:F2} ms of processor time a picture");
        Console.WriteLine($"describe                              {describe / files.Length * 1e3,8:F2} ms of processor time a picture");
        Console.WriteLine($"decode and describe, 1 thread         {files.Length / one,8:F0} pictures/s");
        Console.WriteLine($"decode and describe, 2 threads        {files.Length / two,8:F0} pictures/s");
        if (Pillow("decode", folder) is string answer)
        {
            string[] cells = answer.Split(' ');
            double theirs = double.Parse(cells[1], CultureInfo.InvariantCulture);
            Console.WriteLine($"decode, Pillow {cells[0]}                  {theirs / files.Length * 1e3,8:F2} ms of processor time a picture; ours is {whole / theirs:F2} of it");
        }
    }

    private static void Pass(VipsImageDecoder decoder, LayoutEncoder encoder, byte[][] files, int threads) =>
        Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = threads }, file =>
        {
            float[] vector = new float[LayoutEncoder.Dimensions];
            encoder.Encode([decoder.Decode(file, Limits)], vector);
        });

    private static double Processor(Action work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static float[] Encode(VipsImageDecoder decoder, byte[][] files)
    {
        float[] vectors = new float[files.Length * LayoutEncoder.Dimensions];
        using var encoder = new LayoutEncoder();
        Parallel.For(0, files.Length, i => encoder.Encode([decoder.Decode(files[i], Limits)], vectors.AsSpan(i * LayoutEncoder.Dimensions, LayoutEncoder.Dimensions)));
        return vectors;
    }

    private static void NearDuplicates(VipsImageDecoder decoder, string[] paths, float[] vectors, string folder)
    {
        using var target = new TemporaryFolder();
        if (Pillow("variants", folder, target.Path, "4") is null)
        {
            return;
        }

        Console.WriteLine($"a changed copy finds its original first among {paths.Length}:");
        foreach (string variant in Directory.EnumerateDirectories(target.Path).Order(StringComparer.Ordinal))
        {
            string[] copies = [.. Directory.EnumerateFiles(variant).Order(StringComparer.Ordinal)];
            float[] queries = Encode(decoder, [.. copies.Select(File.ReadAllBytes)]);
            int found = 0;
            for (int i = 0; i < copies.Length; i++)
            {
                int best = ImageQuality.Nearest(queries.AsSpan(i * LayoutEncoder.Dimensions, LayoutEncoder.Dimensions), vectors);
                found += Path.GetFileName(paths[best]) == Path.GetFileName(copies[i]) ? 1 : 0;
            }

            Console.WriteLine($"  {Path.GetFileName(variant),-34} {(double)found / copies.Length,7:P1}");
        }
    }

    /// <summary>What Debian's Python printed; null where it or Pillow is not installed.</summary>
    private static string? Pillow(params string[] arguments)
    {
        const string python = "/usr/bin/python3";
        if (!File.Exists(python))
        {
            return null;
        }

        using var process = Process.Start(new ProcessStartInfo(python, [Repository.PathOf("bench/peers/pillow_peer.py"), .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : null;
    }
}
