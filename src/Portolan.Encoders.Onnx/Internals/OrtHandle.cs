using System.Runtime.InteropServices;

namespace Portolan.Encoders.Onnx.Internals;

/// <summary>An object of ONNX Runtime, and the place in its table of the function that frees it.</summary>
internal sealed unsafe class OrtHandle : SafeHandle
{
    private readonly void* release;

    public OrtHandle(void* value, void* release)
        : base(0, ownsHandle: true)
    {
        this.release = release;
        SetHandle((nint)value);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The object; valid while this handle is kept from being disposed of.</summary>
    public void* Value => (void*)handle;

    protected override bool ReleaseHandle()
    {
        ((delegate* unmanaged[Cdecl]<void*, void>)release)((void*)handle);
        return true;
    }
}
