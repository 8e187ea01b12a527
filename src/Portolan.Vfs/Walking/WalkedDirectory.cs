using Portolan.Vfs.Internals;

namespace Portolan.Vfs.Walking;

/// <summary>A directory that a walk is in.</summary>
/// <remarks>Its path stays valid after the walk; opening files through it does while it is being walked.</remarks>
public sealed class WalkedDirectory
{
    // One for each reader of entries and each directory below that has still to be opened through this one.
    private int holders;

    internal WalkedDirectory(WalkedDirectory? parent, RawPath path, int rootLength, int depth, object? parentState)
    {
        Parent = parent;
        Path = path;
        RootLength = rootLength;
        Depth = depth;
        RuleState = parentState;
    }

    /// <summary>The path as the walk reached it: the root as given, then names.</summary>
    public RawPath Path { get; }

    /// <summary>0 for a root.</summary>
    public int Depth { get; }

    /// <summary>Bytes of <see cref="Path"/> that are the root's.</summary>
    public int RootLength { get; }

    /// <summary>The directory through which this one is opened; null when by its path.</summary>
    internal WalkedDirectory? Parent { get; set; }

    /// <summary>Before opening the state of the directory above, then the own.</summary>
    internal object? RuleState { get; set; }

    internal int Descriptor { get; private set; } = -1;

    /// <summary>The file system of the root, when the walk stays on it.</summary>
    internal ulong RootDevice { get; set; }

    internal bool IsLink { get; init; }

    internal bool IsOpen => Descriptor >= 0;

    /// <summary>Opens a regular file of this directory for reading; links are not followed.</summary>
    /// <param name="name">Its name, without a zero byte.</param>
    /// <param name="file">The file, or null.</param>
    /// <returns><see cref="SystemError.NotSupported"/> for what is no regular file, else what the system answered.</returns>
    public SystemError OpenFile(ReadOnlySpan<byte> name, out RawFile? file)
    {
        Span<byte> terminated = stackalloc byte[256];
        file = null;
        return Libc.Terminate(name, terminated) ? RawFile.Open(Descriptor, terminated, Path.Combine(name), follow: false, out file) : SystemError.NameTooLong;
    }

    internal void Opened(int descriptor)
    {
        Descriptor = descriptor;
        holders = 1;
    }

    internal void Hold() => Interlocked.Increment(ref holders);

    /// <summary>True when this closed it.</summary>
    internal bool Release()
    {
        if (Interlocked.Decrement(ref holders) > 0)
        {
            return false;
        }

        Libc.Close(Descriptor);
        Descriptor = -1;
        return true;
    }
}
