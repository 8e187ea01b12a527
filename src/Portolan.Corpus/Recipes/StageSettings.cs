using Portolan.Storage;
using Portolan.Text;
using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Portolan.Corpus.Recipes;

/// <summary>Typed access to one stage's YAML mapping; every error names recipe, line and key.</summary>
/// <remarks>Keys that nobody asked for are errors too: call <see cref="Finish"/> after the last one.</remarks>
internal sealed class StageSettings
{
    private readonly string file;
    private readonly string stage;
    private readonly Dictionary<string, (YamlScalarNode Key, YamlNode Value)> entries = new(StringComparer.Ordinal);
    private readonly List<string> asked = [];

    public StageSettings(string file, string stage, YamlMappingNode? mapping)
    {
        this.file = file;
        this.stage = stage;
        if (mapping is null)
        {
            return;
        }

        foreach ((YamlNode key, YamlNode value) in mapping.Children)
        {
            if (key is not YamlScalarNode { Value: { } name } scalar)
            {
                throw Error(file, key.Start, $"a setting of {stage} must be a word");
            }

            entries[name] = (scalar, value);
        }
    }

    /// <summary>The keys that were asked for so far: after parsing, all that the stage has.</summary>
    public IReadOnlyList<string> Asked => asked;

    public static CorpusException Error(string file, Mark at, string message, string? hint = null) =>
        new($"recipe {file}, line {at.Line.ToString(CultureInfo.InvariantCulture)}: {message}", file, hint: hint);

    /// <summary>A hint for a mistyped word, or null when no known word is near.</summary>
    public static string? DidYouMean(string word, IEnumerable<string> known) =>
        EditDistance.Closest(word, known) is { } near ? $"did you mean '{near}'?" : null;

    public int Int(string name, int fallback, int minimum, int maximum) => (int)Long(name, fallback, minimum, maximum);

    public long Long(string name, long fallback, long minimum, long maximum)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        return long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= minimum && value <= maximum
            ? value
            : throw Bad(name, text, $"a whole number from {minimum} to {maximum}");
    }

    public long Size(string name, long fallback, long minimum, long maximum = long.MaxValue)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        return ByteSize.TryParse(text, out long value) && value >= minimum && value <= maximum
            ? value
            : throw Bad(name, text, $"a size of at least {ByteSize.Format(minimum)}, such as 500MB or 4GB");
    }

    public double Double(string name, double fallback, double minimum, double maximum)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= minimum && value <= maximum
            ? value
            : throw Bad(name, text, FormattableString.Invariant($"a number from {minimum} to {maximum}"));
    }

    public bool Bool(string name, bool fallback) => Text(name) switch
    {
        null => fallback,
        "true" => true,
        "false" => false,
        string text => throw Bad(name, text, "true or false"),
    };

    /// <summary>One of the given words, each standing for a value.</summary>
    public T Word<T>(string name, T fallback, params ReadOnlySpan<(string Word, T Value)> words)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        List<string> known = [];
        foreach ((string word, T value) in words)
        {
            if (word == text)
            {
                return value;
            }

            known.Add(word);
        }

        throw Bad(name, text, string.Join(" or ", known), DidYouMean(text, known));
    }

    public string String(string name, string fallback) => Text(name) ?? fallback;

    public IReadOnlyList<string> Strings(string name)
    {
        asked.Add(name);
        if (!entries.TryGetValue(name, out (YamlScalarNode Key, YamlNode Value) entry))
        {
            return [];
        }

        if (entry.Value is YamlSequenceNode list && list.All(n => n is YamlScalarNode { Value.Length: > 0 }))
        {
            return [.. list.Select(n => ((YamlScalarNode)n).Value!)];
        }

        throw Error(file, entry.Value.Start, $"{stage}.{name} must be a list of words, such as [en, de]");
    }

    /// <summary>Two numbers, the second not below the first; empty when the key is not there.</summary>
    public IReadOnlyList<decimal> RisingPair(string name, decimal minimum, decimal maximum)
    {
        IReadOnlyList<string> words = Strings(name);
        decimal[] values = [.. words.Select(w => decimal.TryParse(w, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) && value >= minimum && value <= maximum ? value : minimum - 1)];
        return words.Count == 0 && !entries.ContainsKey(name) || values.Length == 2 && values[0] >= minimum && values[0] <= values[1]
            ? values
            : throw Error(file, entries[name].Value.Start, FormattableString.Invariant($"{stage}.{name} must be two numbers from {minimum} to {maximum}, the smaller first, such as [30, 60]"));
    }

    /// <summary>Refuses keys that the stage does not have.</summary>
    public void Finish()
    {
        foreach ((string name, (YamlScalarNode key, _)) in entries)
        {
            if (!asked.Contains(name))
            {
                throw Error(
                    file,
                    key.Start,
                    $"{stage} has no setting '{name}'" + (asked.Count == 0 ? "; it has none" : $"; it has {string.Join(", ", asked)}"),
                    DidYouMean(name, asked));
            }
        }
    }

    private string? Text(string name)
    {
        asked.Add(name);
        if (!entries.TryGetValue(name, out (YamlScalarNode Key, YamlNode Value) entry))
        {
            return null;
        }

        return entry.Value is YamlScalarNode { Value: { } value }
            ? value
            : throw Error(file, entry.Value.Start, $"{stage}.{name} must be a single value");
    }

    private CorpusException Bad(string name, string found, string expected, string? hint = null) =>
        Error(file, entries[name].Value.Start, $"{stage}.{name} is '{found}', expected {expected}", hint);
}
