namespace Portolan.Tensors;

/// <summary>What one number of a tensor is.</summary>
public enum ElementType
{
    /// <summary>64-bit floating point, <see cref="double"/>; <c>f8</c> in NumPy.</summary>
    Float64,

    /// <summary>32-bit floating point, <see cref="float"/>; <c>f4</c> in NumPy.</summary>
    Float32,

    /// <summary>The upper 16 bits of a 32-bit floating point number, <see cref="ushort"/> here; <c>V2</c> in a file, as NumPy writes the
    /// <c>bfloat16</c> of ml_dtypes, because it has none of its own.</summary>
    BFloat16,

    /// <summary>16-bit floating point of IEEE 754, <see cref="Half"/>; <c>f2</c> in NumPy.</summary>
    Float16,

    /// <summary>8-bit signed integer, <see cref="sbyte"/>; <c>i1</c> in NumPy.</summary>
    Int8,

    /// <summary>8-bit unsigned integer, <see cref="byte"/>; <c>u1</c> in NumPy.</summary>
    UInt8,

    /// <summary>32-bit signed integer, <see cref="int"/>; <c>i4</c> in NumPy.</summary>
    Int32,

    /// <summary>64-bit signed integer, <see cref="long"/>; <c>i8</c> in NumPy.</summary>
    Int64,

    /// <summary>64-bit unsigned integer, <see cref="ulong"/>; <c>u8</c> in NumPy.</summary>
    UInt64,

    /// <summary>One byte of 0 or 1; <c>b1</c> in NumPy. Mapped as <see cref="byte"/>, because a file may hold other values, which a
    /// <see cref="bool"/> may not.</summary>
    Boolean,
}
