using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Portolan.Graph.Backends.Internals;

/// <summary>How replies become JSON, and JSON values.</summary>
internal static class StructuredText
{
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>A name that stands twice has two values, one of which would be lost.</summary>
    public static JsonDocumentOptions DocumentOptions { get; } = new() { AllowDuplicateProperties = false };

    /// <summary>The JSON in a reply: models like to put it into a fence of Markdown.</summary>
    public static string Unfence(string reply)
    {
        ReadOnlySpan<char> text = reply.AsSpan().Trim();
        if (text.StartsWith("```") && text.EndsWith("```") && text.Length > 6)
        {
            int lineEnd = text.IndexOf('\n');
            if (lineEnd > 0 && text[3..lineEnd].Trim() is "" or "json" or "JSON")
            {
                return text[lineEnd..^3].Trim().ToString();
            }
        }

        return text.ToString();
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            AllowDuplicateProperties = false,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters = { new JsonStringEnumConverter() },
        };
        options.MakeReadOnly();
        return options;
    }
}
