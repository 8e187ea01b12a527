using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Portolan.Graph.Internals;

/// <summary>The one way in which inputs become part of keys and results become files.</summary>
/// <remarks>System.Text.Json loses data silently in some cases; here they are errors, because a lost property makes two different inputs equal.</remarks>
internal static class GraphJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    public static JsonWriterOptions WriterOptions { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,

        // The serialiser writes only valid documents, and prefixes are written by hand.
        SkipValidation = true,
    };

    /// <summary>Null, or why System.Text.Json cannot write and read a type; what only values can show is found when they are written.</summary>
    public static string? ProblemOf(Type type)
    {
        try
        {
            JsonTypeInfo info = Options.GetTypeInfo(type);
            if (info.Kind == JsonTypeInfoKind.Object && type.IsAbstract && info.PolymorphismOptions is null)
            {
                return $"{type} is abstract and has no [JsonDerivedType], so it cannot be read back";
            }

            return typeof(Node).IsAssignableFrom(type) ? $"{type} is a node, not a value" : null;
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return e.Message;
        }
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            IncludeFields = true,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectRequiredConstructorParameters = true,
            AllowDuplicateProperties = false,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RefuseSilentLoss } },
            Converters = { new NodeConverterFactory() },
        };
        options.MakeReadOnly();
        return options;
    }

    private static void RefuseSilentLoss(JsonTypeInfo info)
    {
        if (info.Kind != JsonTypeInfoKind.Object || info.Type == typeof(object))
        {
            return;
        }

        Type type = info.Type;
        if (info.Properties.Count == 0 && !type.IsAbstract && HasState(type))
        {
            throw new NotSupportedException(
                $"{type} has state but no public property, so all its values would be equal as JSON");
        }

        if (!type.IsSealed && !type.IsValueType && info.PolymorphismOptions is null)
        {
            info.OnSerializing = value =>
            {
                if (value.GetType() != type)
                {
                    throw new NotSupportedException(
                        $"a {value.GetType()} is declared as {type}, so what it adds would be lost; declare it as what it is, or give {type} [JsonDerivedType] attributes");
                }
            };
        }
    }

    private static bool HasState(Type type)
    {
        const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            if (level.GetFields(own).Length > 0)
            {
                return true;
            }
        }

        return false;
    }
}
