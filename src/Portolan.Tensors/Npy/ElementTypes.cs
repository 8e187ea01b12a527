namespace Portolan.Tensors.Npy;

/// <summary>Sizes, NumPy's names and the .NET types of elements.</summary>
internal static class ElementTypes
{
    private static readonly (ElementType Type, string Code, int Size, Type Clr)[] All =
    [
        (ElementType.Float64, "f8", 8, typeof(double)),
        (ElementType.Float32, "f4", 4, typeof(float)),
        (ElementType.BFloat16, "V2", 2, typeof(ushort)),
        (ElementType.Float16, "f2", 2, typeof(Half)),
        (ElementType.Int8, "i1", 1, typeof(sbyte)),
        (ElementType.UInt8, "u1", 1, typeof(byte)),
        (ElementType.Int32, "i4", 4, typeof(int)),
        (ElementType.Int64, "i8", 8, typeof(long)),
        (ElementType.UInt64, "u8", 8, typeof(ulong)),
        (ElementType.Boolean, "b1", 1, typeof(byte)),
    ];

    public static int Size(ElementType type) => Find(type).Size;

    /// <summary>NumPy's descr with the byte order of this machine.</summary>
    public static string Descr(ElementType type)
    {
        (_, string code, int size, _) = Find(type);
        return (size == 1 ? "|" : BitConverter.IsLittleEndian ? "<" : ">") + code;
    }

    /// <summary>The type of a two-character code such as <c>f8</c>.</summary>
    public static bool TryParse(string code, out ElementType type)
    {
        foreach ((ElementType candidate, string name, _, _) in All)
        {
            if (name == code)
            {
                type = candidate;
                return true;
            }
        }

        type = default;
        return false;
    }

    /// <summary>Throws unless elements of a file are <typeparamref name="T"/> in memory.</summary>
    public static void Check<T>(ElementType type)
        where T : unmanaged
    {
        Type expected = Find(type).Clr;
        if (typeof(T) != expected)
        {
            throw new InvalidOperationException($"The file holds {type}, which is {expected.Name} here; {typeof(T).Name} was asked for.");
        }
    }

    /// <summary>The type under which an array of <typeparamref name="T"/> is written. <see cref="ushort"/> is bfloat16, by its name only.</summary>
    public static ElementType Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(bool))
        {
            return ElementType.Boolean;
        }

        foreach ((ElementType type, _, _, Type clr) in All)
        {
            if (clr == typeof(T) && type is not (ElementType.BFloat16 or ElementType.Boolean))
            {
                return type;
            }
        }

        throw new NotSupportedException($"{typeof(T).Name} has no element type; give one by name.");
    }

    private static (ElementType Type, string Code, int Size, Type Clr) Find(ElementType type) =>
        (uint)type < (uint)All.Length ? All[(int)type] : throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such element type.");
}
