using System.Globalization;
using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Typed access to one mapping of a flow; every error names file, line and key.</summary>
/// <remarks>Keys that nobody asked for are errors too: call <see cref="Finish"/> after the last one.</remarks>
internal sealed class FlowSettings
{
    private readonly FlowSource source;
    private readonly Dictionary<string, (YamlNode Key, YamlNode Value)> entries = new(StringComparer.Ordinal);
    private readonly List<string> asked = [];

    public FlowSettings(FlowSource source, string what, YamlNode node)
    {
        this.source = source;
        What = what;
        Node = node;
        foreach ((YamlNode key, YamlNode value) in node is YamlMappingNode mapping ? mapping.Children
            : throw source.Error(node, $"{what} must be a mapping of settings, such as '{{key: value}}'"))
        {
            entries[key is YamlScalarNode { Value: { } name } ? name : throw source.Error(key, $"a key of {what} must be a word")] = (key, value);
        }
    }

    public string What { get; }

    public YamlNode Node { get; }

    public IEnumerable<string> Keys => entries.Keys;

    public bool Has(string name) => entries.ContainsKey(name);

    /// <summary>The node of a key, for settings that are more than a word.</summary>
    public YamlNode? Find(string name)
    {
        asked.Add(name);
        return entries.TryGetValue(name, out (YamlNode Key, YamlNode Value) entry) ? entry.Value : null;
    }

    public string? Text(string name) => Find(name) switch
    {
        null => null,
        YamlScalarNode { Value: { } value } => value,
        YamlNode other => throw source.Error(other, $"{What}: {name} must be a single value"),
    };

    public string RequiredText(string name)
    {
        if (Text(name) is { } text)
        {
            return text;
        }

        // A mistyped key says more than a missing one.
        return entries.Keys.FirstOrDefault(key => !asked.Contains(key) && EditDistance.Between(key, name) <= 2) is { } mistyped
            ? throw source.Error(entries[mistyped].Key, $"{What} has no setting '{mistyped}'", $"did you mean '{name}'?")
            : throw source.Error(Node, $"{What}: '{name}' is missing");
    }

    public long? Long(string name, long minimum, long maximum) => Text(name) is not { } text ? null
        : long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= minimum && value <= maximum ? value
        : throw Bad(name, text, $"a whole number from {minimum} to {maximum}");

    public int? Int(string name, int minimum, int maximum) => (int?)Long(name, minimum, maximum);

    public double? Double(string name, double minimum, double maximum) => Text(name) is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= minimum && value <= maximum ? value
        : throw Bad(name, text, FormattableString.Invariant($"a number from {minimum} to {maximum}"));

    public decimal? Money(string name) => Text(name) is not { } text ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && value <= 1_000_000_000 ? value
        : throw Bad(name, text, "US dollars, such as 2.50");

    public bool? Bool(string name) => Text(name) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        string text => throw Bad(name, text, "true or false"),
    };

    public TimeSpan? Duration(string name) => Text(name) is not { } text ? null
        : FlowDuration.TryParse(text, out TimeSpan value) && value > TimeSpan.Zero ? value
        : throw Bad(name, text, "a time with its unit, such as 500ms, 30s or 2m");

    public Uri? Address(string name) => Text(name) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? value) && value.Scheme is "http" or "https" ? value
        : throw Bad(name, text, "an address, such as http://localhost:11434/v1");

    /// <summary>One of the given words.</summary>
    public string Word(string name, string fallback, params IReadOnlyList<string> words) => Text(name) is not { } text ? fallback
        : words.Contains(text) ? text
        : throw Bad(name, text, string.Join(" or ", words), EditDistance.DidYouMean(text, words));

    public IReadOnlyList<string> Strings(string name) => Find(name) switch
    {
        null => [],
        YamlScalarNode { Value: { Length: > 0 } single } => [single],
        YamlSequenceNode list when list.All(item => item is YamlScalarNode { Value.Length: > 0 }) => [.. list.Select(item => ((YamlScalarNode)item).Value!)],
        YamlNode other => throw source.Error(other, $"{What}: {name} must be a list of words, such as [one, two]"),
    };

    public JsonElement? Json(string name) => Find(name) is { } node ? FlowSource.ToJson(node) : null;

    /// <summary>A mapping below this one.</summary>
    public FlowSettings? Below(string name) => Find(name) is { } node ? new FlowSettings(source, $"{What}: {name}", node) : null;

    public FlowException Bad(string name, string found, string expected, string? hint = null) =>
        source.Error(entries[name].Value, $"{What}: {name} is '{JsonPath.Shorten(found)}', expected {expected}", hint);

    public FlowException Error(string name, string message, string? hint = null) =>
        source.Error(entries.TryGetValue(name, out (YamlNode Key, YamlNode Value) entry) ? entry.Value : Node, $"{What}: {message}", hint);

    /// <summary>Refuses keys that do not exist.</summary>
    public void Finish()
    {
        foreach ((string name, (YamlNode key, _)) in entries)
        {
            if (!asked.Contains(name))
            {
                throw source.Error(key, $"{What} has no setting '{name}'; it has {string.Join(", ", asked)}", EditDistance.DidYouMean(name, asked));
            }
        }
    }
}
