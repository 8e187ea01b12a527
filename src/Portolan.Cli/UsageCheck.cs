using System.CommandLine;
using System.CommandLine.Parsing;
using Portolan.Cli.Commands;
using Portolan.Cli.Defaults;
using Portolan.Cli.Help;
using Portolan.Cli.Settings;
using Portolan.Text;

namespace Portolan.Cli;

/// <summary>Finds the first thing wrong with a command line and says it in our words.</summary>
internal static class UsageCheck
{
    /// <exception cref="UsageException">Something is unknown, missing, superfluous or out of range.</exception>
    public static void Throw(ParseResult parsed, string[] args, DefaultArguments defaults)
    {
        Command command = parsed.CommandResult.Command;
        ThrowIfUnknownOption(command, args);
        if (parsed.UnmatchedTokens.Count > 0)
        {
            throw Unmatched(command, parsed.UnmatchedTokens[0]);
        }

        foreach (ParseError error in parsed.Errors)
        {
            if (error.SymbolResult is ArgumentResult { Parent: OptionResult parent })
            {
                ThrowForOption(parent, error, defaults);
            }
            else if (error.SymbolResult is OptionResult option)
            {
                ThrowForOption(option, error, defaults);
            }
        }

        foreach (Option option in command.Options)
        {
            if (option.Required && parsed.GetResult(option) is null or { Implicit: true })
            {
                throw new UsageException($"{option.Name} is missing", $"add {option.Name} <{option.HelpName}>");
            }
        }

        foreach (Argument argument in command.Arguments)
        {
            if (argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is null or { Tokens.Count: 0 })
            {
                throw new UsageException($"<{argument.HelpName ?? argument.Name}> is missing", "give it after the command's name");
            }
        }

        // A room without a verb answers with its help instead of an error; a verb that has verbs below it runs by itself.
        if (command is not Room && parsed.Errors.FirstOrDefault(error => command.Subcommands.Count == 0 || error.SymbolResult is not CommandResult) is { } other)
        {
            throw new UsageException(other.Message.TrimEnd('.'));
        }
    }

    // The parser takes an unknown option for a value when the command has arguments, so the words are looked at before.
    private static void ThrowIfUnknownOption(Command command, string[] args)
    {
        var known = new List<string>();
        foreach (Option option in CommandTree.OptionsOf(command))
        {
            known.Add(option.Name);
            known.AddRange(option.Aliases);
        }

        foreach (string word in args.TakeWhile(word => word != "--"))
        {
            if (word.Length < 2 || word[0] != '-' || char.IsAsciiDigit(word[1]) || word[1] == '.')
            {
                continue;
            }

            string name = word.Split('=', ':')[0];
            // "-qv" is "-q -v"; a single dash is fine when its first letter is.
            if (!known.Contains(name) && (word[1] == '-' || !known.Contains(word[..2])))
            {
                string? near = EditDistance.Closest(name, known.Where(candidate => candidate.StartsWith("--", StringComparison.Ordinal)));
                throw new UsageException(
                    $"unknown option '{name}' for '{CommandTree.PathOf(command)}'",
                    near is null ? $"'{CommandTree.PathOf(command)} --help' lists its options" : $"did you mean '{near}'?");
            }

            // The parser takes what follows a flag's '=' for a word of its own when it is neither true nor false.
            if (word.Length > name.Length && !bool.TryParse(word.AsSpan(name.Length + 1), out _)
                && CommandTree.OptionsOf(command).Any(option => option is ISetting { IsFlag: true } && (option.Name == name || option.Aliases.Contains(name))))
            {
                throw new UsageException($"'{word[(name.Length + 1)..]}' is not a value of {name}", "write true or false, or nothing");
            }
        }
    }

    private static UsageException Unmatched(Command command, string word)
    {
        string path = CommandTree.PathOf(command);
        if (command.Subcommands.Count == 0)
        {
            return new UsageException($"'{word}' is one word too many for '{path}'", "quote values that contain spaces");
        }

        string? near = EditDistance.Closest(word, command.Subcommands.Where(child => !child.Hidden).Select(child => child.Name));
        return new UsageException(
            $"unknown command '{word}'", near is null ? $"'{path} --help' lists the commands" : $"did you mean '{path} {near}'?");
    }

    private static void ThrowForOption(OptionResult result, ParseError error, DefaultArguments defaults)
    {
        Option option = result.Option;
        string? origin = defaults.OriginOf(option);
        if (result.Tokens.Count == 0)
        {
            throw new UsageException($"{option.Name} needs a value", $"write {option.Name} <{option.HelpName}>", origin);
        }

        if (result.Tokens.Count > option.Arity.MaximumNumberOfValues)
        {
            throw new UsageException($"{option.Name} is given more than once", "give it once", origin);
        }

        // Our own parsers put the hint on a second line.
        string[] lines = error.Message.Split('\n', 2);
        throw new UsageException($"{option.Name}: {lines[0]}", lines.Length > 1 ? lines[1] : null, origin);
    }
}
