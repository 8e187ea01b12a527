using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portolan.Graph.Backends.Internals;

/// <summary>Turns a JSON schema into nodes; whatever it does not know is refused, because ignoring it would accept what the author forbade.</summary>
internal sealed class SchemaReader
{
    // What only tells people something.
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal)
    {
        "title", "description", "default", "examples", "$comment", "$schema", "$id", "deprecated", "readOnly", "writeOnly",
    };

    private readonly JsonElement root;
    private readonly Dictionary<string, SchemaNode> byPointer = new(StringComparer.Ordinal);

    private SchemaReader(JsonElement root) => this.root = root;

    public static SchemaNode Read(JsonElement root) => new SchemaReader(root).ReadAt(root, "#");

    private SchemaNode ReadAt(JsonElement schema, string pointer)
    {
        if (byPointer.TryGetValue(pointer, out SchemaNode? known))
        {
            return known;
        }

        var node = new SchemaNode();
        byPointer.Add(pointer, node);
        switch (schema.ValueKind)
        {
            case JsonValueKind.True:
                return node;
            case JsonValueKind.False:
                node.Possible = false;
                return node;
            case JsonValueKind.Object:
                break;
            default:
                throw Bad(pointer, $"expected an object or a Boolean, found {schema.ValueKind}");
        }

        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            ReadKeyword(node, keyword.Name, keyword.Value, $"{pointer}/{Escape(keyword.Name)}");
        }

        return node;
    }

    private void ReadKeyword(SchemaNode node, string keyword, JsonElement value, string pointer)
    {
        switch (keyword)
        {
            case "type":
                node.Types = ReadTypes(value, pointer);
                break;
            case "properties":
                foreach (JsonProperty property in ObjectAt(value, pointer))
                {
                    node.Properties[property.Name] = ReadAt(property.Value, $"{pointer}/{Escape(property.Name)}");
                }

                break;
            case "required":
                node.Required.AddRange(ArrayAt(value, pointer).Select(one => StringAt(one, pointer)));
                break;
            case "additionalProperties":
                node.AdditionalProperties = ReadAt(value, pointer);
                break;
            case "items":
                node.Items = ReadAt(value, pointer);
                break;
            case "enum":
                Restrict(node, [.. ArrayAt(value, pointer)], pointer);
                break;
            case "const":
                Restrict(node, [value], pointer);
                break;
            case "anyOf":
                node.AnyOf = [.. ArrayAt(value, pointer).Select((one, i) => ReadAt(one, $"{pointer}/{i}"))];
                break;
            case "$ref":
                node.Reference = Resolve(StringAt(value, pointer), pointer);
                break;
            case "$defs" or "definitions":
                foreach (JsonProperty definition in ObjectAt(value, pointer))
                {
                    ReadAt(definition.Value, $"{pointer}/{Escape(definition.Name)}");
                }

                break;
            case "minimum":
                node.Minimum = NumberAt(value, pointer);
                break;
            case "maximum":
                node.Maximum = NumberAt(value, pointer);
                break;
            case "exclusiveMinimum":
                node.ExclusiveMinimum = NumberAt(value, pointer);
                break;
            case "exclusiveMaximum":
                node.ExclusiveMaximum = NumberAt(value, pointer);
                break;
            case "minItems":
                node.MinItems = CountAt(value, pointer);
                break;
            case "maxItems":
                node.MaxItems = CountAt(value, pointer);
                break;
            case "minLength":
                node.MinLength = CountAt(value, pointer);
                break;
            case "maxLength":
                node.MaxLength = CountAt(value, pointer);
                break;
            case "pattern":
                node.Pattern = PatternAt(StringAt(value, pointer), pointer);
                break;
            case "format":
                string format = StringAt(value, pointer);
                node.Format = SchemaFormat.IsKnown(format) ? format : throw Bad(pointer, $"the format {format} is not supported");
                break;
            default:
                if (!Annotations.Contains(keyword))
                {
                    throw Bad(pointer, $"the keyword {Text.Shorten(keyword, 60)} is not supported");
                }

                break;
        }
    }

    private SchemaNode Resolve(string reference, string pointer)
    {
        if (!reference.StartsWith('#'))
        {
            throw Bad(pointer, $"the reference {Text.Shorten(reference, 60)} leads out of the schema; only # and what is below it is supported");
        }

        // Written as part of an address, so %XX stands for a byte.
        string target = Uri.UnescapeDataString(reference);
        JsonElement at = root;
        foreach (string part in target.Split('/').Skip(1).Select(Unescape))
        {
            bool found = at.ValueKind switch
            {
                JsonValueKind.Object => at.TryGetProperty(part, out at),
                JsonValueKind.Array when int.TryParse(part, out int index) && index >= 0 && index < at.GetArrayLength() => Step(ref at, index),
                _ => false,
            };
            if (!found)
            {
                throw Bad(pointer, $"the reference {Text.Shorten(reference, 60)} leads nowhere");
            }
        }

        return ReadAt(at, target);
    }

    private static bool Step(ref JsonElement at, int index)
    {
        at = at[index];
        return true;
    }

    private static void Restrict(SchemaNode node, List<JsonElement> values, string pointer)
    {
        // enum and const beside each other: what both allow.
        node.Values = node.Values is null ? values : [.. node.Values.Where(one => values.Exists(other => JsonElement.DeepEquals(one, other)))];
        if (node.Values.Count == 0)
        {
            throw Bad(pointer, "no value is allowed");
        }
    }

    private static JsonTypes ReadTypes(JsonElement value, string pointer)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return TypeOf(value.GetString()!, pointer);
        }

        return ArrayAt(value, pointer).Aggregate(JsonTypes.None, (types, one) => types | TypeOf(StringAt(one, pointer), pointer));
    }

    private static JsonTypes TypeOf(string name, string pointer) => name switch
    {
        "null" => JsonTypes.Null,
        "boolean" => JsonTypes.Boolean,
        "integer" => JsonTypes.Integer,
        "number" => JsonTypes.Number,
        "string" => JsonTypes.String,
        "array" => JsonTypes.Array,
        "object" => JsonTypes.Object,
        _ => throw Bad(pointer, $"the type {Text.Shorten(name, 60)} is not known"),
    };

    private static Regex PatternAt(string pattern, string pointer)
    {
        try
        {
            // Without backtracking, so that no reply can make the check run for long.
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw Bad(pointer, $"the pattern {Text.Shorten(pattern, 60)} is not supported: {e.Message}");
        }
    }

    private static JsonElement.ObjectEnumerator ObjectAt(JsonElement value, string pointer) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : throw Bad(pointer, $"expected an object, found {value.ValueKind}");

    private static JsonElement.ArrayEnumerator ArrayAt(JsonElement value, string pointer) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 ? value.EnumerateArray()
        : value.ValueKind == JsonValueKind.Array && pointer.EndsWith("/required", StringComparison.Ordinal) ? value.EnumerateArray()
        : throw Bad(pointer, "expected an array with at least one value");

    private static string StringAt(JsonElement value, string pointer) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Bad(pointer, $"expected a string, found {value.ValueKind}");

    private static double NumberAt(JsonElement value, string pointer) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw Bad(pointer, "expected a number");

    private static int CountAt(JsonElement value, string pointer) =>
        NumberAt(value, pointer) is var number && number >= 0 && number <= int.MaxValue && Math.Floor(number) == number
            ? (int)number
            : throw Bad(pointer, "expected a whole number of 0 or more");

    private static string Escape(string part) => part.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Unescape(string part) => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static BackendException Bad(string pointer, string problem) =>
        new($"JSON schema at {Text.Shorten(pointer, 200)}: {problem}", "the keywords that are checked are listed with JsonSchema; write the rest into a description");
}
