using System.Runtime.InteropServices;

namespace Portolan.Encoders.Onnx.Internals;

/// <summary>Loads ONNX Runtime and asks it for its table of functions.</summary>
internal static unsafe class OrtLibrary
{
    /// <summary>The version of the table; tables only grow, so this one is in every runtime from 1.17 on.</summary>
    private const uint ApiVersion = 17;

    private static readonly Lazy<(OrtApi? Api, string? Problem)> Library =
        new(() => Load(Environment.GetEnvironmentVariable(OnnxRuntime.LibraryVariable), AppContext.BaseDirectory));

    public static string? Problem => Library.Value.Problem;

    /// <summary>The functions.</summary>
    /// <exception cref="EncoderException">The library cannot be used.</exception>
    public static OrtApi Loaded => Library.Value.Api ?? throw new EncoderException(Library.Value.Problem!, hint: OnnxRuntime.Hint);

    /// <summary>Loads the library that a variable or a directory leads to, or says why that failed.</summary>
    internal static (OrtApi? Api, string? Problem) Load(string? variable, string directory)
    {
        string? path = OnnxRuntime.Locate(variable, directory);
        if (path is null)
        {
            return (null, $"ONNX Runtime is not installed: no {OnnxRuntime.PackagedDirectory}/{OnnxRuntime.Platform()} in {directory} or above it");
        }

        string named = string.IsNullOrEmpty(variable) ? path : $"{path}, which {OnnxRuntime.LibraryVariable} names,";
        if (!NativeLibrary.TryLoad(path, out nint library))
        {
            return (null, $"{named} cannot be loaded as a library of this system");
        }

        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out nint export))
        {
            return (null, $"{named} is a library, but not ONNX Runtime: it has no OrtGetApiBase");
        }

        // OrtApiBase: GetApi(uint32_t version), GetVersionString().
        void** start = ((delegate* unmanaged[Cdecl]<void**>)export)();
        string version = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Cdecl]<byte*>)start[1])()) ?? "unknown";
        void** table = ((delegate* unmanaged[Cdecl]<uint, void**>)start[0])(ApiVersion);
        return table is null
            ? (null, $"{named} is ONNX Runtime {version}, expected 1.{ApiVersion} or later")
            : (new OrtApi(table, version), null);
    }
}
