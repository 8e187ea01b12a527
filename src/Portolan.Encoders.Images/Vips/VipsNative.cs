using System.Runtime.InteropServices;

namespace Portolan.Encoders.Images.Vips;

/// <summary>The C functions of libvips and GObject that are called; none takes a variable number of arguments.</summary>
/// <remarks>https://www.libvips.org/API/8.17/ and https://docs.gtk.org/gobject/.</remarks>
internal static unsafe partial class VipsNative
{
    public const string Library = "vips";

    /// <summary>VIPS_FORMAT_UCHAR.</summary>
    public const int UnsignedByte = 0;

    /// <summary>VIPS_INTERPRETATION_sRGB.</summary>
    public const int Srgb = 22;

    [LibraryImport(Library, EntryPoint = "vips_init", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Init(string program);

    [LibraryImport(Library, EntryPoint = "vips_version")]
    public static partial int Version(int part);

    [LibraryImport(Library, EntryPoint = "vips_cache_set_max")]
    public static partial void SetCacheMax(int operations);

    [LibraryImport(Library, EntryPoint = "vips_concurrency_set")]
    public static partial void SetConcurrency(int threads);

    [LibraryImport(Library, EntryPoint = "g_log_set_handler", StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint SetLogHandler(string domain, int levels, delegate* unmanaged[Cdecl]<byte*, int, byte*, nint, void> handler, nint data);

    [LibraryImport(Library, EntryPoint = "vips_blob_new")]
    public static partial nint NewBlob(nint free, byte* data, nuint length);

    [LibraryImport(Library, EntryPoint = "vips_area_unref")]
    public static partial void ReleaseBlob(nint blob);

    [LibraryImport(Library, EntryPoint = "vips_operation_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewOperation(string name);

    [LibraryImport(Library, EntryPoint = "vips_object_set_from_string", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetOptions(nint operation, string options);

    [LibraryImport(Library, EntryPoint = "vips_object_build")]
    public static partial int Build(nint operation);

    [LibraryImport(Library, EntryPoint = "vips_object_unref_outputs")]
    public static partial void ReleaseOutputs(nint operation);

    [LibraryImport(Library, EntryPoint = "g_object_ref")]
    public static partial nint AddReference(nint instance);

    [LibraryImport(Library, EntryPoint = "g_object_unref")]
    public static partial void Release(nint instance);

    [LibraryImport(Library, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetProperty(nint instance, string name, Value* value);

    [LibraryImport(Library, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void GetProperty(nint instance, string name, Value* value);

    [LibraryImport(Library, EntryPoint = "g_value_init")]
    public static partial Value* InitializeValue(Value* value, nuint type);

    [LibraryImport(Library, EntryPoint = "g_value_unset")]
    public static partial void ClearValue(Value* value);

    [LibraryImport(Library, EntryPoint = "g_value_set_object")]
    public static partial void SetObject(Value* value, nint instance);

    [LibraryImport(Library, EntryPoint = "g_value_get_object")]
    public static partial nint GetObject(Value* value);

    [LibraryImport(Library, EntryPoint = "g_value_set_boxed")]
    public static partial void SetBoxed(Value* value, nint boxed);

    [LibraryImport(Library, EntryPoint = "vips_image_get_type")]
    public static partial nuint ImageType();

    [LibraryImport(Library, EntryPoint = "vips_blob_get_type")]
    public static partial nuint BlobType();

    [LibraryImport(Library, EntryPoint = "vips_image_get_width")]
    public static partial int Width(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_height")]
    public static partial int Height(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_bands")]
    public static partial int Bands(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_format")]
    public static partial int Format(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_interpretation")]
    public static partial int Interpretation(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_orientation")]
    public static partial int Orientation(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_hasalpha")]
    public static partial int HasAlpha(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_typeof", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nuint TypeOfField(nint image, string name);

    [LibraryImport(Library, EntryPoint = "vips_image_get_blob", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetBlob(nint image, string name, byte** data, nuint* length);

    [LibraryImport(Library, EntryPoint = "vips_image_new_from_memory")]
    public static partial nint NewFromMemory(byte* data, nuint size, int width, int height, int bands, int format);

    [LibraryImport(Library, EntryPoint = "vips_image_write")]
    public static partial int Write(nint image, nint target);

    [LibraryImport(Library, EntryPoint = "vips_error_buffer_copy")]
    private static partial nint TakeErrorBuffer();

    [LibraryImport(Library, EntryPoint = "vips_error_clear")]
    public static partial void ClearErrors();

    [LibraryImport(Library, EntryPoint = "g_free")]
    private static partial void Free(nint memory);

    [LibraryImport(Library, EntryPoint = "vips_object_map")]
    public static partial nint MapObjects(delegate* unmanaged[Cdecl]<nint, nint*, nint, nint> each, nint* a, nint b);

    [LibraryImport(Library, EntryPoint = "vips_tracked_get_allocs")]
    public static partial int TrackedAllocations();

    [LibraryImport(Library, EntryPoint = "vips_tracked_get_mem")]
    public static partial nuint TrackedBytes();

    /// <summary>What libvips wrote about failures since the last call, on one line.</summary>
    public static string TakeErrors()
    {
        nint buffer = TakeErrorBuffer();
        string text = Marshal.PtrToStringUTF8(buffer) ?? "";
        Free(buffer);
        return string.Join("; ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct());
    }

    /// <summary>GValue: a type and two words.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Value
    {
        public nuint Type;
        public long First;
        public long Second;
    }
}
