using System.CommandLine;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;

namespace Portolan.Cli;

/// <summary>What a running command is given: its values, where to print, and when to stop.</summary>
internal sealed class CommandContext(ParseResult values, CommandOutput output, Stream input, TimeProvider time, CancellationToken cancellation)
{
    /// <summary>Where everything is printed.</summary>
    public CommandOutput Output { get; } = output;

    /// <summary>Standard input.</summary>
    public Stream Input { get; } = input;

    public TimeProvider Time { get; } = time;

    /// <summary>Cancelled by the first Ctrl-C or SIGTERM; a second one ends the process.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>A setting's value: from the command line, else the variable, else portolan.yaml, else its default.</summary>
    public T Value<T>(Setting<T> setting) => values.GetValue(setting)!;

    public T Value<T>(Argument<T> argument) => values.GetValue(argument)!;

    /// <summary>Whether a setting has another value than its default because somebody asked for it.</summary>
    public bool IsGiven(Option option) => values.GetResult(option) is { Implicit: false };
}
