using System.Text;
using Portolan.Cli.Commands;
using Portolan.Cli.Output;
using Portolan.Testing;

namespace Portolan.Cli.Tests;

/// <summary>Runs the application in this process, on a tree of one room with one command.</summary>
internal sealed class ProbeRun
{
    public Dictionary<string, string> Variables { get; } = [];

    public string Directory { get; init; } = "/nonexistent";

    public Verb Verb { get; init; } = new ProbeVerb();

    public bool IsScreen { get; init; }

    public Stream? Output { get; init; }

    public ManualTimeProvider Time { get; } = new();

    public StringWriter Error { get; } = new() { NewLine = "\n" };

    public async Task<CliResult> RunAsync(params string[] args)
    {
        var room = new Room("corpus", "Builds things.");
        room.Add(Verb);
        var output = new MemoryStream();
        var terminal = new Terminal
        {
            Input = Stream.Null,
            Output = Output ?? output,
            Error = Error,
            ErrorIsScreen = IsScreen,
            Variable = Variables.GetValueOrDefault,
            Directory = Directory,
            Time = Time,
        };
        int code = await Application.RunAsync(args, terminal, CommandTree.Of(room));
        return new CliResult(code, Encoding.UTF8.GetString(output.ToArray()), Error.ToString());
    }
}
