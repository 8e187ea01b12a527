using System.Text.RegularExpressions;

namespace Portolan.Cli.Tests.House;

/// <summary>Finds the command lines in a Markdown page.</summary>
internal static partial class ReadmeCommands
{
    // Lines that make the files that commands need.
    private static readonly string[] Preparations = ["printf ", "cp ", "mkdir "];

    public static IReadOnlyList<string> Of(string markdown)
    {
        var commands = new List<string>();
        foreach (Match block in ShellBlock().Matches(markdown))
        {
            bool isConsole = block.Groups[1].Value == "console";
            string body = block.Groups[2].Value;
            if (body.StartsWith("# not run:", StringComparison.Ordinal))
            {
                continue;
            }

            // A line that ends in a backslash goes on in the next one.
            foreach (string line in Continuation().Replace(body, "\\\u0001").Split('\n'))
            {
                string command = line.Replace('\u0001', '\n');
                if (isConsole)
                {
                    // In a console block what a person types follows a prompt; the rest is what the program answers.
                    if (!command.StartsWith("$ ", StringComparison.Ordinal))
                    {
                        continue;
                    }

                    command = command[2..];
                }

                if ((command.Contains("./portolan ", StringComparison.Ordinal) || Preparations.Any(start => command.StartsWith(start, StringComparison.Ordinal)))
                    && !command.TrimStart().StartsWith('#'))
                {
                    commands.Add(command.Trim());
                }
            }
        }

        return commands;
    }

    [GeneratedRegex("^```(console|sh)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"\\\n")]
    private static partial Regex Continuation();
}
