using System.Runtime.InteropServices;

namespace Portolan.Encoders.Models.Internals;

/// <summary>Puts a directory in another's place, without a moment in which there is neither where the system can do that.</summary>
internal static partial class DirectoryExchange
{
    // AT_FDCWD and RENAME_EXCHANGE of renameat2(2), the same on every architecture of Linux.
    private const int CurrentDirectory = -100;
    private const uint Exchange = 2;

    /// <summary>Moves <paramref name="path"/> to <paramref name="old"/> and <paramref name="replacement"/> to <paramref name="path"/>.</summary>
    public static void Replace(string path, string replacement, string old)
    {
        if (OperatingSystem.IsLinux() && TryExchange(replacement, path))
        {
            Directory.Move(replacement, old);
            return;
        }

        Directory.Move(path, old);
        try
        {
            Directory.Move(replacement, path);
        }
        catch
        {
            Directory.Move(old, path);
            throw;
        }
    }

    // Some file systems (NFS) cannot; neither can a C library without the function.
    private static bool TryExchange(string first, string second)
    {
        try
        {
            return RenameAt(CurrentDirectory, first, CurrentDirectory, second, Exchange) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt(int firstDirectory, string first, int secondDirectory, string second, uint flags);
}
