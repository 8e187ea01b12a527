using System.Diagnostics;

namespace Portolan.Bench;

/// <summary>Times work: one warm-up, then the median of several runs, because the machines are shared and noisy.</summary>
public static class Measure
{
    /// <summary>Median seconds of <paramref name="runs"/> runs after <paramref name="warmups"/> warm-ups.</summary>
    public static double Seconds(Action work, int runs = 5, int warmups = 1)
    {
        for (int i = 0; i < warmups; i++)
        {
            work();
        }

        double[] times = new double[runs];
        for (int i = 0; i < runs; i++)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            times[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(times);
        return times[runs / 2];
    }

    /// <summary>Seconds that a whole process takes with its output thrown away; null when the program is not installed.</summary>
    public static double? ProcessSeconds(string program, string arguments, string? standardInput = null, int runs = 3)
    {
        string command = standardInput is null ? $"{program} {arguments}" : $"{program} {arguments} < '{standardInput}'";
        using (Process which = Process.Start("/bin/sh", ["-c", $"command -v {program} > /dev/null"]))
        {
            which.WaitForExit();
            if (which.ExitCode != 0)
            {
                return null;
            }
        }

        return Seconds(() =>
        {
            using Process process = Process.Start("/bin/sh", ["-c", command + " > /dev/null"]);
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{command} ended with {process.ExitCode}");
            }
        }, runs, warmups: 1);
    }

    /// <summary>Prints <c>label: x MB/s</c>.</summary>
    public static void PrintRate(string label, long bytes, double seconds) =>
        Console.WriteLine($"{label,-44} {bytes / seconds / 1e6,10:F1} MB/s  ({seconds * 1e3:F1} ms)");
}
