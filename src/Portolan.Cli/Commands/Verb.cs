using System.CommandLine;

namespace Portolan.Cli.Commands;

/// <summary>A command that does something: parses, calls one room, renders.</summary>
internal abstract class Verb(string name, string summary) : Command(name, summary)
{
    /// <summary>A paragraph or two below the summary, for someone who has never used it; lines are wrapped when printed.</summary>
    public virtual string Details => "";

    /// <summary>What stands after the name in the usage line when options alone do not say it, such as <c>&lt; text.txt</c>.</summary>
    public virtual string UsageSuffix => "";

    public abstract IReadOnlyList<CommandExample> Examples { get; }

    /// <summary>What <c>--json</c> prints: one line for each type of object.</summary>
    public abstract IReadOnlyList<JsonShape> JsonOutput { get; }

    public abstract Task<ExitCode> RunAsync(CommandContext context);
}
