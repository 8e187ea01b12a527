using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portolan.Graph.Backends.Internals;

[Flags]
internal enum JsonTypes
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Integer = 4,
    Number = 8,
    String = 16,
    Array = 32,
    Object = 64,
    Any = Null | Boolean | Integer | Number | String | Array | Object,
}

/// <summary>A schema or part of one, ready to check values. References make it a graph, possibly with cycles.</summary>
internal sealed class SchemaNode
{
    // Values are at most 64 deep (JsonDocument's limit), and a schema may put several references between two levels.
    private const int MaxDepth = 512;

    /// <summary>False for the schema <c>false</c>, which nothing fits.</summary>
    public bool Possible { get; set; } = true;

    public JsonTypes Types { get; set; } = JsonTypes.Any;

    public Dictionary<string, SchemaNode> Properties { get; } = new(StringComparer.Ordinal);

    public List<string> Required { get; } = [];

    public SchemaNode? AdditionalProperties { get; set; }

    public SchemaNode? Items { get; set; }

    public List<JsonElement>? Values { get; set; }

    public List<SchemaNode>? AnyOf { get; set; }

    public SchemaNode? Reference { get; set; }

    public double? Minimum { get; set; }

    public double? Maximum { get; set; }

    public double? ExclusiveMinimum { get; set; }

    public double? ExclusiveMaximum { get; set; }

    public int? MinItems { get; set; }

    public int? MaxItems { get; set; }

    public int? MinLength { get; set; }

    public int? MaxLength { get; set; }

    public Regex? Pattern { get; set; }

    public string? Format { get; set; }

    /// <summary>Null when a value fits, else what is wrong and where.</summary>
    public string? ProblemOf(JsonElement value, string path, int depth)
    {
        if (depth > MaxDepth)
        {
            return $"{path}: the schema's references lead in a circle";
        }

        if (!Possible)
        {
            return $"{path}: nothing is allowed here";
        }

        if (!Fits(value))
        {
            return $"{path}: expected {Name(Types)}, found {Found(value)}";
        }

        if (Values is { } values && !values.Exists(one => JsonElement.DeepEquals(one, value)))
        {
            return $"{path}: expected {(values.Count == 1 ? "" : "one of ")}{string.Join(", ", values.Select(one => Text.Shorten(one.GetRawText(), 60)))}, found {Found(value)}";
        }

        return Reference?.ProblemOf(value, path, depth + 1)
            ?? ProblemOfAlternatives(value, path, depth)
            ?? value.ValueKind switch
            {
                JsonValueKind.Object => ProblemOfObject(value, path, depth),
                JsonValueKind.Array => ProblemOfArray(value, path, depth),
                JsonValueKind.String => ProblemOfString(value.GetString()!, path),
                JsonValueKind.Number => ProblemOfNumber(value, path),
                _ => null,
            };
    }

    private string? ProblemOfAlternatives(JsonElement value, string path, int depth)
    {
        if (AnyOf is null)
        {
            return null;
        }

        var problems = new List<string>();
        foreach (SchemaNode alternative in AnyOf)
        {
            if (alternative.ProblemOf(value, path, depth + 1) is not { } problem)
            {
                return null;
            }

            problems.Add(problem);
        }

        return Text.Shorten($"{path}: fits none of {AnyOf.Count} alternatives ({string.Join("; ", problems)})", 400);
    }

