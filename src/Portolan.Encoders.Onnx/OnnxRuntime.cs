using System.Runtime.InteropServices;
using Portolan.Encoders.Onnx.Internals;

namespace Portolan.Encoders.Onnx;

/// <summary>The native library that runs ONNX models: found and loaded once, never unloaded.</summary>
public static class OnnxRuntime
{
    /// <summary>The environment variable that names another library file than the packaged one.</summary>
    public const string LibraryVariable = "PORTOLAN_ONNXRUNTIME";

    /// <summary>Where npm puts the packaged libraries, below the directory that holds <c>assets</c>.</summary>
    internal const string PackagedDirectory = "assets/onnx/node_modules/onnxruntime-node/bin/napi-v6";

    internal const string Hint = "npm ci --prefix assets/onnx --ignore-scripts, or set " + LibraryVariable + " to ONNX Runtime's library, version 1.17 or later";

    /// <summary>Why the library cannot be used, or null when it can; loads it.</summary>
    public static string? Problem => OrtLibrary.Problem;

    /// <summary>The version of the library that is used, such as "1.30.0".</summary>
    /// <exception cref="EncoderException">It cannot be loaded.</exception>
    public static string Version => OrtLibrary.Loaded.Version;

    /// <summary>The library file to load: what the variable names, else the packaged one in a directory or the nearest above it; null if there is none.</summary>
    internal static string? Locate(string? variable, string directory)
    {
        if (!string.IsNullOrEmpty(variable))
        {
            return variable;
        }

        string packaged = $"{PackagedDirectory}/{Platform()}/{FileName()}";
        for (DirectoryInfo? at = new(directory); at is not null; at = at.Parent)
        {
            string path = Path.Combine(at.FullName, packaged);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>npm's names of the system and its processor, such as <c>linux/x64</c>.</summary>
    internal static string Platform()
    {
        string system = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return system + "/" + (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64");
    }

    private static string FileName() =>
        OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.1.dylib" : "libonnxruntime.so.1";
}
