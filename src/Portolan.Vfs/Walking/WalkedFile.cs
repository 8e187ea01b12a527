using Portolan.Vfs.Attributes;
using Portolan.Vfs.Internals;

namespace Portolan.Vfs.Walking;

/// <summary>A regular file that a walk has met; valid while it is visited.</summary>
public readonly unsafe ref struct WalkedFile
{
    private readonly ReadOnlySpan<byte> terminated;
    private readonly bool follow;

    internal WalkedFile(WalkedDirectory? directory, ReadOnlySpan<byte> terminatedName, bool follow)
    {
        Directory = directory;
        terminated = terminatedName;
        this.follow = follow;
    }

    /// <summary>The directory that holds it; null for a root that is a file.</summary>
    public WalkedDirectory? Directory { get; }

    /// <summary>Its name, without a zero byte; of a root that is a file the whole path.</summary>
    public ReadOnlySpan<byte> Name => terminated[..^1];

    /// <summary>Its path; each call makes a new one.</summary>
    public RawPath Path => Directory is null ? new RawPath(Name) : Directory.Path.Combine(Name);

    private int DirectoryDescriptor => Directory?.Descriptor ?? Libc.CurrentDirectory;

    /// <summary>Asks for its state.</summary>
    /// <param name="status">Size and times.</param>
    public SystemError GetStatus(out FileStatus status)
    {
        fixed (byte* path = terminated)
        {
            return Libc.Status(DirectoryDescriptor, path, follow ? 0 : Libc.NoFollow, out status);
        }
    }

    /// <summary>Reads an attribute without opening the file.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="value">Receives the value; <see cref="SystemError.OutOfRange"/> when it is too small. 1 to 4 KiB are quickest: the kernel clears as much.</param>
    /// <param name="length">Bytes of the value.</param>
    public SystemError GetAttribute(AttributeName name, Span<byte> value, out int length)
    {
        ArgumentNullException.ThrowIfNull(name);
        fixed (byte* path = terminated)
        {
            return AttributeCalls.Get(DirectoryDescriptor, path, follow, name.Terminated, value, out length);
        }
    }

    /// <summary>Opens it for reading.</summary>
    /// <param name="file">The file, or null.</param>
    /// <returns><see cref="SystemError.NotSupported"/> when it is no regular file any more, else what the system answered.</returns>
    public SystemError Open(out RawFile? file) => RawFile.Open(DirectoryDescriptor, terminated, Path, follow, out file);
}
