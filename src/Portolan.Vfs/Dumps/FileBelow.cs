using Portolan.Vfs.Internals;

namespace Portolan.Vfs.Dumps;

/// <summary>Opens files below a root by paths that strangers wrote: no link is followed on the way, so nothing leads out.</summary>
internal static class FileBelow
{
    /// <summary>Opens a file.</summary>
    /// <param name="root">The directory; links in it are the user's own choice.</param>
    /// <param name="path">A path for which <see cref="RelativePath.IsBelow"/> holds.</param>
    /// <param name="file">The file, or null.</param>
    public static SystemError Open(RawPath root, RawPath path, out RawFile? file)
    {
        file = null;
        RawPath whole = root.Combine(path.Bytes);
        // With the slash: "/" alone is the root of all, and nothing would be the current directory.
        int directoryLength = whole.Bytes.Length - path.Name.Length;
        int trusted = Math.Min(root.Bytes.Length, directoryLength);
        SystemError error = LongPath.OpenDirectory(whole.Bytes[..Math.Max(directoryLength, trusted)], trusted, follow: false, out int directory);
        if (error != SystemError.None)
        {
            return error;
        }

        Span<byte> name = stackalloc byte[256];
        error = Libc.Terminate(path.Name, name) ? RawFile.Open(directory, name, whole, follow: false, out file) : SystemError.NameTooLong;
        Libc.Close(directory);
        return error;
    }
}
