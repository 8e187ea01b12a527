using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Portolan.Encoders.Images.Vips;

/// <summary>Finds, loads and starts libvips, once.</summary>
internal static unsafe class VipsLibrary
{
    private const string Hint = "npm ci --prefix assets --ignore-scripts, or install libvips 8.12 or later, or set " + VipsImageDecoder.LibraryVariable + " to the library";
    private const int SilencedLevels = 0xFC;

    private static readonly Lazy<(nint Handle, string? Failure)> Library =
        new(() => Start(Environment.GetEnvironmentVariable(VipsImageDecoder.LibraryVariable), AppContext.BaseDirectory));

    /// <summary>Loads the library if that has not happened.</summary>
    /// <exception cref="EncoderException">It is not there, or is not one that can be used.</exception>
    public static void EnsureLoaded()
    {
        if (Library.Value.Failure is string failure)
        {
            throw new EncoderException(failure, hint: Hint);
        }
    }

    /// <summary>The file to load: what the variable names, else the packaged one; null when only a system's library can serve.</summary>
    internal static string? Locate(string? variable, string directory, string platform)
    {
        if (!string.IsNullOrEmpty(variable))
        {
            return variable;
        }

        string packaged = PackagedDirectory(platform);
        for (DirectoryInfo? at = new(directory); at is not null; at = at.Parent)
        {
            string folder = Path.Combine(at.FullName, packaged);
            string? file = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "libvips-cpp.so*").Order(StringComparer.Ordinal).FirstOrDefault() : null;
            if (file is not null)
            {
                return file;
            }
        }

        return null;
    }

    /// <summary>Loads and starts what <see cref="Locate"/> finds, else the system's library; says why that failed.</summary>
    internal static (nint Handle, string? Failure) Start(string? variable, string directory)
    {
        string platform = "linux-" + (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64");
        string? file = Locate(variable, directory, platform);
        nint handle = Load(file);
        if (handle == 0)
        {
            return (0, !string.IsNullOrEmpty(variable)
                ? $"libvips cannot be loaded from {variable}, which {VipsImageDecoder.LibraryVariable} names"
                : $"libvips, which decodes pictures, is not installed: no {PackagedDirectory(platform)} in {directory} or above it, and no libvips.so.42 on the system");
        }

        NativeLibrary.SetDllImportResolver(typeof(VipsLibrary).Assembly, (name, _, _) => name == VipsNative.Library ? handle : 0);
        try
        {
            return (handle, Initialize());
        }
        catch (EntryPointNotFoundException exception)
        {
            return (0, $"{file ?? "the system's libvips"} is not a libvips that can be used: {exception.Message}");
        }
    }

    /// <summary>Where npm puts it below the directory that holds <c>assets</c>.</summary>
    private static string PackagedDirectory(string platform) => $"assets/node_modules/@img/sharp-libvips-{platform}/lib";

    private static nint Load(string? file)
    {
        if (file is not null)
        {
            return NativeLibrary.TryLoad(file, out nint packaged) ? packaged : 0;
        }

        foreach (string name in (string[])["libvips.so.42", "libvips.42.dylib", "libvips-42.dll"])
        {
            if (NativeLibrary.TryLoad(name, typeof(VipsLibrary).Assembly, DllImportSearchPath.SafeDirectories, out nint handle))
            {
                return handle;
            }
        }

        return 0;
    }

    private static string? Initialize()
    {
        // Option fail_on, which makes cut files an error, came with 8.12.
        (int major, int minor) = (VipsNative.Version(0), VipsNative.Version(1));
        if (major != 8 || minor < 12)
        {
            return $"libvips {major}.{minor} was found, expected 8.12 or a later 8";
        }

        if (VipsNative.Init("portolan") != 0)
        {
            return "libvips does not start: " + VipsNative.TakeErrors();
        }

        // Pictures differ, so remembered operations only hold memory; parallel work is done over pictures.
        VipsNative.SetCacheMax(0);
        VipsNative.SetConcurrency(1);

        // Warnings about odd files would go to standard error, between the lines of a command.
        VipsNative.SetLogHandler("VIPS", SilencedLevels, &Ignore, 0);
        return null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(byte* domain, int level, byte* message, nint data)
    {
        // libvips reports what matters through its error buffer too.
    }
}
