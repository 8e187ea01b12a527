using System.Runtime.InteropServices;

namespace Portolan.Vfs.Internals;

/// <summary>Extended attributes of a file named by a directory and a path in it, or of an open file (an empty path).</summary>
/// <remarks>
/// <c>getxattrat</c> and its kin (Linux 6.13) take one call a file and are safe against directories that move. Older kernels have only
/// whole paths and descriptors: a path below a directory is then reached through <c>/proc/self/fd</c>, which is as safe.
/// </remarks>
internal static unsafe partial class AttributeCalls
{
    private static readonly bool HasAtCalls = Probe();

    /// <summary>Makes tests run what kernels before 6.13 run.</summary>
    [ThreadStatic]
    internal static bool WithoutAtCalls;

    private static bool UsesAtCalls => HasAtCalls && !WithoutAtCalls;

    public static SystemError Get(int directory, byte* path, bool follow, ReadOnlySpan<byte> name, Span<byte> value, out int length)
    {
        fixed (byte* namePointer = name)
        fixed (byte* valuePointer = value)
        {
            nint result;
            if (UsesAtCalls)
            {
                var arguments = new AttributeArguments { Value = (ulong)valuePointer, Size = (uint)value.Length };
                result = Syscall(SystemCalls.GetAttributeAt, directory, path, Flags(path, follow), namePointer, &arguments, (nint)sizeof(AttributeArguments));
            }
            else if (*path == 0)
            {
                result = GetByDescriptor(directory, namePointer, valuePointer, value.Length);
            }
            else
            {
                byte* whole = stackalloc byte[Libc.LongestPath];
                if (!TryWhole(directory, path, ref whole))
                {
                    length = 0;
                    return SystemError.NameTooLong;
                }

                result = follow ? GetByPath(whole, namePointer, valuePointer, value.Length) : GetByLink(whole, namePointer, valuePointer, value.Length);
            }

            length = result < 0 ? 0 : (int)result;
            return result < 0 ? Libc.LastError() : SystemError.None;
        }
    }

    public static SystemError Set(int directory, byte* path, bool follow, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        fixed (byte* namePointer = name)
        fixed (byte* valuePointer = value)
        {
            nint result;
            if (UsesAtCalls)
            {
                var arguments = new AttributeArguments { Value = (ulong)valuePointer, Size = (uint)value.Length };
                result = Syscall(SystemCalls.SetAttributeAt, directory, path, Flags(path, follow), namePointer, &arguments, (nint)sizeof(AttributeArguments));
            }
            else if (*path == 0)
            {
                result = SetByDescriptor(directory, namePointer, valuePointer, value.Length, 0);
            }
            else
            {
                byte* whole = stackalloc byte[Libc.LongestPath];
                if (!TryWhole(directory, path, ref whole))
                {
                    return SystemError.NameTooLong;
                }

                result = follow ? SetByPath(whole, namePointer, valuePointer, value.Length, 0) : SetByLink(whole, namePointer, valuePointer, value.Length, 0);
            }

            return result < 0 ? Libc.LastError() : SystemError.None;
        }
    }

    public static SystemError Remove(int directory, byte* path, bool follow, ReadOnlySpan<byte> name)
    {
        fixed (byte* namePointer = name)
        {
            nint result;
            if (UsesAtCalls)
            {
                result = Syscall(SystemCalls.RemoveAttributeAt, directory, path, Flags(path, follow), namePointer, null, 0);
            }
            else if (*path == 0)
            {
                result = RemoveByDescriptor(directory, namePointer);
            }
            else
            {
                byte* whole = stackalloc byte[Libc.LongestPath];
                if (!TryWhole(directory, path, ref whole))
                {
                    return SystemError.NameTooLong;
                }

                result = follow ? RemoveByPath(whole, namePointer) : RemoveByLink(whole, namePointer);
            }

            return result < 0 ? Libc.LastError() : SystemError.None;
        }
    }

