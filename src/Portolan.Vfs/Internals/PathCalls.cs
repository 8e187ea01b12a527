using Portolan.Vfs.Attributes;

namespace Portolan.Vfs.Internals;

/// <summary>Calls on files named by whole paths of any length.</summary>
internal static unsafe class PathCalls
{
    public static SystemError GetAttribute(ReadOnlySpan<byte> path, AttributeName name, Span<byte> value, out int length)
    {
        length = 0;
        SystemError error = Locate(path, out int directory, out ReadOnlySpan<byte> rest);
        if (error != SystemError.None)
        {
            return error;
        }

        Span<byte> terminated = stackalloc byte[Libc.LongestPath];
        Libc.Terminate(rest, terminated);
        fixed (byte* pointer = terminated)
        {
            error = AttributeCalls.Get(directory, pointer, true, name.Terminated, value, out length);
        }

        Leave(directory);
        return error;
    }

    public static SystemError Status(ReadOnlySpan<byte> path, out FileStatus status)
    {
        status = default;
        SystemError error = Locate(path, out int directory, out ReadOnlySpan<byte> rest);
        if (error != SystemError.None)
        {
            return error;
        }

        Span<byte> terminated = stackalloc byte[Libc.LongestPath];
        Libc.Terminate(rest, terminated);
        fixed (byte* pointer = terminated)
        {
            error = Libc.Status(directory, pointer, 0, out status);
        }

        Leave(directory);
        return error;
    }

    // What the kernel takes at once is left to it; of longer paths the directory is opened part by part.
    private static SystemError Locate(ReadOnlySpan<byte> path, out int directory, out ReadOnlySpan<byte> rest)
    {
        directory = Libc.CurrentDirectory;
        rest = path;
        if (path.Length < Libc.LongestPath)
        {
            return SystemError.None;
        }

        rest = path[(path.LastIndexOf((byte)'/') + 1)..];
        return rest.Length >= Libc.LongestPath ? SystemError.NameTooLong : LongPath.OpenDirectoryOf(path, follow: true, out directory);
    }

    private static void Leave(int directory)
    {
        if (directory != Libc.CurrentDirectory)
        {
            Libc.Close(directory);
        }
    }
}
