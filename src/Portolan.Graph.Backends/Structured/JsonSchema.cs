using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Portolan.Graph.Backends.Internals;

namespace Portolan.Graph.Backends;

/// <summary>What a JSON value must look like, in a subset of JSON Schema that is checked to the letter.</summary>
/// <remarks>
/// Supported: <c>type</c>, <c>properties</c>, <c>required</c>, <c>additionalProperties</c>, <c>enum</c>, <c>const</c>, <c>items</c>,
/// <c>minimum</c>, <c>maximum</c>, <c>exclusiveMinimum</c>, <c>exclusiveMaximum</c>, <c>minItems</c>, <c>maxItems</c>, <c>minLength</c>,
/// <c>maxLength</c> (in code points), <c>pattern</c>, <c>format</c> (<c>date-time</c>, <c>date</c>, <c>time</c>, <c>uuid</c>, <c>uri</c>),
/// <c>anyOf</c>, and <c>$ref</c> into the schema itself. Any other keyword that would ask something of a value is refused when the
/// schema is read. Immutable and thread-safe; two are equal when their compact JSON is.
/// </remarks>
public sealed class JsonSchema : IEquatable<JsonSchema>
{
    // A schema is written by a person or made from a type; a larger one is something else by mistake.
    private const int MaxLength = 1 << 20;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SchemaNode root;
    private readonly string text;

    private JsonSchema(string name, string json)
    {
        if (json.Length > MaxLength)
        {
            throw new BackendException($"JSON schema {name} has {json.Length} characters; at most {MaxLength} are allowed");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            Root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new BackendException($"JSON schema {name} is not JSON: {e.Message}", innerException: e);
        }

        Name = name;
        root = SchemaReader.Read(Root);
        text = JsonSerializer.Serialize(Root, Compact);
    }

    /// <summary>The name that providers are told: letters, digits, <c>_</c> and <c>-</c>.</summary>
    public string Name { get; }

    internal JsonElement Root { get; }

    /// <summary>Reads a schema.</summary>
    /// <param name="json">The schema as JSON.</param>
    /// <param name="name">What to call it in front of the provider; letters, digits, <c>_</c> and <c>-</c>, at most 64.</param>
    /// <exception cref="ArgumentException">The name has other characters.</exception>
    /// <exception cref="BackendException">It is no JSON, no schema, or uses a keyword that is not supported; the message says where.</exception>
    public static JsonSchema Parse(string json, string name = "reply")
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name.Length <= 64 && name.All(static one => char.IsAsciiLetterOrDigit(one) || one is '_' or '-')
            ? new JsonSchema(name, json)
            : throw new ArgumentException($"schema name {name} may have only letters, digits, _ and -, at most 64", nameof(name));
    }

    /// <summary>The schema of a .NET type, as System.Text.Json writes it; properties that are not named by it are refused.</summary>
    /// <typeparam name="T">The type. Enums are written by name, and properties that cannot be null are required.</typeparam>
    /// <exception cref="BackendException">The type's schema needs a keyword that is not supported.</exception>
    public static JsonSchema Of<T>()
    {
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true };
        JsonNode schema = StructuredText.Options.GetJsonSchemaAsNode(typeof(T), options);
        string name = new([.. typeof(T).Name.TakeWhile(char.IsAsciiLetterOrDigit).Take(64)]);
        return new JsonSchema(name.Length == 0 ? "reply" : name, schema.ToJsonString());
    }

    /// <summary>What is wrong with a value.</summary>
    /// <param name="json">The value as JSON.</param>
    /// <returns>Null when it fits, else a sentence that names the place, for people and models.</returns>
    public string? ProblemOf(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, StructuredText.DocumentOptions);
            return root.ProblemOf(document.RootElement, "$", depth: 0);
        }
        catch (JsonException e)
        {
            return $"it is not JSON ({e.Message})";
        }
    }

    /// <summary>The schema as compact JSON.</summary>
    public override string ToString() => text;

    /// <inheritdoc/>
    public bool Equals(JsonSchema? other) => other is not null && other.text == text && other.Name == Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as JsonSchema);

    /// <inheritdoc/>
    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);

    internal static void Fuzz(ReadOnlySpan<byte> data)
    {
        string json = System.Text.Encoding.UTF8.GetString(data);
        try
        {
            JsonSchema schema = Parse(json);
            schema.ProblemOf(json);
            Parse(schema.ToString()).ShouldEqual(schema);
        }
        catch (BackendException)
        {
            // Refused with a reason, which is what a bad schema deserves.
        }
    }

    private void ShouldEqual(JsonSchema other)
    {
        if (!Equals(other))
        {
            throw new InvalidOperationException("a schema that was written is read as another one");
        }
    }
}
