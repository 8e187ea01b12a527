using System.Reflection;
using System.Runtime.InteropServices;

namespace Portolan.Storage.Compression;

/// <summary>The streaming decoder of libzstd 1.4 or later: <c>zstd.h</c> of github.com/facebook/zstd.</summary>
internal static unsafe partial class ZstdLibrary
{
    /// <summary>The parameter that bounds the window a frame may ask for, as a power of two.</summary>
    public const int WindowLogMaxParameter = 100;

    /// <summary>ZSTD_reset_session_only.</summary>
    public const int ResetSession = 1;

    private const string Library = "libzstd";

    private static readonly Lazy<nint> Handle = new(Load);

    static ZstdLibrary() => NativeLibrary.SetDllImportResolver(typeof(ZstdLibrary).Assembly, Resolve);

    /// <summary>True when the library was found on this machine.</summary>
    public static bool IsAvailable => Handle.Value != 0;

    [LibraryImport(Library, EntryPoint = "ZSTD_createDCtx")]
    public static partial nint CreateContext();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDCtx")]
    public static partial nuint FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_DCtx_reset")]
    public static partial nuint Reset(nint context, int directive);

    [LibraryImport(Library, EntryPoint = "ZSTD_DCtx_setParameter")]
    public static partial nuint SetParameter(nint context, int parameter, int value);

    [LibraryImport(Library, EntryPoint = "ZSTD_DCtx_loadDictionary")]
    public static partial nuint LoadDictionary(nint context, byte* dictionary, nuint length);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressStream")]
    public static partial nuint Decompress(nint context, Piece* output, Piece* input);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    public static partial uint IsError(nuint result);

    [LibraryImport(Library, EntryPoint = "ZSTD_getErrorName")]
    private static partial byte* GetErrorName(nuint result);

    /// <summary>The library's words for a failure.</summary>
    public static string ErrorName(nuint result) => Marshal.PtrToStringUTF8((nint)GetErrorName(result)) ?? "unknown error";

    private static nint Load()
    {
        foreach (string name in (string[])["libzstd.so.1", "libzstd.1.dylib", "libzstd.dll", "libzstd"])
        {
            if (NativeLibrary.TryLoad(name, typeof(ZstdLibrary).Assembly, null, out nint handle))
            {
                return handle;
            }
        }

        return 0;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Library ? Handle.Value : 0;

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer: start, size, and how far it is used.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Piece
    {
        public byte* Start;
        public nuint Size;
        public nuint Used;
    }
}
