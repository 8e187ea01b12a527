namespace Portolan.Testing;

/// <summary>How a run of the program ended and what it printed.</summary>
/// <param name="ExitCode">The exit code; 128 + the signal's number when a signal ended the process.</param>
public sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of standard output, without the empty one after the last line feed.</summary>
    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>All three, as a snapshot shows them.</summary>
    public string Snapshot(Func<string, string> mask) =>
        $"exit code: {ExitCode}\n--- stdout\n{mask(Output)}--- stderr\n{mask(Error)}";
}
