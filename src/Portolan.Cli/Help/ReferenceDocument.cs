using System.CommandLine;
using System.Text;
using Portolan.Cli.Commands;
using Portolan.Cli.Defaults;

namespace Portolan.Cli.Help;

/// <summary>docs/cli.md, generated from the command tree.</summary>
internal static class ReferenceDocument
{
    public static string Of(CommandTree tree)
    {
        var page = new StringBuilder();
        page.Append(
            """
            # Command line

            Generated from the command tree; a test compares. Regenerate with `PORTOLAN_ACCEPT=1 ./test Cli`.

            `portolan <room> <verb>`. Data goes to standard output, everything else to standard error.

            ## Exit codes

            | code | meaning |
            | --- | --- |
            | 0 | done (also when the reader of a pipe went away) |
            | 1 | done, but the answer is "no" or some inputs were rejected; they are listed |
            | 2 | wrong usage, or a failure; standard error has one line `error:` and mostly one line `hint:` |
            | 130 | stopped by Ctrl-C or SIGTERM; a build can be resumed with the same command |

            ## Where values come from

            An option on the command line beats the variable, the variable beats `portolan.yaml` in the current directory (or the file that
            `PORTOLAN_CONFIG` names), and that beats the default.

            | option | variable | key in `portolan.yaml` |
            | --- | --- | --- |

            """);
        foreach ((Command command, Option option) in Settable(tree))
        {
            page.Append("| `").Append(CommandTree.PathOf(command)).Append(' ').Append(option.Name).Append("` | `").Append(SettingNames.Variable(option))
                .Append("` | `").Append(SettingNames.Key(command, option)).Append("` |\n");
        }

        page.Append(
            """

            A flag's variable is `1`, `true`, `yes` or `on`, or `0`, `false`, `no` or `off`. In `portolan.yaml` keys nest as the table's dots
            do, and an option that takes several values takes a list. An unknown key is an error. `NO_COLOR` switches colours off.
            `OTEL_EXPORTER_OTLP_ENDPOINT`, an http address, sends spans and metrics of graph runs to an OpenTelemetry collector.

            """);

        foreach (Command command in CommandTree.SelfAndBelow(tree.Root))
        {
            page.Append("\n## ").Append(CommandTree.PathOf(command)).Append("\n\n```text\n").Append(HelpPage.Of(tree, command)).Append("```\n");
            if (command is Verb verb)
            {
                page.Append("\nWith `--json`:\n\n| type | fields | when |\n| --- | --- | --- |\n");
                foreach (JsonShape shape in verb.JsonOutput)
                {
                    page.Append("| `").Append(shape.Type).Append("` | ").AppendJoin(", ", shape.Fields.Select(field => $"`{field}`"))
                        .Append(" | ").Append(shape.When).Append(" |\n");
                }
            }
        }

        return page.ToString();
    }

    private static IEnumerable<(Command Command, Option Option)> Settable(CommandTree tree) =>
        from command in CommandTree.SelfAndBelow(tree.Root)
        from option in command.Options
        where !option.Hidden && tree.Global.HasDefaults(option)
        select (command, option);
}
