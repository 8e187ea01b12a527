using System.Runtime.InteropServices;

namespace Portolan.Vfs.Internals;

/// <summary>The calls of Linux that this room makes; paths and names are bytes that end with a zero.</summary>
/// <remarks>Numbers of flags and structures are those of include/uapi of the kernel, which are the same on x86-64, ARM64 and RISC-V except where noted.</remarks>
internal static unsafe partial class Libc
{
    public const int CurrentDirectory = -100;

    public const int OpenReadOnly = 0;
    public const int OpenReadWrite = 2;
    public const int OpenNonBlocking = 0x800;
    public const int OpenCloseOnExec = 0x80000;
    public const int OpenPathOnly = 0x200000;

    public const int NoFollow = 0x100;
    public const int EmptyPath = 0x1000;

    // STATX_TYPE, STATX_MTIME, STATX_INO, STATX_SIZE.
    private const uint StatusMask = 0x001 | 0x040 | 0x100 | 0x200;

    /// <summary>PATH_MAX, with the zero.</summary>
    public const int LongestPath = 4096;

    /// <summary>O_DIRECTORY, O_NOFOLLOW: ARM has other values than x86 and the generic table.</summary>
    public static int OpenDirectory { get; } = IsArm ? 0x4000 : 0x10000;

    public static int OpenNoFollow { get; } = IsArm ? 0x8000 : 0x20000;

    /// <summary>O_TMPFILE: a file without a name in a directory.</summary>
    public static int OpenTemporary { get; } = 0x400000 | OpenDirectory;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    /// <summary>Descriptor, or -1 with the error.</summary>
    public static int Open(int directory, byte* path, int flags, out SystemError error)
    {
        int descriptor;
        do
        {
            descriptor = OpenAt(directory, path, flags | OpenCloseOnExec, 0x180);
            error = descriptor >= 0 ? SystemError.None : LastError();
        }
        while (error == SystemError.Interrupted);
        return descriptor;
    }

    /// <summary>Closes a descriptor; what the system says to it is of no use.</summary>
    public static void Close(int descriptor) => _ = CloseDescriptor(descriptor);

    /// <summary>Bytes of directory entries read, 0 at the end, -1 with the error.</summary>
    public static int ReadDirectory(int descriptor, byte* buffer, int length, out SystemError error)
    {
        nint read;
        do
        {
            read = Syscall3(SystemCalls.ReadDirectory, descriptor, buffer, length);
            error = read >= 0 ? SystemError.None : LastError();
        }
        while (error == SystemError.Interrupted);
        return (int)read;
    }

    public static SystemError Status(int directory, byte* path, int flags, out FileStatus status)
    {
        byte* buffer = stackalloc byte[256];
        if (StatusAt(directory, path, flags, StatusMask, buffer) != 0)
        {
            status = default;
            return LastError();
        }

        // struct statx: mode at 28, ino at 32, size at 40, mtime at 112 (seconds, nanoseconds), device at 136 (major, minor).
        ulong device = ((ulong)*(uint*)(buffer + 136) << 32) | *(uint*)(buffer + 140);
        long seconds = *(long*)(buffer + 112);
        long nanoseconds = unchecked((seconds * 1_000_000_000) + *(uint*)(buffer + 120));
        status = new FileStatus((FileKind)(*(ushort*)(buffer + 28) >> 12), *(long*)(buffer + 40), nanoseconds, device, *(ulong*)(buffer + 32));
        return SystemError.None;
    }

    /// <summary>What the last failed call of this thread answered.</summary>
    public static SystemError LastError() => (SystemError)Marshal.GetLastPInvokeError();

    /// <summary>Copies a path and puts a zero behind it; false when it is longer than the kernel takes at once.</summary>
    public static bool Terminate(ReadOnlySpan<byte> path, Span<byte> terminated)
    {
        if (path.Length >= terminated.Length)
        {
            return false;
        }

        path.CopyTo(terminated);
        terminated[path.Length] = 0;
        return true;
    }

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAt(int directory, byte* path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int StatusAt(int directory, byte* path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall3(nint number, nint first, byte* second, nint third);
}
