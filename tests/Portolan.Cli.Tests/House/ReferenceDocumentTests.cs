using System.CommandLine;
using Portolan.Cli.Commands;
using Portolan.Cli.Help;
using Portolan.Testing;

namespace Portolan.Cli.Tests.House;

public sealed class ReferenceDocumentTests
{
    [Fact]
    public void The_command_line_reference_is_generated_from_the_command_tree() =>
        Golden.EqualFile("docs/cli.md", ReferenceDocument.Of(CommandTree.Create()));

    [Fact]
    public void Every_command_and_option_is_described_and_every_verb_has_an_example()
    {
        foreach (Command command in CommandTree.SelfAndBelow(CommandTree.Create().Root))
        {
            string path = CommandTree.PathOf(command);
            command.Description.ShouldNotBeNullOrWhiteSpace(path);
            foreach (Option option in command.Options)
            {
                option.Description.ShouldNotBeNullOrWhiteSpace($"{path} {option.Name}");
            }

            if (command is Verb verb)
            {
                verb.Examples.ShouldNotBeEmpty(path);
                verb.JsonOutput.ShouldNotBeEmpty(path);
            }
            else
            {
                command.ShouldBeOfType<Room>(path);
            }
        }
    }
}
