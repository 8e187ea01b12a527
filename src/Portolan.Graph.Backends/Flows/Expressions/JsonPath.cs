using System.Globalization;
using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Names with points between them: a value and fields inside of it; a number counts in a list from 0.</summary>
internal static class JsonPath
{
    public static string FirstName(string path) => path.IndexOf('.', StringComparison.Ordinal) is var point and >= 0 ? path[..point] : path;

    public static string LastName(string path) => path[(path.LastIndexOf('.') + 1)..];

    /// <summary>Whether each part of a path is a name.</summary>
    public static bool IsPath(string path) =>
        path.Length > 0 && (char.IsLetter(path[0]) || path[0] == '_') && path.All(ExpressionLexer.IsNamePart) && path.Split('.').All(part => part.Length > 0);

    /// <exception cref="StepException">A value has no such field.</exception>
    public static JsonElement Get(string path, IReadOnlyDictionary<string, JsonElement> values)
    {
        string first = FirstName(path);
        JsonElement value = values[first];
        string reached = first;
        foreach (string part in path.Length > first.Length ? path[(first.Length + 1)..].Split('.') : [])
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(part, out JsonElement field))
            {
                value = field;
            }
            else if (value.ValueKind == JsonValueKind.Array && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < value.GetArrayLength())
            {
                value = value[index];
            }
            else
            {
                throw new StepException($"{reached} is {Describe(value)} and has no '{part}'");
            }

            reached += "." + part;
        }

        return value;
    }

    /// <summary>A value as messages name it.</summary>
    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => $"a list of {value.GetArrayLength()}",
        JsonValueKind.String => $"the text {Shorten(value.GetRawText())}",
        JsonValueKind.Number => $"the number {Shorten(value.GetRawText())}",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    /// <summary>The beginning of a long text.</summary>
    public static string Shorten(string text)
    {
        const int most = 60;
        return text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)] + "…";
    }
}