    /// <summary>The names, each with a zero behind it; of an empty span the length they need.</summary>
    public static SystemError List(int directory, byte* path, bool follow, Span<byte> names, out int length)
    {
        fixed (byte* namesPointer = names)
        {
            nint result;
            if (UsesAtCalls)
            {
                result = SyscallList(SystemCalls.ListAttributesAt, directory, path, Flags(path, follow), namesPointer, names.Length);
            }
            else if (*path == 0)
            {
                result = ListByDescriptor(directory, namesPointer, names.Length);
            }
            else
            {
                byte* whole = stackalloc byte[Libc.LongestPath];
                if (!TryWhole(directory, path, ref whole))
                {
                    length = 0;
                    return SystemError.NameTooLong;
                }

                result = follow ? ListByPath(whole, namesPointer, names.Length) : ListByLink(whole, namesPointer, names.Length);
            }

            length = result < 0 ? 0 : (int)result;
            return result < 0 ? Libc.LastError() : SystemError.None;
        }
    }

    private static nint Flags(byte* path, bool follow) => (follow ? 0 : Libc.NoFollow) | (*path == 0 ? Libc.EmptyPath : 0);

    // A path that starts at the root or at the current directory is used as it is.
    private static bool TryWhole(int directory, byte* path, ref byte* whole)
    {
        if (directory == Libc.CurrentDirectory || *path == (byte)'/')
        {
            whole = path;
            return true;
        }

        var room = new Span<byte>(whole, Libc.LongestPath);
        ReadOnlySpan<byte> name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path);
        "/proc/self/fd/"u8.CopyTo(room);
        directory.TryFormat(room[14..], out int digits, default, System.Globalization.CultureInfo.InvariantCulture);
        room[14 + digits] = (byte)'/';
        return Libc.Terminate(name, room[(15 + digits)..]);
    }

    // The answer that the attribute is not there shows that the call is; sandboxes that do not know it say ENOSYS or EPERM.
    private static bool Probe()
    {
        fixed (byte* path = "/\0"u8)
        fixed (byte* name = "user.portolan.probe\0"u8)
        {
            AttributeArguments arguments = default;
            nint result = Syscall(SystemCalls.GetAttributeAt, Libc.CurrentDirectory, path, 0, name, &arguments, (nint)sizeof(AttributeArguments));
            return result >= 0 || Libc.LastError() is not (SystemError.NoSuchCall or SystemError.NotPermitted);
        }
    }

    // struct xattr_args.
    [StructLayout(LayoutKind.Sequential)]
    private struct AttributeArguments
    {
        public ulong Value;
        public uint Size;
        public uint Flags;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, nint directory, byte* path, nint flags, byte* name, AttributeArguments* arguments, nint size);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SyscallList(nint number, nint directory, byte* path, nint flags, byte* names, nint size);

    [LibraryImport("libc", EntryPoint = "fgetxattr", SetLastError = true)]
    private static partial nint GetByDescriptor(int descriptor, byte* name, byte* value, nint size);

    [LibraryImport("libc", EntryPoint = "getxattr", SetLastError = true)]
    private static partial nint GetByPath(byte* path, byte* name, byte* value, nint size);

    [LibraryImport("libc", EntryPoint = "lgetxattr", SetLastError = true)]
    private static partial nint GetByLink(byte* path, byte* name, byte* value, nint size);

    [LibraryImport("libc", EntryPoint = "fsetxattr", SetLastError = true)]
    private static partial int SetByDescriptor(int descriptor, byte* name, byte* value, nint size, int flags);

    [LibraryImport("libc", EntryPoint = "setxattr", SetLastError = true)]
    private static partial int SetByPath(byte* path, byte* name, byte* value, nint size, int flags);

    [LibraryImport("libc", EntryPoint = "lsetxattr", SetLastError = true)]
    private static partial int SetByLink(byte* path, byte* name, byte* value, nint size, int flags);

    [LibraryImport("libc", EntryPoint = "fremovexattr", SetLastError = true)]
    private static partial int RemoveByDescriptor(int descriptor, byte* name);

    [LibraryImport("libc", EntryPoint = "removexattr", SetLastError = true)]
    private static partial int RemoveByPath(byte* path, byte* name);

    [LibraryImport("libc", EntryPoint = "lremovexattr", SetLastError = true)]
    private static partial int RemoveByLink(byte* path, byte* name);

    [LibraryImport("libc", EntryPoint = "flistxattr", SetLastError = true)]
    private static partial nint ListByDescriptor(int descriptor, byte* names, nint size);

    [LibraryImport("libc", EntryPoint = "listxattr", SetLastError = true)]
    private static partial nint ListByPath(byte* path, byte* names, nint size);

    [LibraryImport("libc", EntryPoint = "llistxattr", SetLastError = true)]
    private static partial nint ListByLink(byte* path, byte* names, nint size);
}
