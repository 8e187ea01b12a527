using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Portolan.Testing;

/// <summary>Writes down what an assembly offers to others, one declaration a line, in an order that never changes.</summary>
/// <remarks>A test compares it with <c>Golden/PublicApi.txt</c>, so that every change of the public surface shows up in a review.</remarks>
public static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Dump(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var text = new StringBuilder();
        foreach (Type type in assembly.GetTypes().Where(IsVisible).OrderBy(PublicApiNames.Full, StringComparer.Ordinal))
        {
            text.Append(TypeLine(type)).Append('\n');
            foreach (string line in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static bool IsVisible(Type type) =>
        type.IsNested ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!) : type.IsPublic;

    private static string TypeLine(Type type)
    {
        if (type.IsSubclassOf(typeof(MulticastDelegate)))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            return $"delegate {PublicApiNames.Of(invoke.ReturnType)} {PublicApiNames.Full(type)}({Parameters(invoke)})";
        }

        string kind = type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : type.IsValueType ? (IsReadOnly(type) ? "readonly " : "") + (type.IsByRefLike ? "ref struct" : "struct")
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class"
            : "class";
        var bases = new List<string>();
        if (type is { IsEnum: true })
        {
            bases.Add(PublicApiNames.Of(Enum.GetUnderlyingType(type)));
        }
        else
        {
            if (type.BaseType is { } baseType && baseType != typeof(object) && baseType != typeof(ValueType))
            {
                bases.Add(PublicApiNames.Of(baseType));
            }

            bases.AddRange(type.GetInterfaces().Where(one => one.IsVisible).Select(PublicApiNames.Of).Order(StringComparer.Ordinal));
        }

        string line = $"{kind} {PublicApiNames.Full(type)}";
        return bases.Count == 0 ? line : $"{line} : {string.Join(", ", bases)}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsSubclassOf(typeof(MulticastDelegate)))
        {
            yield break;
        }

        foreach (MemberInfo member in type.GetMembers(Declared))
        {
            string? line = member switch
            {
                FieldInfo field => Field(type, field),
                ConstructorInfo constructor when IsOffered(constructor) => $"{Access(constructor)}{type.Name.Split('`')[0]}({Parameters(constructor)})",
                PropertyInfo property => Property(property),
                EventInfo { AddMethod: { } add } evt when IsOffered(add) => $"{Access(add)}event {PublicApiNames.Of(evt.EventHandlerType!)} {evt.Name}",
                MethodInfo method when IsOffered(method) && !IsAccessor(method) && !IsCompilerMade(method) => Method(method),
                _ => null,
            };
            if (line is not null)
            {
                yield return line;
            }
        }
    }

    private static string? Field(Type type, FieldInfo field)
    {
        if (field.IsSpecialName || !(field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
        {
            return null;
        }

        if (type.IsEnum)
        {
            return $"{field.Name} = {PublicApiNames.Literal(field.GetRawConstantValue())}";
        }

        string access = field.IsPublic ? "" : "protected ";
        return field.IsLiteral
            ? $"{access}const {PublicApiNames.Of(field.FieldType)} {field.Name} = {PublicApiNames.Literal(field.GetRawConstantValue())}"
            : $"{access}{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{PublicApiNames.Of(field.FieldType)} {field.Name}";
    }

    private static string? Property(PropertyInfo property)
    {
        MethodInfo? get = property.GetMethod is { } getter && IsOffered(getter) ? getter : null;
        MethodInfo? set = property.SetMethod is { } setter && IsOffered(setter) ? setter : null;
        MethodInfo? any = get ?? set;
        if (any is null || property.Name == "EqualityContract")
        {
            return null;
        }

        bool isInit = set?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ?? false;
        string accessors = (get is null ? "" : " get;") + (set is null ? "" : isInit ? " init;" : " set;");
        ParameterInfo[] index = property.GetIndexParameters();
        string name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Parameter))}]";
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        return $"{Access(any)}{required}{PublicApiNames.Of(property.PropertyType)} {name} {{{accessors} }}";
    }

    private static string Method(MethodInfo method)
    {
        string generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(one => one.Name))}>" : "";
        string extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{Access(method)}{PublicApiNames.Of(method.ReturnType)} {method.Name}{generic}({extension}{Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string passing = parameter.ParameterType.IsByRef ? (parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ") : "";
        string many = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        string value = parameter.HasDefaultValue ? " = " + PublicApiNames.Literal(parameter.RawDefaultValue) : "";
        return $"{many}{passing}{PublicApiNames.Of(parameter.ParameterType)} {parameter.Name}{value}";
    }

    private static string Access(MethodBase method)
    {
        string access = method.IsPublic ? "" : "protected ";
        if (method.IsStatic)
        {
            return access + "static ";
        }

        if (method.DeclaringType!.IsInterface)
        {
            return access;
        }

        bool overrides = method is MethodInfo info && info.GetBaseDefinition() != info;
        return access + (method.IsAbstract ? "abstract " : overrides ? "override " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");
    }

    private static bool IsOffered(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsAccessor(MethodInfo method) =>
        method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    // Records get equality, printing, cloning and deconstruction without anybody writing them.
    private static bool IsCompilerMade(MethodInfo method) => method.IsDefined(typeof(CompilerGeneratedAttribute)) || method.Name.Contains('<', StringComparison.Ordinal);

    private static bool IsReadOnly(Type type) => type.IsDefined(typeof(IsReadOnlyAttribute));
}
