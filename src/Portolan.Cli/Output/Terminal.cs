using System.Globalization;

namespace Portolan.Cli.Output;

/// <summary>The streams that a process was started with, and what can be shown on them.</summary>
internal sealed class Terminal
{
    public required Stream Input { get; init; }

    public required Stream Output { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Standard output goes to a person's screen.</summary>
    public bool OutputIsScreen { get; init; }

    /// <summary>Standard error goes to a screen that understands cursor movement.</summary>
    public bool ErrorIsScreen { get; init; }

    /// <summary>Columns of the screen.</summary>
    public int Width { get; init; } = 80;

    /// <summary>Reads an environment variable; null when it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The directory where portolan.yaml is looked for.</summary>
    public required string Directory { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public static Terminal OfThisProcess()
    {
        bool errorIsScreen = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        return new Terminal
        {
            Input = Console.OpenStandardInput(),
            Output = OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new PipeAwareOutput(),
            Error = Console.Error,
            OutputIsScreen = !Console.IsOutputRedirected,
            ErrorIsScreen = errorIsScreen,
            Width = errorIsScreen ? ScreenWidth() : 80,
            Variable = Environment.GetEnvironmentVariable,
            Directory = Environment.CurrentDirectory,
        };
    }

    private static int ScreenWidth()
    {
        try
        {
            int width = Console.WindowWidth;
            return width > 0 ? width : 80;
        }
        catch (IOException)
        {
            return int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns) ? columns : 80;
        }
    }
}
