using System.Diagnostics;

namespace Portolan.Tensors.Tests.Interop;

/// <summary>Debian's Python in another process, asked line by line.</summary>
internal sealed class Python : IDisposable
{
    private const string Executable = "/usr/bin/python3";

    private readonly Process process;

    public Python(string setup)
    {
        // Runs one line of ours at a time and answers with what it prints last.
        const string loop = "import sys\nwhile True:\n line=sys.stdin.readline()\n if not line: break\n exec(line); print('', flush=True)\n";
        var start = new ProcessStartInfo(Executable, ["-c", setup + "\n" + loop])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        process = Process.Start(start)!;
    }

    /// <summary>Whether Python has a module.</summary>
    public static bool Has(string module)
    {
        if (!File.Exists(Executable))
        {
            return false;
        }

        using Process check = Process.Start(new ProcessStartInfo(Executable, ["-c", $"import importlib.util, sys; sys.exit(importlib.util.find_spec('{module}') is None)"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        check.WaitForExit();
        return check.ExitCode == 0;
    }

    /// <summary>Runs a line that prints without a line feed, and returns what it printed.</summary>
    public string Run(string line)
    {
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
        return process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(process.StandardError.ReadToEnd());
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(10_000))
        {
            process.Kill();
        }

        process.Dispose();
    }
}
