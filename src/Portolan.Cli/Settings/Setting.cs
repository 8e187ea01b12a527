using Portolan.Storage;
using System.CommandLine;
using System.CommandLine.Parsing;

namespace Portolan.Cli.Settings;

/// <summary>A named value of a command: given as a flag, a variable or a line of portolan.yaml.</summary>
internal interface ISetting
{
    /// <summary>The default as help shows it, or null when there is none.</summary>
    string? DefaultText { get; }

    /// <summary>True when it is on or off and takes no value.</summary>
    bool IsFlag { get; }
}

/// <summary>A setting of one type; made by the methods of <see cref="Setting"/>.</summary>
internal sealed class Setting<T>(string name, params string[] aliases) : Option<T>(name, aliases), ISetting
{
    public string? DefaultText { get; init; }

    public bool IsFlag => ValueType == typeof(bool);
}

/// <summary>The kinds of settings. Each parser's message is two lines: what is wrong, and the hint.</summary>
internal static class Setting
{
    public static Setting<bool> Flag(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, Arity = ArgumentArity.ZeroOrOne };

    /// <summary>Any text, such as a path or a pattern.</summary>
    public static Setting<string?> Text(string name, string valueName, string description, string? defaultValue = null, bool required = false) =>
        new(name)
        {
            Description = description,
            HelpName = valueName,
            Arity = ArgumentArity.ExactlyOne,
            Required = required,
            DefaultText = defaultValue,
            DefaultValueFactory = _ => defaultValue,
        };

    /// <summary>Several texts: the option can be repeated, and takes all words up to the next option.</summary>
    public static Setting<string[]> Texts(string name, string valueName, string description, bool required = false) =>
        new(name)
        {
            Description = description,
            HelpName = valueName,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
            Required = required,
            DefaultValueFactory = _ => [],
            CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
        };

    /// <summary>A list with commas, such as <c>en,de</c>; repeating the option adds to it.</summary>
    public static Setting<string[]> List(string name, string valueName, string description) =>
        new(name)
        {
            Description = description,
            HelpName = valueName,
            Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => [],
            CustomParser = result =>
            [
                .. result.Tokens.SelectMany(token =>
                    token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
            ],
        };

    /// <summary>One of a few words.</summary>
    public static Setting<string> Choice(string name, string description, string[] choices, string defaultValue) =>
        new(name)
        {
            Description = description,
            HelpName = string.Join('|', choices),
            Arity = ArgumentArity.ExactlyOne,
            DefaultText = defaultValue,
            DefaultValueFactory = _ => defaultValue,
            CustomParser = result => Single(result, text => choices.Contains(text, StringComparer.Ordinal)
                ? (text, null)
                : (defaultValue, $"'{text}' is not one of its values\nwrite one of {string.Join(", ", choices)}")),
        };

    /// <summary>A whole number within limits, both included.</summary>
    public static Setting<int> Integer(string name, string valueName, string description, int defaultValue, int min, int max, string? defaultText = null) =>
        new(name)
        {
            Description = description,
            HelpName = valueName,
            Arity = ArgumentArity.ExactlyOne,
            DefaultText = defaultText ?? Quantity.Plain(defaultValue),
            DefaultValueFactory = _ => defaultValue,
            CustomParser = result => Single(result, text => Quantity.TryParseInteger(text, out long value) && value >= min && value <= max
                ? ((int)value, null)
                : (defaultValue, $"'{text}' is not a whole number from {Quantity.Plain(min)} to {Quantity.Plain(max)}\nwrite for example {name} {Quantity.Plain(Math.Clamp(defaultValue, min, max))}")),
        };

    /// <summary>A number within limits, both included, with a point for decimals.</summary>
    public static Setting<double> Number(string name, string valueName, string description, double defaultValue, double min, double max) =>
        new(name)
        {
            Description = description,
            HelpName = valueName,
            Arity = ArgumentArity.ExactlyOne,
            DefaultText = Quantity.Plain(defaultValue),
            DefaultValueFactory = _ => defaultValue,
            CustomParser = result => Single(result, text => Quantity.TryParseNumber(text, out double value) && value >= min && value <= max
                ? (value, null)
                : (defaultValue, $"'{text}' is not a number from {Quantity.Plain(min)} to {Quantity.Plain(max)}\nwrite for example {name} {Quantity.Plain(defaultValue)}")),
        };

    /// <summary>A number of bytes: <c>300000</c>, <c>4GB</c> (powers of 1000) or <c>512MiB</c> (powers of 1024).</summary>
    public static Setting<long> Bytes(string name, string description, long defaultValue, long min = 0, string? defaultText = null) =>
        new(name)
        {
            Description = description,
            HelpName = "size",
            Arity = ArgumentArity.ExactlyOne,
            DefaultText = defaultText ?? ByteSize.Format(defaultValue),
            DefaultValueFactory = _ => defaultValue,
            CustomParser = result => Single(result, text =>
            {
                if (!ByteSize.TryParse(text, out long value))
                {
                    return (defaultValue, $"'{text}' is not a size\nwrite a number of bytes, or one with a unit: 300000, 512MiB, 4GB");
                }

                return value >= min
                    ? (value, null)
                    : (defaultValue, $"{text} is less than the smallest size that works\ngive at least {ByteSize.Format(min)}");
            }),
        };

    private static T Single<T>(ArgumentResult result, Func<string, (T Value, string? Error)> parse)
    {
        (T value, string? error) = parse(result.Tokens[^1].Value);
        if (error is not null)
        {
            result.AddError(error);
        }

        return value;
    }
}
