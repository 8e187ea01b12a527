using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Portolan.Storage;

namespace Portolan.Tensors.Interop;

/// <summary>Hands a mapped tensor to native code in DLPack's form, without a copy.</summary>
/// <remarks>
/// A framework in the same process takes the pointer as the content of a capsule named <c>dltensor_versioned</c>. DLPack:
/// https://dmlc.github.io/dlpack/latest/c_api.html, version 1.0.
/// </remarks>
public static unsafe class DlPack
{
    /// <summary>Wraps a mapped file.</summary>
    /// <param name="file">The file; it stays mapped until the deleter was called, even when it is disposed of before.</param>
    /// <returns>For one consumer, which must call <see cref="DlManagedTensor.Deleter"/> once. Marked read-only if the file was opened to be read.</returns>
    /// <exception cref="TensorException">The elements are not in this machine's byte order.</exception>
    /// <exception cref="ObjectDisposedException">The file is disposed of.</exception>
    public static DlManagedTensor* Export(NpyFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.IsByteSwapped)
        {
            throw new TensorException("the elements are in the other byte order, which DLPack cannot say", file.Path, file.DataOffset, "save the array in this machine's order");
        }

        void* data = file.Data;
        int rank = file.Shape.Length;
        Span<nint> lengths = stackalloc nint[Math.Max(1, rank)];
        Span<nint> strides = stackalloc nint[lengths.Length];
        file.Lay(lengths, strides);
        (byte code, byte bits) = TypeOf(file.ElementType);
        // One block: the structure, then shape and strides.
        var tensor = (DlManagedTensor*)NativeMemory.AllocZeroed((nuint)(sizeof(DlManagedTensor) + (2 * rank * sizeof(long))));
        long* axes = (long*)(tensor + 1);
        for (int i = 0; i < rank; i++)
        {
            axes[i] = lengths[i];
            axes[rank + i] = strides[i];
        }

        *tensor = new DlManagedTensor
        {
            MajorVersion = 1,
            Context = (void*)GCHandle.ToIntPtr(GCHandle.Alloc(file.Share())),
            Deleter = &Delete,
            Flags = file.Access == MappedAccess.Read ? 1u : 0u,
            Data = data,
            DeviceType = 1,
            Rank = rank,
            TypeCode = code,
            TypeBits = bits,
            TypeLanes = 1,
            Shape = axes,
            Strides = axes + rank,
        };
        return tensor;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Delete(DlManagedTensor* tensor)
    {
        GCHandle handle = GCHandle.FromIntPtr((nint)tensor->Context);
        ((IDisposable)handle.Target!).Dispose();
        handle.Free();
        NativeMemory.Free(tensor);
    }

    private static (byte Code, byte Bits) TypeOf(ElementType type) => type switch
    {
        ElementType.Float64 => (2, 64),
        ElementType.Float32 => (2, 32),
        ElementType.Float16 => (2, 16),
        ElementType.BFloat16 => (4, 16),
        ElementType.Int8 => (0, 8),
        ElementType.Int32 => (0, 32),
        ElementType.Int64 => (0, 64),
        ElementType.UInt8 => (1, 8),
        ElementType.UInt64 => (1, 64),
        _ => (6, 8),
    };
}
