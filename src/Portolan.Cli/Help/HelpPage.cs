using System.CommandLine;
using System.Text;
using Portolan.Cli.Commands;
using Portolan.Cli.Settings;

namespace Portolan.Cli.Help;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpPage
{
    // Wide enough to read, and the same everywhere so that documents and snapshots do not depend on a screen.
    private const int Width = 100;
    private const int Column = 26;

    public static string Of(CommandTree tree, Command command)
    {
        var page = new StringBuilder();
        TextLayout.Wrap(page, command.Description!, 0, Width);
        page.Append("\nUsage: ").Append(Usage(command)).Append('\n');

        string details = command switch { Verb verb => verb.Details, Room room => room.Details, _ => "" };
        foreach (string paragraph in details.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            page.Append('\n');
            TextLayout.Wrap(page, paragraph.Replace('\n', ' '), 0, Width);
        }

        Section(page, "Commands", command.Subcommands.Where(child => !child.Hidden), child => (child.Name, child.Description!));
        Section(page, "Arguments", command.Arguments, argument => ($"<{argument.HelpName ?? argument.Name}>", argument.Description!));
        Section(page, "Options", command.Options.Where(option => !option.Hidden && !tree.Global.All.Contains(option)), option => (Names(option), Description(option)));
        Section(page, "Options of every command", tree.Global.All, option => (Names(option), Description(option)));

        if (command is Verb { Examples.Count: > 0 } example)
        {
            page.Append("\nExamples:\n");
            foreach (CommandExample line in example.Examples)
            {
                page.Append("  # ").Append(line.Purpose).Append("\n  ").Append(line.CommandLine).Append('\n');
            }
        }

        if (command.Subcommands.Count > 0)
        {
            page.Append('\n').Append($"'{CommandTree.PathOf(command)} <command> --help' tells more about a command.").Append('\n');
        }

        return page.ToString();
    }

    /// <summary>The usage line without the word "Usage".</summary>
    public static string Usage(Command command)
    {
        var usage = new StringBuilder(CommandTree.PathOf(command));
        if (command.Subcommands.Count > 0)
        {
            return usage.Append(command is Verb ? " [<command>] [options]" : " <command> [options]").ToString();
        }

        foreach (Option option in command.Options.Where(option => option.Required))
        {
            usage.Append(' ').Append(option.Name).Append(" <").Append(option.HelpName).Append('>');
        }

        foreach (Argument argument in command.Arguments)
        {
            string name = $"<{argument.HelpName ?? argument.Name}>";
            string repeated = argument.Arity.MaximumNumberOfValues > 1 ? name + "..." : name;
            usage.Append(' ').Append(argument.Arity.MinimumNumberOfValues == 0 ? $"[{repeated}]" : repeated);
        }

        usage.Append(" [options]");
        return command is Verb { UsageSuffix.Length: > 0 } verb ? usage.Append(' ').Append(verb.UsageSuffix).ToString() : usage.ToString();
    }

    /// <summary><c>-q, --quiet</c> or <c>--memory &lt;size&gt;</c>.</summary>
    public static string Names(Option option)
    {
        // "-?" is understood but not worth a reader's time.
        IEnumerable<string> names = option.Aliases.Where(alias => alias != "-?").Append(option.Name);
        string all = string.Join(", ", names);
        return option is ISetting { IsFlag: true } ? all : $"{all} <{option.HelpName}>";
    }

    /// <summary>The description with its default in square brackets.</summary>
    public static string Description(Option option) => option switch
    {
        { Required: true } => option.Description + " [required]",
        ISetting { DefaultText: { } text } => $"{option.Description} [default: {text}]",
        _ => option.Description!,
    };

    private static void Section<T>(StringBuilder page, string title, IEnumerable<T> items, Func<T, (string Left, string Right)> row)
    {
        bool first = true;
        foreach (T item in items)
        {
            if (first)
            {
                page.Append('\n').Append(title).Append(":\n");
                first = false;
            }

            (string left, string right) = row(item);
            TextLayout.Row(page, left, right, Column, Width);
        }
    }
}
