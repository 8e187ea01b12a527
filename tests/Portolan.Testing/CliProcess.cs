using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Portolan.Testing;

/// <summary>A running program: signals can be sent to it and its output awaited.</summary>
public sealed partial class CliProcess : IDisposable
{
    private const int SignalInterrupt = 2;
    private const int SignalTerminate = 15;

    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task errorPump;
    private readonly StringBuilder error = new();
    private readonly List<(string Part, TaskCompletionSource Seen)> awaited = [];

    internal CliProcess(ProcessStartInfo start)
    {
        process = Process.Start(start) ?? throw new InvalidOperationException($"cannot start {start.FileName}");
        output = process.StandardOutput.ReadToEndAsync();
        errorPump = PumpErrorAsync();
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>The program's standard input; close it to send the end of the file.</summary>
    public StreamWriter Input => process.StandardInput;

    /// <summary>What arrived on standard error so far.</summary>
    public string ErrorSoFar
    {
        get
        {
            lock (error)
            {
                return error.ToString();
            }
        }
    }

    /// <summary>As <c>kill -9</c>: nothing of the program runs any more.</summary>
    public void Kill() => process.Kill();

    /// <summary>As Ctrl-C.</summary>
    public void Interrupt() => Signal(SignalInterrupt);

    /// <summary>As <c>kill</c> without a number.</summary>
    public void Terminate() => Signal(SignalTerminate);

    /// <summary>Completes when standard error contains the text; fails when the program ends without it.</summary>
    public async Task WaitForErrorAsync(string part, TimeSpan? timeout = null)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (error)
        {
            if (error.ToString().Contains(part, StringComparison.Ordinal))
            {
                return;
            }

            awaited.Add((part, seen));
        }

        Task first = await Task.WhenAny(seen.Task, errorPump).WaitAsync(timeout ?? CliRunner.DefaultTimeout);
        if (first == errorPump && !seen.Task.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException($"the program ended without printing '{part}'; it printed: {ErrorSoFar}");
        }
    }

    /// <summary>Waits for the end; the program is killed when that takes too long.</summary>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public async Task<CliResult> WaitAsync(TimeSpan? timeout = null)
    {
        TimeSpan limit = timeout ?? CliRunner.DefaultTimeout;
        try
        {
            await process.WaitForExitAsync().WaitAsync(limit);
        }
        catch (TimeoutException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"still running after {limit}; standard error: {ErrorSoFar}", e);
        }

        await errorPump;
        return new CliResult(process.ExitCode, await output, ErrorSoFar);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private async Task PumpErrorAsync()
    {
        char[] buffer = new char[4096];
        int count;
        while ((count = await process.StandardError.ReadAsync(buffer)) > 0)
        {
            lock (error)
            {
                error.Append(buffer, 0, count);
                string text = error.ToString();
                foreach ((string part, TaskCompletionSource seen) in awaited.Where(wait => text.Contains(wait.Part, StringComparison.Ordinal)))
                {
                    seen.TrySetResult();
                }
            }
        }
    }

    private void Signal(int signal)
    {
        if (SendSignal(process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"cannot send signal {signal} to process {process.Id}");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);
}
