using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Portolan.Graph.Internals;

/// <summary>Writes inputs of the most frequent shapes as the serialiser would, in a tenth of its time.</summary>
/// <remarks>
/// Shapes: a node, an array of nodes, whole numbers, truth values, and records of these. Everything else has no writer here and goes
/// through the serialiser, as does a value whose run-time type is not the declared one. Tests compare both, byte for byte.
/// </remarks>
internal abstract class InputWriter<T>
{
    /// <summary>Null when the type is left to the serialiser.</summary>
    public static InputWriter<T>? Instance { get; } = InputWriters.Make(typeof(T), []) as InputWriter<T>;

    /// <summary>Appends the JSON of a value; false, with nothing that counts appended, when the serialiser has to do it.</summary>
    public abstract bool TryWrite(KeyWriter writer, T value);
}

internal static class InputWriters
{
    public static object? Make(Type type, HashSet<Type> around)
    {
        Type? writer = typeof(Node).IsAssignableFrom(type) ? typeof(NodeWriter<>).MakeGenericType(type)
            : type.IsSZArray && typeof(Node).IsAssignableFrom(type.GetElementType()) ? typeof(NodesWriter<>).MakeGenericType(type.GetElementType()!)
            : null;
        return writer is not null ? Activator.CreateInstance(writer)
            : type == typeof(int) ? new NumberWriter<int>()
            : type == typeof(long) ? new NumberWriter<long>()
            : type == typeof(bool) ? new TruthWriter()
            : MakeRecord(type, around);
    }

    private static object? MakeRecord(Type type, HashSet<Type> around)
    {
        // A type that contains itself, and whatever an attribute says differently, is left to the serialiser.
        if (!type.IsClass || type.IsAbstract || type == typeof(object) || type == typeof(string) || HasJsonAttribute(type) || !around.Add(type))
        {
            return null;
        }

        JsonTypeInfo info;
        try
        {
            info = GraphJson.Options.GetTypeInfo(type);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            // The serialiser says so when it is asked.
            return null;
        }

        if (info.Kind != JsonTypeInfoKind.Object || info.PolymorphismOptions is not null || info.Properties.Count == 0
            || typeof(IJsonOnSerializing).IsAssignableFrom(type))
        {
            return null;
        }

        var members = new List<object>();
        foreach (JsonPropertyInfo property in info.Properties)
        {
            if (MakeMember(type, property, members.Count == 0, around) is not { } member)
            {
                return null;
            }

            members.Add(member);
        }

        around.Remove(type);
        return Activator.CreateInstance(typeof(RecordWriter<>).MakeGenericType(type), members);
    }

    private static object? MakeMember(Type type, JsonPropertyInfo property, bool first, HashSet<Type> around)
    {
        // The name must need no escaping, and nothing may stand between the property and its value.
        if (property.AttributeProvider is not PropertyInfo { GetMethod: { IsStatic: false } getter } declared
            || HasJsonAttribute(declared) || declared.Name != property.Name || !property.Name.All(char.IsAsciiLetterOrDigit)
            || Make(property.PropertyType, around) is not { } writer)
        {
            return null;
        }

        Delegate get = getter.CreateDelegate(typeof(Func<,>).MakeGenericType(type, property.PropertyType));
        byte[] name = [.. Encoding.ASCII.GetBytes($"{(first ? "{" : ",")}\"{property.Name}\":")];
        return Activator.CreateInstance(typeof(MemberWriter<,>).MakeGenericType(type, property.PropertyType), name, get, writer);
    }

    private static bool HasJsonAttribute(MemberInfo member) => member.IsDefined(typeof(JsonAttribute), inherit: true);
}

[SuppressMessage("Performance", "CA1812", Justification = "Made by reflection.")]
internal sealed class NodeWriter<TNode> : InputWriter<TNode>
    where TNode : Node
{
    public override bool TryWrite(KeyWriter writer, TNode value)
    {
        writer.WriteNode(value);
        return true;
    }
}

[SuppressMessage("Performance", "CA1812", Justification = "Made by reflection.")]
internal sealed class NodesWriter<TNode> : InputWriter<TNode[]>
    where TNode : Node
{
    public override bool TryWrite(KeyWriter writer, TNode[] value)
    {
        if (value is null)
        {
            writer.Write("null"u8);
            return true;
        }

        writer.Write("["u8);
        for (int i = 0; i < value.Length; i++)
        {
            if (i > 0)
            {
                writer.Write(","u8);
            }

            writer.WriteNode(value[i]);
        }

        writer.Write("]"u8);
        return true;
    }
}

internal sealed class NumberWriter<TNumber> : InputWriter<TNumber>
    where TNumber : struct, IUtf8SpanFormattable
{
    public override bool TryWrite(KeyWriter writer, TNumber value)
    {
        Span<byte> digits = stackalloc byte[20];
        value.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        writer.Write(digits[..length]);
        return true;
    }
}

internal sealed class TruthWriter : InputWriter<bool>
{
    public override bool TryWrite(KeyWriter writer, bool value)
    {
        writer.Write(value ? "true"u8 : "false"u8);
        return true;
    }
}

[SuppressMessage("Performance", "CA1812", Justification = "Made by reflection.")]
internal sealed class RecordWriter<T>(List<object> members) : InputWriter<T>
    where T : class
{
    private readonly IMemberWriter<T>[] members = [.. members.Cast<IMemberWriter<T>>()];

    public override bool TryWrite(KeyWriter writer, T value)
    {
        if (value is null)
        {
            writer.Write("null"u8);
            return true;
        }

        // What a derived type adds is the serialiser's to refuse.
        if (value.GetType() != typeof(T))
        {
            return false;
        }

        foreach (IMemberWriter<T> member in members)
        {
            if (!member.TryWrite(writer, value))
            {
                return false;
            }
        }

        writer.Write("}"u8);
        return true;
    }
}

internal interface IMemberWriter<T>
{
    bool TryWrite(KeyWriter writer, T owner);
}

[SuppressMessage("Performance", "CA1812", Justification = "Made by reflection.")]
internal sealed class MemberWriter<T, TMember>(byte[] name, Func<T, TMember> get, InputWriter<TMember> value) : IMemberWriter<T>
{
    public bool TryWrite(KeyWriter writer, T owner)
    {
        writer.Write(name);
        return value.TryWrite(writer, get(owner));
    }
}
