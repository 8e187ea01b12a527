using System.Globalization;

namespace Portolan.Testing;

/// <summary>Type names and constants as C# writes them.</summary>
internal static class PublicApiNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(char)] = "char",
        [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int",
        [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double",
        [typeof(decimal)] = "decimal", [typeof(nint)] = "nint", [typeof(nuint)] = "nuint",
    };

    /// <summary>With the namespace, as in a declaration.</summary>
    public static string Full(Type type) => $"{type.Namespace}.{Of(type)}";

    /// <summary>Without the namespace, as in a signature.</summary>
    public static string Of(Type type)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!);
        }

        if (type.IsPointer)
        {
            return Of(type.GetElementType()!) + "*";
        }

        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (Keywords.TryGetValue(type, out string? keyword))
        {
            return keyword;
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying) + "?";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        // A nested type repeats the arguments of the types around it, so each level takes its own share.
        Type[] arguments = type.GetGenericArguments();
        var names = new List<string>();
        for (Type? level = type; level is not null; level = level.DeclaringType)
        {
            int before = level.DeclaringType?.GetGenericArguments().Length ?? 0;
            int upTo = level.GetGenericArguments().Length;
            string simple = level.Name.Split('`')[0];
            names.Insert(0, upTo > before ? $"{simple}<{string.Join(", ", arguments[before..upTo].Select(Of))}>" : simple);
        }

        return string.Join('.', names);
    }

    public static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        char one => $"'{one}'",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
