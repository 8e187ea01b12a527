using System.CommandLine;
using System.CommandLine.Parsing;
using Portolan.Cli.Help;
using Portolan.Cli.Settings;
using Portolan.Text;

namespace Portolan.Cli.Defaults;

/// <summary>Values from variables and portolan.yaml, put where the command line left a gap.</summary>
internal sealed class DefaultArguments
{
    private readonly Dictionary<Option, string> origins = [];
    private readonly List<string> added = [];

    private DefaultArguments()
    {
    }

    /// <summary>Nothing came from outside the command line.</summary>
    public bool IsEmpty => added.Count == 0;

    /// <summary>Finds a value for each option of the parsed command that the command line does not give.</summary>
    /// <exception cref="UsageException">portolan.yaml has an unknown key or is damaged.</exception>
    public static DefaultArguments Collect(CommandTree tree, ParseResult parsed, string directory, Func<string, string?> variable)
    {
        var result = new DefaultArguments();
        ConfigurationFile? file = ConfigurationFile.Find(directory, variable);
        Dictionary<string, ConfigurationEntry>? byKey = file is null ? null : Check(tree, file);
        for (CommandResult? level = parsed.CommandResult; level is not null; level = level.Parent as CommandResult)
        {
            foreach (Option option in level.Command.Options)
            {
                if (!tree.Global.HasDefaults(option) || parsed.GetResult(option) is { Implicit: false })
                {
                    continue;
                }

                string name = SettingNames.Variable(option);
                string? value = variable(name);
                if (!string.IsNullOrEmpty(value))
                {
                    result.Add(option, [value], name);
                }
                else if (byKey is not null && byKey.TryGetValue(SettingNames.Key(level.Command, option), out ConfigurationEntry? entry))
                {
                    result.Add(option, entry.Values, $"{file!.Path} line {Quantity.Plain(entry.Line)}");
                }
            }
        }

        return result;
    }

    /// <summary>The command line with the found values at its end, before a <c>--</c> if there is one.</summary>
    public string[] Complete(string[] args)
    {
        int end = Array.IndexOf(args, "--");
        int at = end < 0 ? args.Length : end;
        return [.. args[..at], .. added, .. args[at..]];
    }

    /// <summary>Where an option's value came from, or null when it was typed.</summary>
    public string? OriginOf(Option option) => origins.GetValueOrDefault(option);

    private void Add(Option option, IReadOnlyList<string> values, string origin)
    {
        origins.Add(option, "from " + origin);
        foreach (string value in values)
        {
            string text = option is ISetting { IsFlag: true } ? Truth(option, value, origin) : value;
            added.Add($"{option.Name}={text}");
        }
    }

    private static string Truth(Option option, string value, string origin) => value.ToLowerInvariant() switch
    {
        "1" or "true" or "yes" or "on" => "true",
        "0" or "false" or "no" or "off" => "false",
        _ => throw new UsageException($"'{value}' is not a value of {option.Name}", "write true or false", "from " + origin),
    };

    private static Dictionary<string, ConfigurationEntry> Check(CommandTree tree, ConfigurationFile file)
    {
        var known = new HashSet<string>(
            from command in CommandTree.SelfAndBelow(tree.Root)
            from option in command.Options
            where tree.Global.HasDefaults(option)
            select SettingNames.Key(command, option));
        foreach (ConfigurationEntry entry in file.Entries)
        {
            if (!known.Contains(entry.Key))
            {
                string? near = EditDistance.Closest(entry.Key, known);
                throw new UsageException(
                    $"unknown key '{entry.Key}'",
                    near is null ? "docs/cli.md lists the keys" : $"did you mean '{near}'?",
                    $"{file.Path} line {Quantity.Plain(entry.Line)}");
            }
        }

        return file.Entries.ToDictionary(entry => entry.Key);
    }
}
