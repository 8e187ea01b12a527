using System.Text.Json;

namespace Portolan.Testing;

/// <summary>How a run of the program ended and what it printed.</summary>
/// <param name="ExitCode">The exit code; 128 + the signal's number when a signal ended the process.</param>
public sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of standard output, without the empty one after the last line feed.</summary>
    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The objects that <c>--json</c> printed, one a line.</summary>
    public JsonElement[] JsonLines => [.. OutputLines.Select(line => JsonElement.Parse(line))];

    /// <summary>The objects of one type.</summary>
    public JsonElement[] JsonLinesOf(string type) => [.. JsonLines.Where(line => line.GetProperty("type").GetString() == type)];

    /// <summary>All three, as a snapshot shows them.</summary>
    public string Snapshot(Func<string, string> mask) =>
        $"exit code: {ExitCode}\n--- stdout\n{mask(Output)}--- stderr\n{mask(Error)}";
}
