using System.CommandLine;

namespace Portolan.Cli.Defaults;

/// <summary>How an option is called outside the command line.</summary>
internal static class SettingNames
{
    /// <summary><c>--min-score</c> is <c>PORTOLAN_MIN_SCORE</c>, for every command that has it.</summary>
    public static string Variable(Option option) => "PORTOLAN_" + option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    /// <summary><c>--memory</c> of <c>corpus build</c> is <c>corpus.build.memory</c>; a global option stands at the top level.</summary>
    public static string Key(Command owner, Option option)
    {
        string[] path = CommandTree.PathOf(owner).Split(' ');
        return string.Join('.', path.Skip(1).Append(option.Name.TrimStart('-')));
    }
}
