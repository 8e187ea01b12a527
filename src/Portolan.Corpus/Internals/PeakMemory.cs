using System.Diagnostics;
using System.Globalization;

namespace Portolan.Corpus.Internals;

/// <summary>The largest resident set of this process so far.</summary>
internal static class PeakMemory
{
    public static long Bytes()
    {
        // Process.PeakWorkingSet64 is the current size on some kernels; VmHWM is the mark that is wanted.
        const string status = "/proc/self/status";
        if (File.Exists(status))
        {
            foreach (string line in File.ReadLines(status))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                {
                    string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                    return long.Parse(parts[^2], CultureInfo.InvariantCulture) * 1024;
                }
            }
        }

        using Process self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }
}