    private string? ProblemOfObject(JsonElement value, string path, int depth)
    {
        foreach (string name in Required)
        {
            if (!value.TryGetProperty(name, out _))
            {
                return $"{path}: the property \"{name}\" is missing";
            }
        }

        foreach (JsonProperty property in value.EnumerateObject())
        {
            string inner = $"{path}.{Text.Shorten(property.Name, 60)}";
            SchemaNode? node = Properties.TryGetValue(property.Name, out SchemaNode? named) ? named : AdditionalProperties;
            if (node is { Possible: false })
            {
                return $"{inner}: this property is not allowed";
            }

            if (node?.ProblemOf(property.Value, inner, depth + 1) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private string? ProblemOfArray(JsonElement value, string path, int depth)
    {
        int length = value.GetArrayLength();
        if (length < MinItems || length > MaxItems)
        {
            return $"{path}: expected {Range(MinItems, MaxItems)} items, found {length}";
        }

        if (Items is not null)
        {
            int index = 0;
            foreach (JsonElement item in value.EnumerateArray())
            {
                if (Items.ProblemOf(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"), depth + 1) is { } problem)
                {
                    return problem;
                }
            }
        }

        return null;
    }

    private string? ProblemOfString(string value, string path)
    {
        if (MinLength is not null || MaxLength is not null)
        {
            int length = 0;
            foreach (char character in value)
            {
                length += char.IsLowSurrogate(character) ? 0 : 1;
            }

            if (length < MinLength || length > MaxLength)
            {
                return $"{path}: expected {Range(MinLength, MaxLength)} characters, found {length}";
            }
        }

        if (Pattern is not null && !Pattern.IsMatch(value))
        {
            return $"{path}: {Quote(value)} does not match the pattern {Pattern}";
        }

        return Format is null || SchemaFormat.Fits(Format, value) ? null : $"{path}: {Quote(value)} is no {Format}";
    }

    private string? ProblemOfNumber(JsonElement element, string path)
    {
        if (!element.TryGetDouble(out double value) || !double.IsFinite(value))
        {
            return $"{path}: {Text.Shorten(element.GetRawText(), 60)} is beyond every number of 64 bits";
        }

        string? broken = value < Minimum ? Bound("at least", Minimum)
            : value > Maximum ? Bound("at most", Maximum)
            : value <= ExclusiveMinimum ? Bound("more than", ExclusiveMinimum)
            : value >= ExclusiveMaximum ? Bound("less than", ExclusiveMaximum)
            : null;
        return broken is null ? null : $"{path}: expected {broken}, found {element.GetRawText()}";
    }

    private bool Fits(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => Types.HasFlag(JsonTypes.Null),
        JsonValueKind.True or JsonValueKind.False => Types.HasFlag(JsonTypes.Boolean),
        JsonValueKind.Number => Types.HasFlag(JsonTypes.Number) || (Types.HasFlag(JsonTypes.Integer) && IsInteger(value)),
        JsonValueKind.String => Types.HasFlag(JsonTypes.String),
        JsonValueKind.Array => Types.HasFlag(JsonTypes.Array),
        JsonValueKind.Object => Types.HasFlag(JsonTypes.Object),
        _ => false,
    };

    // 1.0 and 1e2 are integers too, says the specification.
    private static bool IsInteger(JsonElement value) => value.TryGetInt64(out _) || (value.TryGetDouble(out double real) && Math.Floor(real) == real && double.IsFinite(real));

    private static string Name(JsonTypes types) => string.Join(" or ", Enum.GetValues<JsonTypes>()
        .Where(one => int.PopCount((int)one) == 1 && types.HasFlag(one))
        .Select(one => one.ToString().ToLowerInvariant()));

    private static string Found(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => Text.Shorten(value.GetRawText(), 60),
    };

    private static string Quote(string value) => $"\"{Text.Shorten(value, 60)}\"";

    private static string Bound(string words, double? bound) => string.Create(CultureInfo.InvariantCulture, $"{words} {bound}");

    private static string Range(int? least, int? most) => (least, most) switch
    {
        ({ } from, { } to) when from == to => string.Create(CultureInfo.InvariantCulture, $"{from}"),
        ({ } from, { } to) => string.Create(CultureInfo.InvariantCulture, $"{from} to {to}"),
        ({ } from, null) => string.Create(CultureInfo.InvariantCulture, $"at least {from}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"at most {most}"),
    };
}
