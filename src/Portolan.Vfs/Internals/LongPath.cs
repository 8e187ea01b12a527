namespace Portolan.Vfs.Internals;

/// <summary>Opens directories whose path is longer than the kernel takes at once, part by part.</summary>
internal static unsafe class LongPath
{
    /// <summary>Opens the directory that holds the last part of a path.</summary>
    public static SystemError OpenDirectoryOf(ReadOnlySpan<byte> path, bool follow, out int descriptor) =>
        OpenDirectory(path[..Math.Max(0, path.LastIndexOf((byte)'/'))], 0, follow, out descriptor);

    /// <summary>Opens a directory.</summary>
    /// <param name="path">Absolute, or relative to the current directory.</param>
    /// <param name="trusted">Bytes at the beginning that the user named: symbolic links in them are followed.</param>
    /// <param name="follow">Whether links are followed in the rest too.</param>
    /// <param name="descriptor">The open directory; the caller closes it.</param>
    public static SystemError OpenDirectory(ReadOnlySpan<byte> path, int trusted, bool follow, out int descriptor)
    {
        Span<byte> part = stackalloc byte[Libc.LongestPath];
        int flags = Libc.OpenReadOnly | Libc.OpenDirectory;
        int start = 0;
        fixed (byte* origin = path.StartsWith("/"u8) ? "/\0"u8 : ".\0"u8)
        {
            descriptor = Libc.Open(Libc.CurrentDirectory, origin, flags, out SystemError error);
            if (descriptor < 0)
            {
                return error;
            }
        }

        while (true)
        {
            while (start < path.Length && path[start] == (byte)'/')
            {
                start++;
            }

            if (start >= path.Length)
            {
                return SystemError.None;
            }

            // As much as fits of what is trusted, then one name after the other.
            int end = EndOfPart(path, start, follow ? path.Length : trusted);
            SystemError error = SystemError.NameTooLong;
            int next = -1;
            if (Libc.Terminate(path[start..end], part))
            {
                fixed (byte* pointer = part)
                {
                    next = Libc.Open(descriptor, pointer, flags | (end > trusted && !follow ? Libc.OpenNoFollow : 0), out error);
                }
            }

            Libc.Close(descriptor);
            descriptor = next;
            if (next < 0)
            {
                return error;
            }

            start = end;
        }
    }

    // Up to the last '/' that keeps a trusted piece short enough, or the first one behind what is trusted.
    private static int EndOfPart(ReadOnlySpan<byte> path, int start, int trusted)
    {
        if (start < trusted)
        {
            int limit = start + Libc.LongestPath - 1;
            if (limit >= trusted)
            {
                return trusted;
            }

            int last = path[start..limit].LastIndexOf((byte)'/');
            return last > 0 ? start + last : limit;
        }

        int next = path[start..].IndexOf((byte)'/');
        return next < 0 ? path.Length : start + next;
    }
}
