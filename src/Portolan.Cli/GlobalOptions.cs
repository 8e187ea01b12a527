using System.CommandLine;
using Portolan.Cli.Settings;

namespace Portolan.Cli;

/// <summary>The options that every command takes.</summary>
internal sealed class GlobalOptions
{
    public Setting<bool> Json { get; } = Setting.Flag("--json", "Print JSON Lines: one object a line, each with a \"type\".");

    public Setting<bool> Quiet { get; } = Setting.Flag("--quiet", "Print no progress and no notes; errors are still printed.", "-q");

    public Setting<bool> Verbose { get; } = Setting.Flag("--verbose", "Say more, and print the stack trace of an error.");

    public Setting<bool> NoColor { get; } = Setting.Flag("--no-color", "Print without colours (as does setting NO_COLOR).");

    public Setting<bool> Help { get; } = Setting.Flag("--help", "Show what a command does, its options and examples.", "-h", "-?");

    public Setting<bool> Version { get; } = Setting.Flag("--version", "Print the version.");

    /// <summary>All of them, in the order in which help lists them.</summary>
    public IReadOnlyList<Option> All => [Json, Quiet, Verbose, NoColor, Version, Help];

    /// <summary>Those that a variable or portolan.yaml can switch on.</summary>
    public bool HasDefaults(Option option) => option != Help && option != Version;

    public void AddTo(Command root)
    {
        foreach (Option option in All)
        {
            option.Recursive = true;
            root.Add(option);
        }
    }
}
