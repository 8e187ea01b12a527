using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Portolan.Vfs.Internals;

namespace Portolan.Vfs.Watching;

/// <summary>Linux's notices of what happens in directories (inotify(7)), by paths of bytes.</summary>
/// <remarks>One thread reads; watches may be added from any.</remarks>
internal sealed unsafe partial class Inotify : IDisposable
{
    public const uint CloseWrite = 0x8;
    public const uint MovedTo = 0x80;
    public const uint Create = 0x100;
    public const uint Overflow = 0x4000;
    public const uint Ignored = 0x8000;
    public const uint IsDirectory = 0x4000_0000;

    private const uint OnlyDirectory = 0x0100_0000;
    private const uint DoNotFollow = 0x0200_0000;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const short PollIn = 1;
    private const int HeaderBytes = 16;

    private readonly int descriptor;
    private readonly byte[] buffer = new byte[1 << 16];

    public Inotify()
    {
        descriptor = Init(NonBlocking | CloseOnExec);
        if (descriptor < 0)
        {
            SystemError error = Libc.LastError();
            throw new VfsException(
                $"changes cannot be watched: {error.Describe()}", hint: "raise fs.inotify.max_user_instances, or index now and then instead", error: error);
        }
    }

    /// <summary>Watches a directory; one that is watched already keeps its number.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="follow">Whether it may be a link.</param>
    /// <param name="watch">The number.</param>
    public SystemError Add(ReadOnlySpan<byte> path, bool follow, out int watch)
    {
        Span<byte> terminated = stackalloc byte[Libc.LongestPath];
        if (!Libc.Terminate(path, terminated))
        {
            watch = -1;
            return SystemError.NameTooLong;
        }

        fixed (byte* pointer = terminated)
        {
            watch = AddWatch(descriptor, pointer, CloseWrite | MovedTo | Create | OnlyDirectory | (follow ? 0 : DoNotFollow));
            return watch < 0 ? Libc.LastError() : SystemError.None;
        }
    }

    /// <summary>Waits for events, and gives those that are there.</summary>
    /// <param name="milliseconds">How long to wait at most.</param>
    /// <param name="events">Receives them.</param>
    public void Wait(int milliseconds, List<WatchEvent> events)
    {
        events.Clear();
        var poll = new PollDescriptor { Descriptor = descriptor, Events = PollIn };
        // A signal, or no event: the caller looks around and comes back.
        if (Poll(&poll, 1, milliseconds) <= 0)
        {
            return;
        }

        nint length;
        fixed (byte* pointer = buffer)
        {
            length = Read(descriptor, pointer, buffer.Length);
        }

        ReadOnlySpan<byte> rest = buffer.AsSpan(0, (int)Math.Max(0, length));
        // struct inotify_event: watch, mask, cookie, length of the name, the name with zeros behind it.
        while (rest.Length >= HeaderBytes)
        {
            int nameLength = BinaryPrimitives.ReadInt32LittleEndian(rest[12..]);
            ReadOnlySpan<byte> name = rest.Slice(HeaderBytes, nameLength).TrimEnd((byte)0);
            events.Add(new WatchEvent(BinaryPrimitives.ReadInt32LittleEndian(rest), BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]), name.ToArray()));
            rest = rest[(HeaderBytes + nameLength)..];
        }
    }

    public void Dispose() => Libc.Close(descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Received;
    }

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    private static partial int Init(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true)]
    private static partial int AddWatch(int descriptor, byte* path, uint mask);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, byte* buffer, nint length);
}
