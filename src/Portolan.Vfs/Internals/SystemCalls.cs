using System.Runtime.InteropServices;

namespace Portolan.Vfs.Internals;

/// <summary>Numbers of the calls that the C library of many systems has no function for.</summary>
internal static class SystemCalls
{
    // Linux 6.13 gave these four the same number everywhere.
    public const nint SetAttributeAt = 463;
    public const nint GetAttributeAt = 464;
    public const nint ListAttributesAt = 465;
    public const nint RemoveAttributeAt = 466;

    /// <summary>getdents64: the old table of x86-64, the generic one elsewhere.</summary>
    public static nint ReadDirectory { get; } = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 217 : 61;
}
