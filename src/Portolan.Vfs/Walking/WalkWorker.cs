using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Portolan.Vfs.Internals;

namespace Portolan.Vfs.Walking;

/// <summary>One thread of a walk.</summary>
internal sealed unsafe class WalkWorker(WalkState shared, IWalkVisitor visitor)
{
    /// <summary>
    /// Some 200 entries: a large directory is shared out in pieces of this size. Larger ones save calls that cost nothing (0.3 µs for
    /// 200 files of 3 µs each) and leave threads idle at its end.
    /// </summary>
    private const int BufferBytes = 8 << 10;

    // struct linux_dirent64: ino u64, off s64, reclen u16 at 16, type u8 at 18, the name with its zero from 19.
    private const int RecordLengthOffset = 16;
    private const int KindOffset = 18;
    private const int NameOffset = 19;

    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);
    private long directories, files, hidden, ignored, links, special, tooLarge, otherFileSystems, problems;

    public WalkCounts Counts => new()
    {
        Directories = directories,
        Files = files,
        Hidden = hidden,
        Ignored = ignored,
        Links = links,
        Special = special,
        TooLarge = tooLarge,
        OtherFileSystems = otherFileSystems,
        Problems = problems,
    };

    /// <summary>Takes up a root; true when it is a directory, which <see cref="Run"/> then reads.</summary>
    public bool StartRoot(RawPath path)
    {
        byte[] terminated = [.. path.Bytes, 0];
        FileStatus status;
        SystemError error;
        fixed (byte* pointer = terminated)
        {
            error = Libc.Status(Libc.CurrentDirectory, pointer, 0, out status);
        }

        if (error == SystemError.NameTooLong || (error == SystemError.None && status.Kind == FileKind.Directory))
        {
            shared.Queue.Push(new WalkedDirectory(null, path, path.Bytes.Length, 0, null));
            return true;
        }

        if (error != SystemError.None)
        {
            Report(path, error);
        }
        else if (status.Kind != FileKind.Regular)
        {
            special++;
        }
        else if (shared.Rules is { } rules && rules.Skips(null, path.Bytes, isDirectory: false))
        {
            ignored++;
        }
        else
        {
            Visit(new WalkedFile(null, terminated, follow: true), status.Size);
        }

        return false;
    }

    /// <summary>Takes up a link to a directory; false when what it leads to was read already.</summary>
    public bool StartLink(RawPath path)
    {
        shared.Links.Remove(path, out WalkedDirectory? link);
        byte[] terminated = [.. path.Bytes, 0];
        fixed (byte* pointer = terminated)
        {
            if (Libc.Status(Libc.CurrentDirectory, pointer, 0, out FileStatus status) == SystemError.None && shared.WasSeen(status))
            {
                links++;
                return false;
            }
        }

        shared.Queue.Push(link!);
        return true;
    }

    /// <summary>Reads directories until there are no more.</summary>
    public void Run()
    {
        while (shared.Queue.TryTake(out WalkedDirectory directory))
        {
            try
            {
                if (directory.IsOpen || Open(directory))
                {
                    Read(directory);
                }
            }
            catch (Exception exception)
            {
                // A thread's boundary: the first failure is thrown again to the caller of the walk.
                shared.Fail(exception);
            }
            finally
            {
                shared.Queue.Done();
            }
        }
    }

    private bool Open(WalkedDirectory directory)
    {
        SystemError error = OpenDescriptor(directory, out int descriptor);
        if (directory.Parent is { } parent)
        {
            directory.Parent = null;
            shared.Released(parent);
        }

        FileStatus status = default;
        if (error == SystemError.None && (shared.Options.FollowLinks || shared.Options.OneFileSystem))
        {
            fixed (byte* empty = "\0"u8)
            {
                error = Libc.Status(descriptor, empty, Libc.EmptyPath, out status);
            }

            if (error != SystemError.None)
            {
                Libc.Close(descriptor);
            }
        }

        if (error != SystemError.None)
        {
            Report(directory.Path, error);
            return false;
        }

        if (directory.Depth == 0)
        {
            directory.RootDevice = status.Device;
        }
        else if (shared.Options.OneFileSystem && status.Device != directory.RootDevice)
        {
            otherFileSystems++;
            Libc.Close(descriptor);
            return false;
        }

        if (shared.Options.FollowLinks && !shared.IsNew(status))
        {
            links++;
            Libc.Close(descriptor);
            return false;
        }

        directory.Opened(descriptor);
        shared.Opened();
        directories++;
        if (shared.Rules is { } rules)
        {
            try
            {
                directory.RuleState = rules.Enter(directory, directory.RuleState);
            }
            catch
            {
                shared.Released(directory);
                throw;
            }
        }

        return true;
    }

    private SystemError OpenDescriptor(WalkedDirectory directory, out int descriptor)
    {
        bool follow = directory.IsLink || directory.Depth == 0;
        ReadOnlySpan<byte> path = directory.Path.Bytes;
        int flags = Libc.OpenReadOnly | Libc.OpenDirectory | (follow ? 0 : Libc.OpenNoFollow);
        Span<byte> terminated = stackalloc byte[Libc.LongestPath];
        if (directory.Parent is { } parent)
        {
            Libc.Terminate(directory.Path.Name, terminated);
            fixed (byte* pointer = terminated)
            {
                descriptor = Libc.Open(parent.Descriptor, pointer, flags, out SystemError error);
                return error;
            }
        }

        if (directory.Depth == 0 && Libc.Terminate(path, terminated))
        {
            fixed (byte* pointer = terminated)
            {
                descriptor = Libc.Open(Libc.CurrentDirectory, pointer, flags, out SystemError error);
                return error;
            }
        }

        return LongPath.OpenDirectory(path, directory.RootLength, shared.Options.FollowLinks, out descriptor);
    }

    private void Read(WalkedDirectory directory)
    {
        bool handedOn = false;
        try
        {
            byte* entries = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(buffer));
            while (!handedOn)
            {
                int length = Libc.ReadDirectory(directory.Descriptor, entries, BufferBytes, out SystemError error);
                if (length <= 0)
                {
                    // A directory that was removed while it was read is at its end.
                    if (error is not (SystemError.None or SystemError.NoEntry))
                    {
                        Report(directory.Path, error);
                    }

                    return;
                }

                // There is likely more: another thread can go on reading while this one looks at what is here.
                if (length > BufferBytes / 2 && shared.Options.Threads > 1 && shared.HasRoomToHold)
                {
                    directory.Hold();
                    handedOn = true;
                    shared.Queue.Push(directory);
                }

                Visit(directory, entries, length);
            }
        }
        finally
        {
            shared.Released(directory);
        }
    }

    private void Visit(WalkedDirectory directory, byte* entries, int length)
    {
        for (int at = 0; at < length;)
        {
            byte* entry = entries + at;
            at += *(ushort*)(entry + RecordLengthOffset);
            var kind = (FileKind)entry[KindOffset];
            ReadOnlySpan<byte> name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + NameOffset);
            if (name[0] == (byte)'.')
            {
                if (name.Length == 1 || (name.Length == 2 && name[1] == (byte)'.'))
                {
                    continue;
                }

                if (!shared.Options.IncludeHidden)
                {
                    hidden++;
                    continue;
                }
            }

            if (shared.Cancellation.IsCancellationRequested)
            {
                shared.Queue.Stop();
                return;
            }

            Meet(directory, kind, new ReadOnlySpan<byte>(entry + NameOffset, name.Length + 1));
        }
    }

    private void Meet(WalkedDirectory directory, FileKind kind, ReadOnlySpan<byte> terminated)
    {
        ReadOnlySpan<byte> name = terminated[..^1];
        bool isLink = kind == FileKind.Link;
        if (kind == FileKind.Unknown || (isLink && shared.Options.FollowLinks))
        {
            if (!Resolve(directory, terminated, ref kind, ref isLink))
            {
                return;
            }
        }

        switch (kind)
        {
            case FileKind.Directory or FileKind.Regular when shared.Rules is { } rules && rules.Skips(directory.RuleState, name, kind == FileKind.Directory):
                ignored++;
                break;
            case FileKind.Directory:
                Add(directory, name, isLink);
                break;
            case FileKind.Regular:
                Visit(new WalkedFile(directory, terminated, isLink), -1);
                break;
            case FileKind.Link:
                links++;
                break;
            default:
                special++;
                break;
        }
    }

    // Asks what an entry is, and where a link that is followed leads.
    private bool Resolve(WalkedDirectory directory, ReadOnlySpan<byte> terminated, ref FileKind kind, ref bool isLink)
    {
        FileStatus status = default;
        SystemError error = SystemError.None;
        fixed (byte* path = terminated)
        {
            if (kind == FileKind.Unknown)
            {
                error = Libc.Status(directory.Descriptor, path, Libc.NoFollow, out status);
                isLink = status.Kind == FileKind.Link;
            }

            if (error == SystemError.None && isLink && shared.Options.FollowLinks)
            {
                error = Libc.Status(directory.Descriptor, path, 0, out status);
            }
        }

        kind = status.Kind;
        if (error == SystemError.None)
        {
            return true;
        }

        Report(directory.Path.Combine(terminated[..^1]), error);
        return false;
    }

    private void Add(WalkedDirectory directory, ReadOnlySpan<byte> name, bool isLink)
    {
        bool holds = !isLink && shared.HasRoomToHold;
        var below = new WalkedDirectory(holds ? directory : null, directory.Path.Combine(name), directory.RootLength, directory.Depth + 1, directory.RuleState)
        {
            IsLink = isLink,
            RootDevice = directory.RootDevice,
        };
        if (isLink)
        {
            shared.AddLink(below);
            return;
        }

        if (holds)
        {
            directory.Hold();
        }

        shared.Queue.Push(below);
    }

    private void Visit(in WalkedFile file, long size)
    {
        if (shared.Options.MaxFileSize != long.MaxValue)
        {
            if (size < 0)
            {
                SystemError error = file.GetStatus(out FileStatus status);
                if (error != SystemError.None)
                {
                    Report(file.Path, error);
                    return;
                }

                size = status.Size;
            }

            if (size > shared.Options.MaxFileSize)
            {
                tooLarge++;
                return;
            }
        }

        files++;
        visitor.Visit(file);
    }

    private void Report(RawPath path, SystemError error)
    {
        problems++;
        visitor.Report(new WalkProblem(path, error));
    }
}
