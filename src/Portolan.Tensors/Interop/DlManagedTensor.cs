using System.Runtime.InteropServices;

namespace Portolan.Tensors.Interop;

/// <summary>DLPack's <c>DLManagedTensorVersioned</c> (dlpack.h, version 1.0), field for field.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct DlManagedTensor
{
    /// <summary>The version that the layout follows: 1.0.</summary>
    public uint MajorVersion;

    /// <summary>See <see cref="MajorVersion"/>.</summary>
    public uint MinorVersion;

    /// <summary>What the owner keeps for itself.</summary>
    public void* Context;

    /// <summary>Called once by the consumer when it is done: <c>void (*)(DLManagedTensorVersioned*)</c>.</summary>
    public delegate* unmanaged[Cdecl]<DlManagedTensor*, void> Deleter;

    /// <summary>Bit 0: the data must not be written.</summary>
    public ulong Flags;

    /// <summary>The first element.</summary>
    public void* Data;

    /// <summary>1: the memory of the processor.</summary>
    public int DeviceType;

    /// <summary>0.</summary>
    public int DeviceId;

    /// <summary>Number of axes.</summary>
    public int Rank;

    /// <summary>0 signed integer, 1 unsigned integer, 2 floating point, 4 bfloat16, 6 boolean.</summary>
    public byte TypeCode;

    /// <summary>Bits of an element.</summary>
    public byte TypeBits;

    /// <summary>1.</summary>
    public ushort TypeLanes;

    /// <summary>Lengths of the axes.</summary>
    public long* Shape;

    /// <summary>Steps along the axes, in elements.</summary>
    public long* Strides;

    /// <summary>0: <see cref="Data"/> is the first element.</summary>
    public ulong ByteOffset;
}
